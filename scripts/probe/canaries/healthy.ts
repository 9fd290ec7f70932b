import type { IncomingMessage, RequestListener } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, legacyStatelessFallback, Server } from '@modelcontextprotocol/server';
import type { Canary } from './canary.ts';
import { serving } from './serving.ts';

/** A server that is well, over the official SDK, in the era of 2026-07-28. */
export const modern: Canary = {
  name: 'modern',
  expected: 'ok',
  about: 'It speaks 2026-07-28 and no older revision, and lists its tools.',
  isQuick: true,
  start: (at) => serving(at, handled(createMcpHandler(singer, { legacy: 'reject' }))),
};

/** The same in the era before. */
export const legacy: Canary = {
  name: 'legacy',
  expected: 'ok',
  about: 'It speaks 2025-11-25 and no newer revision, and lists its tools.',
  isQuick: true,
  start: (at) => serving(at, handled({ fetch: legacyStatelessFallback(singer) })),
};

function singer(): Server {
  const server = new Server({ name: 'canary', version: '1.0.0' }, { capabilities: { tools: {} } });
  const inputSchema = { type: 'object' as const, properties: { words: { type: 'string' } } };
  server.setRequestHandler('tools/list', () => ({
    tools: [{ name: 'sing', description: 'Sings what it is given', inputSchema }],
  }));
  return server;
}

function handled(handler: Parameters<typeof toNodeHandler>[0]): RequestListener {
  const answer = toNodeHandler(handler);
  return (request, response) => void answer(plain(request), response);
}

/** The SDK's adapter wants `method` and `url` to be there, as they are on every request that a server gets. */
function plain(request: IncomingMessage): IncomingMessage & { method: string; url: string } {
  return Object.assign(request, { method: request.method ?? 'GET', url: request.url ?? '/' });
}
