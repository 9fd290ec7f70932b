import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  localhostHostValidation,
  localhostOriginValidation,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { Changes } from './fixture/changes.ts';
import { LegacySessions, refuse } from './fixture/legacy.ts';
import { WATCHED } from './fixture/resources.ts';
import { buildServer, type FixtureServer } from './fixture/server.ts';

/** An MCP server in this process that offers all that the official conformance suite calls. */
export interface Fixture extends AsyncDisposable {
  url: string;
}

export interface FixtureOptions {
  port?: number;
  /** Whom it serves: clients with a handshake and sessions, those of 2026-07-28 on, or both at the same address. */
  eras?: 'legacy' | 'modern' | 'both';
  /** Makes the server of a session, or of a request. */
  build?: (changes: Changes) => FixtureServer;
}

/**
 * Starts it on 127.0.0.1. A modern one refuses `initialize` with -32022;
 * a legacy one answers a 2026 request as the SDKs of 2025 do: status 400 and -32000, for it has no session.
 */
export async function startFixture({
  port = 0,
  eras = 'both',
  build = buildServer,
}: FixtureOptions = {}): Promise<Fixture> {
  const changes = new Changes();
  const legacy = new LegacySessions(() => build(changes), changes);
  const modern = createMcpHandler(() => build(changes).server, { legacy: 'reject' });
  const answerModern = toNodeHandler(modern);
  changes.listen((what) => {
    if (what === 'tool') modern.notify.toolsChanged();
    if (what === 'prompt') modern.notify.promptsChanged();
    if (what === 'resource') modern.notify.resourceUpdated(WATCHED);
    if (what === 'resource_list') modern.notify.resourcesChanged();
  });

  const isAllowedHost = localhostHostValidation();
  const isAllowedOrigin = localhostOriginValidation();
  const server = createServer(async (request, response) => {
    if (!isAllowedHost(request, response) || !isAllowedOrigin(request, response)) return;
    if (request.url !== '/mcp') return void response.writeHead(404).end();
    const asked = plain(request);
    const body = request.method === 'POST' ? await json(request).catch(() => undefined) : undefined;
    if (request.method === 'POST' && body === undefined) return refuse(response, 400, -32700, 'Parse error');
    const isLegacy = eras === 'both' ? await isLegacyRequest(await toWebRequest(asked, body), body) : eras === 'legacy';
    return isLegacy ? legacy.answer(request, response, body) : answerModern(asked, response, body);
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([legacy[Symbol.asyncDispose](), modern.close()]);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** The SDK's adapter wants `method` and `url` to be there, as they are on every request that a server gets. */
function plain(request: IncomingMessage): IncomingMessage & { method: string; url: string } {
  return Object.assign(request, { method: request.method ?? 'GET', url: request.url ?? '/' });
}
