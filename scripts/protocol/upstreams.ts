import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import type { Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { WebSocketServer } from 'ws';
import { Changes } from '../conformance/fixture/changes.ts';
import { WATCHED } from '../conformance/fixture/resources.ts';
import { startFixture } from '../conformance/fixture.ts';
import type { UpstreamName } from './feature.ts';
import { aWitness, buildFrankServer } from './frank-server.ts';
import { OUR_HEADERS } from './our-headers.ts';

/** The same server once for each way to it. */
export interface Upstreams extends AsyncDisposable {
  /** How to reach it in each way, as proxy.config.json says it. */
  instances: Record<UpstreamName, object>;
  /** The server for clients of both eras. */
  direct: string;
}

/** Starts them in this process; the two over stdio are processes of whoever connects. */
export async function startUpstreams(): Promise<Upstreams> {
  const fixture = (eras: 'legacy' | 'modern' | 'both') => {
    const witness = aWitness();
    return startFixture({ eras, build: (changes) => buildFrankServer(changes, witness) });
  };
  const started = await Promise.all([
    fixture('both'),
    fixture('legacy'),
    fixture('modern'),
    startSse(),
    startWebSocket(),
  ] as const);
  const [both, legacy, modern, sse, webSocket] = started;
  const at = ({ url }: { url: string }, transport: string) => ({ transport, url, headers: OUR_HEADERS });
  return {
    direct: both.url,
    instances: {
      'http 2025': at(legacy, 'streamable-http'),
      'http 2026': at(modern, 'streamable-http'),
      sse: at(sse, 'sse'),
      'stdio 2025': stdioOf('legacy'),
      'stdio 2026': stdioOf('modern'),
      websocket: at(webSocket, 'websocket'),
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of started) await each[Symbol.asyncDispose]();
    },
  };
}

function stdioOf(era: 'legacy' | 'modern') {
  const script = `(await import('./scripts/protocol/upstreams.ts')).${serveOverStdio.name}('${era}')`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return { transport: 'stdio', command: process.execPath, args };
}

/** Serves clients of one era alone over this process's own stdio. */
export async function serveOverStdio(era: 'legacy' | 'modern'): Promise<void> {
  const [changes, witness] = [new Changes(), aWitness()];
  const build = () => {
    const { server, tellOfChange } = buildFrankServer(changes, witness);
    changes.listen((what) => {
      // A client of 2026 says where it listens; only the SDK knows.
      const isUpdate = era === 'modern' && what === 'resource';
      const told = isUpdate ? server.server.sendResourceUpdated({ uri: WATCHED }) : tellOfChange(what);
      void told.catch(() => {});
    });
    return server;
  };
  if (era === 'legacy') await build().connect(new StdioServerTransport());
  else serveStdio(build, { legacy: 'reject' });
}

/** HTTP with SSE: each client has a server of its own. */
async function startSse() {
  const [changes, witness] = [new Changes(), aWitness()];
  const transports = new Map<string, SSEServerTransport>();
  return listen(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    witness.headers.push(request.headers);
    if (request.method === 'POST')
      return transports.get(searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response);
    const sse = new SSEServerTransport('/messages', response);
    transports.set(sse.sessionId, sse);
    const transport: Transport = {
      start: () => sse.start(),
      send: (message) => sse.send(message),
      close: () => sse.close(),
    };
    sse.onmessage = (message) => transport.onmessage?.(JSON.parse(JSON.stringify(message)));
    const { server, tellOfChange } = buildFrankServer(changes, witness);
    const stop = changes.listen((what) => void tellOfChange(what).catch(() => {}));
    response.once('close', () => {
      stop();
      transport.onclose?.();
    });
    await server.connect(transport);
  });
}

/** WebSocket, subprotocol `mcp`: each client has a server of its own. */
async function startWebSocket() {
  const [changes, witness] = [new Changes(), aWitness()];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'mcp' });
  const { server, ...running } = await listen((_request, response) => void response.writeHead(426).end());
  server.on('upgrade', (request, socket, head) => {
    witness.headers.push(request.headers);
    sockets.handleUpgrade(request, socket, head, (client) => {
      const transport: Transport = {
        start: async () => {},
        send: async (message) => client.send(JSON.stringify(message)),
        close: async () => client.close(),
      };
      client.on('message', (message) => transport.onmessage?.(JSON.parse(String(message))));
      const { server, tellOfChange } = buildFrankServer(changes, witness);
      const stop = changes.listen((what) => void tellOfChange(what).catch(() => {}));
      client.once('close', () => {
        stop();
        transport.onclose?.();
      });
      void server.connect(transport);
    });
  });
  return {
    url: running.url.replace('http:', 'ws:'),
    [Symbol.asyncDispose]: () => {
      for (const client of sockets.clients) client.terminate();
      return running[Symbol.asyncDispose]();
    },
  };
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    url: `http://127.0.0.1:${port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
