import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeTool } from '../routing/describe.ts';
import type { RoutedService, Router } from '../routing/router.ts';
import { problems, QuarantineBody } from './problem.ts';
import { ServiceParams } from './services.ts';

const JsonObject = z.record(z.string(), z.unknown());

/** A tool, with the first system's field names where it had them. */
const ToolBody = z
  .object({
    name: z.string(),
    service: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    input_schema: JsonObject,
    output_schema: JsonObject.nullable(),
    annotations: JsonObject.nullable(),
    quarantine: QuarantineBody.nullable().openapi({ description: 'Why its calls are refused, if they are' }),
    hash: z.string().openapi({ description: 'SHA-256 fingerprint of what callers act on' }),
  })
  .openapi('Tool');
const ToolsBody = z.object({ tools: z.array(ToolBody), total: z.int() });

const serviceTools = createRoute({
  method: 'get',
  path: '/api/services/{name}/tools',
  summary: 'The tools of one service, as last listed by itself; connects to nothing',
  request: { params: ServiceParams },
  responses: {
    200: { description: 'Its tools', content: { 'application/json': { schema: ToolsBody } } },
    ...problems('unknown_service', 'service_not_enabled'),
  },
});

const allTools = createRoute({
  method: 'get',
  path: '/api/tools',
  summary: 'The tools of every service that can be called here',
  responses: { 200: { description: 'All tools', content: { 'application/json': { schema: ToolsBody } } } },
});

export function toolRoutes(app: OpenAPIHono, router: Router): void {
  app.openapi(serviceTools, (context) => {
    const tools = toolsOf(router.resolve(context.req.valid('param').name));
    return context.json({ tools, total: tools.length }, 200);
  });
  app.openapi(allTools, (context) => {
    const tools = router.services.flatMap(toolsOf);
    return context.json({ tools, total: tools.length }, 200);
  });
}

function toolsOf(service: RoutedService) {
  return service.tools().map((tool) => describeTool(service, tool));
}
