import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isProxyPath } from '../catalog/urls.ts';
import { sendProblem } from './body.ts';
import type { ProxyConfig } from './config.ts';
import { asProxyError, ProxyError } from './error.ts';
import { answerCors, guard } from './guard.ts';
import type { Log } from './log.ts';
import type { Faces } from './mcp/aggregate/faces.ts';
import type { Bridges } from './mcp/bridge/bridges.ts';
import { ServiceFace } from './mcp/service-face.ts';
import type { Sessions } from './mcp/sessions.ts';
import { SmallFace } from './mcp/small-face.ts';
import { isRegistryPath, RegistryFace, type RegistryParts } from './registry/registry-face.ts';
import type { RestParts } from './rest/app.ts';
import { answerCall, callPath, decodedName } from './rest/call.ts';
import type { ProxyState } from './rest/operators.ts';
import type { Router } from './routing/router.ts';
import { siteFiles } from './site-files.ts';
import type { Affinity } from './workers/affinity.ts';

export interface AppParts {
  router: Router;
  config: ProxyConfig;
  state: ProxyState;
  /** The folder of the built site; null where there is none to serve. */
  site: string | null;
  log: Log;
  sessions: Sessions;
  bridges: Bridges;
  faces: Faces;
  affinity: Affinity;
  registry: Pick<RegistryParts, 'state' | 'settings' | 'publishing'>;
}

/** Answers every request to the one port: calls and MCP first, then the REST API, then the site's files. */
export function createApp({ router, config, state, site, log, faces, ...parts }: AppParts): RequestListener {
  const { bodyBytes, answerBytes } = config.limits;
  const mcp = new SmallFace(router, { bodyBytes, log });
  const registry = new RegistryFace({ ...parts.registry, bodyBytes, log });
  const oneService = new ServiceFace(router, { ...parts, bodyBytes, answerBytes });
  let rest: Promise<Answer> | undefined;
  const files = site === null ? null : siteFiles(site);

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const fault = asProxyError(error);
      if (fault.code === 'internal') log.error({ err: error, url: request.url }, 'a request failed');
      if (!response.destroyed) sendProblem(response, fault);
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const end = url.indexOf('?');
    const path = end === -1 ? url : url.slice(0, end);
    // The same for everyone, whatever page asks: hosts and browsers read it from anywhere.
    if (isRegistryPath(path)) return registry.answer(request, response);
    guard(request, config);
    // For browsers, which POST with an Origin; set on every answer, it would cost each call.
    if (request.method !== 'POST' || request.headers.origin !== undefined)
      response.setHeader('x-content-type-options', 'nosniff');
    if (answerCors(request, response)) return;
    const service = path.startsWith('/api/') ? callPath(url) : undefined;
    if (service !== undefined) return answerCall(router, service, request, response, { bodyBytes });
    if (path === '/mcp') return mcp.answer(request, response);
    if (path.startsWith('/mcp/')) {
      const name = decodedName(path.slice('/mcp/'.length));
      const face = faces.at(name);
      return face ? face.answer(request, response) : oneService.answer(name, request, response);
    }
    if (isProxyPath(path) || (path === '/' && wantsJson(request))) {
      rest ??= loadRest({ router, config, state, log });
      return (await rest)(request, response);
    }
    if (files) return files(request, response);
    throw new ProxyError('not_found', `Nothing is at ${path}`);
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What describes itself in OpenAPI takes a third of our start and of our memory: it is loaded when it is first asked for. */
async function loadRest(parts: RestParts): Promise<Answer> {
  const [{ getRequestListener }, { restApp }] = await Promise.all([
    import('@hono/node-server'),
    import('./rest/app.ts'),
  ]);
  return getRequestListener(restApp(parts).fetch, { overrideGlobalObjects: false });
}

function wantsJson({ headers }: IncomingMessage): boolean {
  return /\bapplication\/json\b/.test(headers.accept ?? '') && !/\btext\/html\b/.test(headers.accept ?? '');
}
