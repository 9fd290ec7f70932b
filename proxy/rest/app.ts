import { OpenAPIHono } from '@hono/zod-openapi';
import type { ProxyConfig } from '../config.ts';
import { asProxyError, ProxyError } from '../error.ts';
import type { Log } from '../log.ts';
import { declareRegistry } from '../registry/declared.ts';
import type { Router } from '../routing/router.ts';
import { declareCall } from './call-route.ts';
import { docsRoutes } from './docs.ts';
import { operatorRoutes, type ProxyState } from './operators.ts';
import { serviceHealthRoutes } from './service-health.ts';
import { serviceRoutes } from './services.ts';
import { toolRoutes } from './tools.ts';

/** What the REST API tells of. */
export interface RestParts {
  router: Router;
  config: ProxyConfig;
  state: ProxyState;
  log: Log;
}

/** The REST API that is not hot: its routes, and the OpenAPI document that follows from them. */
export function restApp({ router, config, state, log }: RestParts): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: ({ success, ...rest }) => {
      if (success || !('error' in rest)) return;
      const errors = rest.error.issues.map(({ path, message }) => ({
        pointer: path.map((part) => `/${String(part)}`).join(''),
        message,
      }));
      const detail = `The query is not understood: ${errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}`;
      throw new ProxyError('invalid_request', detail, { errors });
    },
  });
  serviceRoutes(app, router);
  serviceHealthRoutes(app, router, config.health);
  toolRoutes(app, router);
  declareCall(app);
  declareRegistry(app);
  operatorRoutes(app, router, state);
  docsRoutes(app);
  app.get('/', (context) => context.json(FACES));
  app.notFound((context) =>
    problem(new ProxyError('not_found', `Nothing is at ${context.req.path}; /openapi.json says what is`)),
  );
  app.onError((error, context) => {
    const fault = asProxyError(error);
    if (fault.code === 'internal') log.error({ err: error, url: context.req.path }, 'a request failed');
    return problem(fault);
  });
  return app;
}

/** What `/` says to a program. Addresses are relative: where we are reached is the caller's business. */
const FACES = {
  site: './',
  mcp: { tools: './mcp', service: './mcp/{name}', all: './mcp/all', profile: './mcp/profiles/{profile}' },
  sse: { tools: './sse', service: './sse/{name}' },
  api: { services: './api/services', tools: './api/tools', call: './api/services/{name}/call' },
  openapi: './openapi.json',
  docs: './docs',
  health: './health',
};

function problem(error: ProxyError): Response {
  return new Response(`${JSON.stringify(error.toProblem())}\n`, {
    status: error.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
