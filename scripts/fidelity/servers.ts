import { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { SSEClientTransport as OlderSse } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as OlderStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { webSocketTransport } from '../../proxy/mcp/doors/testing.ts';
import { startFixture } from '../conformance/fixture.ts';
import { newerClient, olderClient, olderHttp, type RecordedClient } from './clients.ts';
import { EVERYTHING_ARGS, startEverything } from './everything.ts';
import { relayHttp } from './http-relay.ts';
import { relayStdio, relayWebSocket } from './line-relay.ts';
import type { Overheard } from './listening-in.ts';
import { MODERN_FIXTURE_ARGS } from './modern-fixture.ts';

/** Makes a client whose version tells it from all others. */
export type Connect = (version: string) => RecordedClient;

/** A server that is listened in on: how the proxy reaches it, and how clients do without a proxy. */
export interface Server {
  overheard: Overheard;
  instance: object;
  older: Connect;
  newer: Connect;
}

/** server-everything, by the transport that it is reached over. */
export async function startEverythings(opened: AsyncDisposable[]): Promise<Record<string, Server>> {
  const [http, sse] = await Promise.all([startEverything('streamableHttp'), startEverything('sse')]);
  opened.push(http, sse);
  const [atHttp, atSse] = await Promise.all([relayHttp(http.origin), relayHttp(sse.origin)]);
  const [stdio, socket] = await Promise.all([relayStdio(EVERYTHING_ARGS), relayWebSocket(EVERYTHING_ARGS)]);
  opened.push(atHttp, atSse, stdio, socket);
  const { command, args } = stdio;
  const [httpUrl, sseUrl, socketUrl] = [`${atHttp.origin}/mcp`, `${atSse.origin}/sse`, socket.url];
  return {
    'streamable-http': {
      overheard: atHttp.overheard,
      instance: { transport: 'streamable-http', url: httpUrl },
      older: (version) => olderClient(version, olderHttp(httpUrl)),
      newer: (version) => newerClient(version, new StreamableHTTPClientTransport(new URL(httpUrl))),
    },
    sse: {
      overheard: atSse.overheard,
      instance: { transport: 'sse', url: sseUrl },
      older: (version) => olderClient(version, new OlderSse(new URL(sseUrl))),
      newer: (version) => newerClient(version, new SSEClientTransport(new URL(sseUrl))),
    },
    stdio: {
      overheard: stdio.overheard,
      instance: { transport: 'stdio', command, args },
      older: (version) => olderClient(version, new OlderStdio({ command, args })),
      newer: (version) => newerClient(version, new StdioClientTransport({ command, args })),
    },
    websocket: {
      overheard: socket.overheard,
      instance: { transport: 'websocket', url: socketUrl },
      older: (version) => olderClient(version, new WebSocketClientTransport(new URL(socketUrl))),
      newer: (version) => newerClient(version, webSocketTransport(socketUrl)),
    },
  };
}

/** A server of 2026 alone, by its transport: one for the proxy, and one for a client that comes directly. */
export async function startModernServers(
  opened: AsyncDisposable[],
): Promise<Record<string, Server & { straight: Overheard }>> {
  // What one client changes, another hears of: so each has its own.
  const [behind, direct] = await Promise.all([startFixture({ eras: 'modern' }), startFixture({ eras: 'modern' })]);
  const [atBehind, atDirect] = await Promise.all([behind, direct].map(({ url }) => relayHttp(new URL(url).origin)));
  const stdio = await relayStdio(MODERN_FIXTURE_ARGS);
  if (!atBehind || !atDirect) throw new Error('no relays');
  opened.push(behind, direct, atBehind, atDirect, stdio);
  const { command, args } = stdio;
  const older = () => {
    throw new Error('The older SDK does not speak 2026-07-28');
  };
  return {
    'modern-http': {
      overheard: atBehind.overheard,
      straight: atDirect.overheard,
      instance: { transport: 'streamable-http', url: `${atBehind.origin}/mcp` },
      older,
      newer: (version) =>
        newerClient(version, new StreamableHTTPClientTransport(new URL(`${atDirect.origin}/mcp`)), 'modern'),
    },
    'modern-stdio': {
      overheard: stdio.overheard,
      straight: stdio.overheard,
      instance: { transport: 'stdio', command, args },
      older,
      newer: (version) => newerClient(version, new StdioClientTransport({ command, args }), 'modern'),
    },
  };
}
