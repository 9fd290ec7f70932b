import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { ProxyError } from './error.ts';

export interface GuardSettings {
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
}

/** The Host that was last found to be ours, and by which list: callers send the same one again and again. */
let admitted: { host: string; allowedHosts: readonly string[] | null } = { host: '', allowedHosts: null };

/**
 * Keeps web pages of others out (MCP, transports: DNS rebinding): the Host must be ours, and a browser's Origin must be
 * us, this machine, or one that the operator named. Callers that are no browsers send no Origin. Throws `ProxyError`.
 */
export function guard(request: IncomingMessage, { allowedHosts, allowedOrigins }: GuardSettings): void {
  const host = request.headers.host ?? '';
  if (host !== admitted.host || allowedHosts !== admitted.allowedHosts) {
    if (!isOurHost(hostnameOf(`http://${host}`), allowedHosts)) {
      throw new ProxyError(
        'forbidden_host',
        `Host ${JSON.stringify(host.slice(0, 100))} is not ours: add it to "allowedHosts" in proxy.config.json`,
      );
    }
    admitted = { host, allowedHosts };
  }
  const { origin } = request.headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return;
  const ours =
    URL.canParse(origin) &&
    (new URL(origin).host === host || (isLoopback(hostnameOf(origin)) && isLoopback(hostnameOf(`http://${host}`))));
  if (!ours) {
    throw new ProxyError(
      'forbidden_origin',
      `Origin ${JSON.stringify(origin.slice(0, 100))} may not call: add it to "allowedOrigins" in proxy.config.json`,
    );
  }
}

/**
 * Lets the pages that the guard admits read our answers (Fetch standard, CORS). True when the request was a preflight,
 * which is answered herewith.
 */
export function answerCors(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader(
    'access-control-expose-headers',
    'Mcp-Instance, Mcp-Attempts, Server-Timing, Mcp-Session-Id, MCP-Protocol-Version',
  );
  response.setHeader('vary', 'Origin');
  if (request.method !== 'OPTIONS') return false;
  response.setHeader('access-control-allow-methods', 'GET, POST, DELETE, OPTIONS');
  response.setHeader(
    'access-control-allow-headers',
    request.headers['access-control-request-headers'] ?? 'content-type',
  );
  response.setHeader('access-control-max-age', '600');
  response.writeHead(204).end();
  return true;
}

/** An address in the Host came by no DNS name, so no name was rebound to us. */
function isOurHost(hostname: string, allowed: readonly string[]): boolean {
  return (
    isIP(hostname) !== 0 || hostname === 'localhost' || hostname.endsWith('.localhost') || allowed.includes(hostname)
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '::1' || /^127\./.test(hostname);
}

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase() : '';
}
