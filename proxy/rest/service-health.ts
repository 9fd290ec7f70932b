import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { Health, Reason } from '../../catalog/status/status.ts';
import { type CheckSettings, checkInstance } from '../routing/check.ts';
import { describeHealth } from '../routing/describe.ts';
import type { Router } from '../routing/router.ts';
import { problems } from './problem.ts';
import { ServiceParams } from './services.ts';

const HealthBody = z
  .object({
    service: z.string(),
    status: Health,
    reason: Reason,
    since: z.string(),
    last_check: z.string().nullable(),
    response_time_ms: z.number().nullable(),
    error: z.string().nullable(),
    instances: z.array(
      z.object({
        instance_id: z.string(),
        status: Health,
        reason: Reason,
        since: z.string(),
        last_check: z.string().nullable(),
        response_time_ms: z.number().nullable(),
        error: z.string().nullable(),
        era: z.enum(['legacy', 'modern']).nullable(),
        protocolVersion: z.string().nullable(),
        pid: z.int().nullable().openapi({ description: 'The process, where it is one of ours' }),
      }),
    ),
  })
  .openapi('ServiceHealth');

const getHealth = createRoute({
  method: 'get',
  path: '/api/services/{name}/health',
  summary: 'How a service is: as last found by calls and checks, or checked now',
  request: {
    params: ServiceParams,
    query: z.object({
      fresh: z.enum(['true', 'false']).optional().openapi({ description: 'true checks every instance now' }),
    }),
  },
  responses: {
    200: { description: 'Its health, whatever it is', content: { 'application/json': { schema: HealthBody } } },
    ...problems('invalid_request', 'unknown_service', 'service_not_enabled'),
  },
});

export function serviceHealthRoutes(app: OpenAPIHono, router: Router, settings: CheckSettings): void {
  app.openapi(getHealth, async (context) => {
    const service = router.resolve(context.req.valid('param').name);
    // Somebody who asks for the state of this moment gets it: no strikes.
    if (context.req.valid('query').fresh === 'true') {
      await Promise.all(service.instances.map((instance) => checkInstance(instance, { ...settings, strikes: 1 })));
    }
    return context.json(describeHealth(service), 200);
  });
}
