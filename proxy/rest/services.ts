import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { Health, Reason } from '../../catalog/status/status.ts';
import { describeService, searchServices } from '../routing/describe.ts';
import { healthOf, type RoutedService, type Router } from '../routing/router.ts';
import { problems } from './problem.ts';

const InstanceBody = z
  .object({
    service_name: z.string(),
    instance_id: z.string(),
    load_score: z.number().openapi({ description: 'Calls in flight' }),
    transport: z.string(),
    health: Health,
    reason: Reason,
  })
  .openapi('Instance');

/** A service, with the first system's field names where it had them. */
export const ServiceBody = z
  .object({
    name: z.string().openapi({ description: 'The alias where there is one: how calls name the service' }),
    server: z.string().openapi({ description: 'namespace/name; names the service too' }),
    inCatalog: z.boolean().openapi({ description: 'false for what a source found and no catalog lists' }),
    title: z.string(),
    description: z.string(),
    version: z.string(),
    type: z.enum(['package', 'remote', 'mixed', 'none']),
    location: z.enum(['local', 'remote', 'mixed', 'none']),
    protocol: z.string().nullable(),
    base_url: z.string().nullable(),
    tags: z.array(z.string()),
    categories: z.array(z.string()),
    created_at: z.string(),
    updated_at: z.string(),
    health: Health,
    reason: Reason,
    toolCount: z.int(),
    instances: z.array(InstanceBody),
  })
  .openapi('Service');

const ServicesQuery = z.object({
  health: Health.optional(),
  tag: z.string().max(64).optional(),
  category: z.string().max(64).optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'Words in names, descriptions, tags and tool names; best match first' }),
});

const listServices = createRoute({
  method: 'get',
  path: '/api/services',
  summary: 'The services that can be called here',
  request: { query: ServicesQuery },
  responses: {
    200: {
      description: 'All of them; filters combine with AND',
      content: { 'application/json': { schema: z.object({ services: z.array(ServiceBody), total: z.int() }) } },
    },
    ...problems('invalid_request'),
  },
});

/** The path of one service: its alias, or `namespace/name` with the slash as `%2F`. */
export const ServiceParams = z.object({
  name: z
    .string()
    .openapi({ param: { name: 'name', in: 'path' }, description: 'alias, or namespace%2Fname', example: 'everything' }),
});

const getService = createRoute({
  method: 'get',
  path: '/api/services/{name}',
  summary: 'One service',
  request: { params: ServiceParams },
  responses: {
    200: { description: 'The service', content: { 'application/json': { schema: ServiceBody } } },
    ...problems('unknown_service', 'service_not_enabled'),
  },
});

export function serviceRoutes(app: OpenAPIHono, router: Router): void {
  app.openapi(listServices, (context) => {
    const services = filtered(router.services, context.req.valid('query')).map(describeService);
    return context.json({ services, total: services.length }, 200);
  });
  app.openapi(getService, (context) =>
    context.json(describeService(router.resolve(context.req.valid('param').name)), 200),
  );
}

function filtered(
  services: readonly RoutedService[],
  { health, tag, category, q }: z.infer<typeof ServicesQuery>,
): RoutedService[] {
  return searched(services, q).filter(
    (service) =>
      (health === undefined || healthOf(service).health === health) &&
      (tag === undefined || service.entry.listing.tags.includes(tag)) &&
      (category === undefined || service.entry.listing.categories.includes(category)),
  );
}

function searched(services: readonly RoutedService[], query = ''): RoutedService[] {
  if (query.trim() === '') return [...services];
  const byName = new Map(services.map((service) => [service.entry.name, service]));
  return searchServices(services)
    .find(query)
    .flatMap((id) => byName.get(id) ?? []);
}
