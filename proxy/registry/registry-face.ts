import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { sendProblem } from '../body.ts';
import { asProxyError, ProxyError } from '../error.ts';
import type { Log } from '../log.ts';
import type { Dialect, Endpoint, Method } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { Extensions } from './extensions.ts';
import { ListBodies } from './list-bodies.ts';
import type { Publishing } from './publishing/publishing.ts';
import { allowAll, send, sendOptions } from './send.ts';
import type { RegistrySettings } from './settings.ts';

export interface RegistryParts {
  /** What the registry tells of now: it may be another one at the next request. */
  state: { readonly snapshot: SnapshotIndex };
  settings: RegistrySettings;
  /** Null where nothing is published over the API. */
  publishing?: Publishing | null;
  bodyBytes: number;
  log: Log;
}

interface Compiled extends Endpoint {
  pattern: RegExp;
}

const NO_QUERY = new URLSearchParams();

const COMPILED: readonly Compiled[] = endpoints.map((endpoint) => ({
  ...endpoint,
  pattern: new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}));

/**
 * The registry API, under `/v0.1` and `/v0`, and at `/servers`, which some hosts ask. Paths are matched as they were sent:
 * a server's name holds a slash, which is `%2F` there.
 */
export class RegistryFace {
  readonly #parts: RegistryParts;
  readonly #extensions = new Extensions();
  #bodies: { snapshot: SnapshotIndex; bodies: ListBodies } | null = null;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** Answers a request at a path that `isRegistryPath` says is the registry's. Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answering = this.#answer(request, response);
      if (answering) await answering;
    } catch (error) {
      const fault = asProxyError(error);
      if (fault.code === 'internal') this.#parts.log.error({ err: error, url: request.url }, 'a request failed');
      if (response.destroyed) return;
      if (!response.headersSent) allowAll(response);
      sendProblem(response, fault);
    }
  }

  /** Most is answered before it returns: what is asked for most waits for nothing. */
  #answer(request: IncomingMessage, response: ServerResponse): void | Promise<void> {
    const url = request.url ?? '/';
    if (request.method === 'OPTIONS') return sendOptions(response);
    if (url.includes('%00')) throw new ProxyError('invalid_request', 'The address has a NUL in it');
    const end = url.indexOf('?');
    const whole = end === -1 ? url : url.slice(0, end);
    if (whole.endsWith('/')) return redirectToPlain(whole, end === -1 ? '' : url.slice(end), response);
    const { dialect, path } = placeOf(whole);
    const found = actAt(path, dialect, request.method === 'HEAD' ? 'GET' : request.method);
    if (!found) throw noneAt(path, dialect, { whole, response });
    const params = found.params.map(decoded);
    const { settings, bodyBytes, state, publishing = null } = this.#parts;
    const { snapshot } = state;
    const query = end === -1 ? NO_QUERY : new URLSearchParams(url.slice(end + 1));
    const bodies = this.#bodiesOf(snapshot);
    const of = { settings, bodyBytes, publishing, bodies, extensions: this.#extensions };
    const answer = found.act({ request, dialect, params, query, snapshot, ...of });
    if (answer instanceof Promise) return answer.then((answer) => send(request, response, answer));
    return send(request, response, answer);
  }

  #bodiesOf(snapshot: SnapshotIndex): ListBodies {
    if (this.#bodies?.snapshot !== snapshot) this.#bodies = { snapshot, bodies: new ListBodies(snapshot.servers) };
    return this.#bodies.bodies;
  }
}

/** Whether a path belongs to the registry API. */
export function isRegistryPath(path: string): boolean {
  return /^\/(?:v0(?:\.1)?|servers)(?:\/|$)/.test(path) && !path.startsWith('/v0/swagger/');
}

/** `/servers` without a version is what some builds of hosts ask for; they understand `v0.1`. */
function placeOf(path: string): { dialect: Dialect; path: string } {
  if (path.startsWith('/v0.1')) return { dialect: 'v0.1', path: path.slice('/v0.1'.length) };
  if (path.startsWith('/v0')) return { dialect: 'v0', path: path.slice('/v0'.length) };
  return { dialect: 'v0.1', path };
}

/** Who answers a method at a path, and what stands there in place of `{…}`. */
function actAt(path: string, dialect: Dialect, method: string | undefined) {
  for (const { pattern, only, methods } of COMPILED) {
    if ((only !== undefined && only !== dialect) || !isOneOf(method, methods)) continue;
    const found = pattern.exec(path);
    const act = methods[method];
    if (found && act) return { act, params: found.slice(1) };
  }
  return null;
}

function isOneOf(method: string | undefined, methods: Endpoint['methods']): method is Method {
  return method !== undefined && Object.hasOwn(methods, method);
}

function noneAt(
  path: string,
  dialect: Dialect,
  { whole, response }: { whole: string; response: ServerResponse },
): ProxyError {
  const there = COMPILED.filter(({ pattern, only }) => (only ?? dialect) === dialect && pattern.test(path));
  const methods = there.flatMap(({ methods }) => Object.keys(methods));
  if (methods.length === 0) {
    const hint = /^\/v0(\.1)?\//.test(whole) ? '' : ` Did you mean '/v0.1${whole}' or '/v0${whole}'?`;
    return new ProxyError('not_found', `Endpoint not found. See /docs for the API documentation.${hint}`);
  }
  response.setHeader('allow', [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', '));
  return new ProxyError('method_not_allowed', `Ask by ${methods.join(' or ')}`);
}

function redirectToPlain(path: string, query: string, response: ServerResponse): void {
  allowAll(response);
  // A path of slashes alone would lead to another host.
  response.writeHead(308, { location: `/${path.replace(/^\/+|\/+$/g, '')}${query}` }).end();
}

/** A part of a path as it was meant. Some hosts encode it twice, so it is decoded once more. */
function decoded(part: string): string {
  if (!part.includes('%')) return part;
  try {
    const once = decodeURIComponent(part);
    return /%2f|%2b/i.test(once) ? decodeURIComponent(once) : once;
  } catch (cause) {
    throw new ProxyError('invalid_request', 'The path is not encoded as a URL should be', { cause });
  }
}
