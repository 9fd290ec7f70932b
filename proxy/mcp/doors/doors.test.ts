import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { PassThrough } from 'node:stream';
import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as OldSse } from '@modelcontextprotocol/sdk/client/sse.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import { anEntry, aRegistry } from '../../../catalog/testing.ts';
import { ProxyConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { createProxy, type UnboundProxy } from '../../server.ts';
import { legacyServer, modernServer, sseServer, type TestServer } from '../../testing.ts';
import { createDoors, type Doors } from './doors.ts';
import {
  pipeTransport,
  STDIO_SERVER,
  type TestWebSocketServer,
  webSocketServer,
  webSocketTransport,
} from './testing.ts';

const UPSTREAMS = ['legacy-http', 'modern-http', 'sse', 'stdio', 'websocket'];

const log = createLog('silent');

let proxy: UnboundProxy;
let doors: Doors;
let origin: string;
let old: TestServer;
let webSocketUpstream: TestWebSocketServer;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  vi.stubGlobal('WebSocket', WebSocket);
  old = await legacyServer();
  const [modern, sse] = [await modernServer(), await sseServer()];
  webSocketUpstream = await webSocketServer();
  open.push(old, modern, sse, webSocketUpstream);
  const instances = [
    { transport: 'streamable-http', url: old.url },
    { transport: 'streamable-http', url: modern.url },
    { transport: 'sse', url: sse.url },
    { transport: 'stdio', command: process.execPath, args: ['-e', STDIO_SERVER] },
    { transport: 'websocket', url: webSocketUpstream.url },
  ];
  const entries = UPSTREAMS.map((alias) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
  );
  const files = encodeSnapshot(
    takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries }),
  );
  const snapshot = await SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
  const config = ProxyConfig.parse({
    services: UPSTREAMS.map((name, index) => ({
      name,
      use: 'package',
      instances: [{ id: 'one', ...instances[index] }],
    })),
    limits: { bodyBytes: 100_000 },
  });
  proxy = createProxy(snapshot, { config, folder: '.', site: null, log });
  doors = createDoors(proxy.app, config, { log });
  const server = createServer(doors.answer).on('upgrade', doors.upgrade);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  open.push({
    [Symbol.asyncDispose]: async () => {
      await doors[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await proxy.close();
    },
  });
});
afterAll(async () => {
  for (const thing of open.reverse()) await thing[Symbol.asyncDispose]();
  vi.unstubAllGlobals();
});

interface AnyClient extends AsyncDisposable {
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  tools(): Promise<string[]>;
}

/** A client of 2026-07-28 (`auto`) or of 2025-11-25, with somebody there to answer questions. */
async function client(transport: Transport, mode: 'auto' | 'legacy', name = 'Ada'): Promise<AnyClient> {
  const it = new Client(
    { name: 'test', version: '1' },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode } },
  );
  it.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { name } }));
  await it.connect(transport);
  return {
    call: (tool, args = {}) => it.callTool({ name: tool, arguments: args }),
    tools: async () => (await it.listTools()).tools.map((tool) => tool.name),
    [Symbol.asyncDispose]: () => it.close(),
  };
}

async function oldClient(transport: object, name = 'Ada'): Promise<AnyClient> {
  const it = new OldClient({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
  it.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name } }));
  await it.connect(transport as Parameters<OldClient['connect']>[0]);
  return {
    call: (tool, args = {}) => it.callTool({ name: tool, arguments: args }),
    tools: async () => (await it.listTools()).tools.map((tool) => tool.name),
    [Symbol.asyncDispose]: () => it.close(),
  };
}

/** Every way in: by its door, the client's SDK, and its revision. `path` is `''` or `/{service}`. */
const WAYS_IN: [name: string, enter: (path: string, who?: string) => Promise<AnyClient>][] = [
  [
    'WebSocket, older SDK',
    (path, who) => oldClient(new WebSocketClientTransport(new URL(`ws://${origin}/mcp${path}`)), who),
  ],
  ['WebSocket, 2025', (path, who) => client(webSocketTransport(`ws://${origin}/mcp${path}`), 'legacy', who)],
  ['WebSocket, 2026', (path, who) => client(webSocketTransport(`ws://${origin}/mcp${path}`), 'auto', who)],
  ['SSE, older SDK', (path, who) => oldClient(new OldSse(new URL(`http://${origin}/sse${path}`)), who)],
  ['SSE, 2025', (path, who) => client(new SSEClientTransport(new URL(`http://${origin}/sse${path}`)), 'legacy', who)],
  ['stdio, 2025', (path, who) => client(pipeTransport(doors, `/mcp${path}`), 'legacy', who)],
  ['stdio, 2026', (path, who) => client(pipeTransport(doors, `/mcp${path}`), 'auto', who)],
];

const http = (path: string) => new StreamableHTTPClientTransport(new URL(`http://${origin}/mcp${path}`));
const OVER_HTTP: typeof WAYS_IN = [
  ['streamable HTTP, 2025', (path, who) => client(http(path), 'legacy', who)],
  ['streamable HTTP, 2026', (path, who) => client(http(path), 'auto', who)],
];

const text = (words: string) => [{ type: 'text', text: words }];

describe.each([...WAYS_IN, ...OVER_HTTP])('over %s', (_way, enter) => {
  it.each(UPSTREAMS)('calls a tool of one service over %s', async (upstream) => {
    await using it = await enter(`/${upstream}`);
    expect(await it.tools()).toContain('echo');
    expect((await it.call('echo', { message: 'hi' })).content).toEqual(text('hi'));
  });

  it('calls tools of all services at the small face', async () => {
    await using it = await enter('');
    expect(await it.tools()).toEqual(expect.arrayContaining(['list_available_tools', 'call_tool']));
    for (const service of UPSTREAMS) {
      const { content } = await it.call('call_tool', { service, tool: 'echo', args: { message: service } });
      expect(content).toEqual(text(service));
    }
  });

  it.each(['stdio', 'websocket'])('passes on what a tool asks its user, over %s', async (upstream) => {
    await using it = await enter(`/${upstream}`, 'Grace');
    expect((await it.call('ask')).content).toEqual(text('You are Grace'));
  });

  it('never mixes two clients up', async () => {
    const clients = await Promise.all(['Ada', 'Grace'].map((name) => enter('/websocket', name)));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const who = clients[index % 2];
        return index < 4 ? who?.call('ask') : who?.call('echo', { message: `${index}` });
      }),
    );
    const expected = Array.from({ length: 20 }, (_, index) =>
      index < 4 ? `You are ${index % 2 ? 'Grace' : 'Ada'}` : `${index}`,
    );
    expect(answers.map((answer) => answer?.content)).toEqual(expected.map(text));
    await Promise.all(clients.map((it) => it[Symbol.asyncDispose]()));
  });
});

describe.each(WAYS_IN)('over %s, a client', (_way, enter) => {
  it('leaves nothing behind when it goes', async () => {
    await expect.poll(() => doors.size).toBe(0);
    const before = await settled(() => webSocketUpstream.connections);
    const it = await enter('/websocket');
    await it.call('ask');
    const waiting = it.call('wait', { ms: 5000 }).catch(() => 'gone');
    await new Promise((later) => setTimeout(later, 30));
    await it[Symbol.asyncDispose]();
    expect(await waiting).toBe('gone');
    await expect.poll(() => [doors.size, webSocketUpstream.connections]).toEqual([0, before]);
  });
});

describe('every door', () => {
  it('leads to the aggregated faces too', async () => {
    await using webSocket = await client(webSocketTransport(`ws://${origin}/mcp/all`), 'auto');
    await using sse = await client(new SSEClientTransport(new URL(`http://${origin}/sse/all`)), 'legacy');
    for (const it of [webSocket, sse])
      expect((await it.call('websocket__echo', { message: 'hi' })).content).toEqual(text('hi'));
  });

  it.each([
    ['2025', 'legacy'],
    ['2026', 'auto'],
  ] as const)('passes a cancel of a %s client on', async (_era, mode) => {
    const it = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await it.connect(webSocketTransport(`ws://${origin}/mcp/websocket`));
    webSocketUpstream.methods.length = 0;
    const signal = AbortSignal.timeout(60);
    await expect(it.callTool({ name: 'wait', arguments: { ms: 3000 } }, { signal })).rejects.toThrow();
    await expect.poll(() => webSocketUpstream.methods).toContain('notifications/cancelled');
    await it.close();
  });

  it.each([
    ['2025', 'legacy'],
    ['2026', 'auto'],
  ] as const)('tells a %s client that a list has changed', async (_era, mode) => {
    let told = false;
    const listChanged = {
      tools: {
        onChanged: () => {
          told = true;
        },
        autoRefresh: false,
        debounceMs: 0,
      },
    };
    const it = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode }, listChanged });
    await it.connect(webSocketTransport(`ws://${origin}/mcp/websocket`));
    await new Promise((later) => setTimeout(later, 50));
    await it.callTool({ name: 'change', arguments: {} });
    await expect.poll(() => told).toBe(true);
    await it.close();
  });

  it('goes on when the server has forgotten the session', async () => {
    await using it = await client(webSocketTransport(`ws://${origin}/mcp/legacy-http`), 'legacy');
    await it.call('echo', { message: 'before' });
    old.forgetSessions();
    expect((await it.call('echo', { message: 'after' })).content).toEqual(text('after'));
  });

  it('leaves no process behind when its client vanishes', async () => {
    const transport = new WebSocketClientTransport(new URL(`ws://${origin}/mcp/stdio`));
    const it = await oldClient(transport);
    const { content } = await it.call('pid');
    const pid = Number((content as { text: string }[])[0]?.text);
    expect(isAlive(pid)).toBe(true);
    await it[Symbol.asyncDispose]();
    await expect.poll(() => isAlive(pid), { timeout: 3000 }).toBe(false);
  });
});

/** A WebSocket without a client: what is said, word for word, and how it ends. */
async function bare(path: string, options: object = {}, protocol: string | string[] = 'mcp') {
  const socket = new WebSocket(`ws://${origin}${path}`, protocol, options);
  const said: unknown[] = [];
  socket.on('message', (data) => said.push(JSON.parse(String(data))));
  const ended = new Promise<number>((end) => socket.on('close', end));
  const refused = new Promise<string>((end) => {
    socket.once('unexpected-response', (_request, response) => {
      response.on('data', (body) => end(`${response.statusCode} ${JSON.parse(String(body)).code}`));
    });
    socket.on('error', () => {});
    socket.once('open', () => end('open'));
  });
  return { socket, said, ended, answer: await refused };
}

describe('the WebSocket door', () => {
  it.each([
    ['a foreign Origin', '/mcp', { origin: 'https://evil.example' }, 'mcp', '403 forbidden_origin'],
    ['a foreign Host', '/mcp', { headers: { host: 'rebound.example' } }, 'mcp', '403 forbidden_host'],
    ['another subprotocol', '/mcp', {}, 'graphql-ws', '400 invalid_request'],
    ['no subprotocol', '/mcp', {}, [], '400 invalid_request'],
    ['another path', '/mcpx', {}, 'mcp', '404 not_found'],
  ])('refuses %s before it upgrades', async (_what, path, options, protocol, answer) => {
    const before = doors.size;
    expect((await bare(path, options, protocol)).answer).toBe(answer);
    expect(doors.size).toBeLessThanOrEqual(before);
  });

  it('lets our own pages in', async () => {
    const { answer, socket } = await bare('/mcp', { origin: `http://${origin}` });
    expect(answer).toBe('open');
    socket.close();
  });

  it('closes on a message that is larger than allowed, or binary', async () => {
    const large = await bare('/mcp');
    large.socket.send('x'.repeat(100_001));
    const binary = await bare('/mcp');
    binary.socket.send(Buffer.from('{}'));
    expect(await Promise.all([large.ended, binary.ended])).toEqual([1009, 1003]);
  });

  it('answers what it cannot read, and goes on', async () => {
    const { socket, said } = await bare('/mcp');
    socket.send('{');
    socket.send('[]');
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
    await expect
      .poll(() => said)
      .toMatchObject([{ error: { code: -32700 } }, { error: { code: -32600 } }, { id: 1, result: {} }]);
    socket.close();
  });

  it('says which service there is not', async () => {
    const { socket, said } = await bare('/mcp/sdtio');
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }));
    await expect
      .poll(() => said)
      .toMatchObject([{ id: 1, error: { data: { code: 'unknown_service', suggestions: ['stdio'] } } }]);
    socket.close();
  });

  /** A door of its own, in front of the same proxy. */
  async function anotherDoor(settings: object, options: { pingMs?: number } = {}) {
    const own = createDoors(proxy.app, ProxyConfig.parse(settings), { log, ...options });
    const server = createServer(own.answer).on('upgrade', own.upgrade).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
    const close = async () => {
      await own[Symbol.asyncDispose]();
      server.close();
    };
    return { url, close, [Symbol.asyncDispose]: close };
  }

  it('drops a client that answers no ping, and no other', async () => {
    await using door = await anotherDoor({}, { pingMs: 60 });
    const [silent, alive] = [new WebSocket(door.url, 'mcp', { autoPong: false }), new WebSocket(door.url, 'mcp')];
    expect(await new Promise((end) => silent.once('close', end))).toBe(1006);
    expect(alive.readyState).toBe(WebSocket.OPEN);
  });

  it('lets in only so many', async () => {
    await using door = await anotherDoor({ limits: { sessions: 1 } });
    const first = new WebSocket(door.url, 'mcp');
    await new Promise((ready) => first.once('open', ready));
    const second = new WebSocket(door.url, 'mcp');
    expect(await new Promise((end) => second.once('error', ({ message }) => end(message)))).toContain('503');
  });

  it('takes leave of its clients when it ends', async () => {
    const door = await anotherDoor({});
    const socket = new WebSocket(door.url, 'mcp');
    await new Promise((ready) => socket.once('open', ready));
    const ended = new Promise((end) => socket.once('close', end));
    await door.close();
    expect(await ended).toBe(1001);
  });

  it('answers a request that offers another upgrade as if it had not', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const socket = connectTcp(Number(origin.split(':')[1]), '127.0.0.1');
    const headers = ['content-type: application/json', 'accept: application/json, text/event-stream'];
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: ${origin}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n${headers.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    setTimeout(() => socket.write(body), 20);
    const answer = await new Promise((read) => socket.once('data', (data) => read(String(data))));
    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(answer).toContain('"result":{}');
    socket.destroy();
  });
});

describe('the SSE door', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://${origin}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('names the address to post to first, and answers on the stream', async () => {
    const leave = new AbortController();
    const stream = await fetch(`http://${origin}/sse/stdio`, { signal: leave.signal });
    const read = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await read?.read())?.value ?? '';
    expect([stream.headers.get('content-type'), first]).toEqual([
      'text/event-stream',
      expect.stringMatching(/^event: endpoint\ndata: \/sse\/stdio\?sessionId=[0-9a-f-]{36}\n\n$/),
    ]);
    const endpoint = first.match(/data: (.*)/)?.[1] ?? '';
    expect((await post(endpoint, JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'nonsense' }))).status).toBe(202);
    expect((await read?.read())?.value).toMatch(/^event: message\ndata: \{.*"id":"a".*\n\n$/);
    expect((await post(endpoint.replace('stdio', 'websocket'), '{}')).status).toBe(404);
    expect((await post(endpoint, 'x'.repeat(100_001))).status).toBe(413);
    expect((await post(endpoint, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    leave.abort();
    await expect.poll(async () => (await post(endpoint, '{}')).status).toBe(404);
  });

  it.each([
    ['a post to no stream', '/sse/stdio?sessionId=1', {}, 404],
    ['a newer client’s first post', '/sse/stdio', {}, 405],
    ['a foreign Origin', '/sse/stdio', { origin: 'https://evil.example' }, 403],
  ])('refuses %s', async (_what, path, headers, status) => {
    expect((await post(path, '{}', headers)).status).toBe(status);
  });
});

describe('the stdio door', () => {
  it('refuses a line that is too long, and reads on', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const served = doors.stdio({ input, output }, '/mcp');
    input.write(`${'x'.repeat(70_000)}`);
    input.write(`${'x'.repeat(70_000)}\n\n{"jsonrpc":"2.0","id":1,`);
    input.write(`"method":"ping"}\n`);
    const said = () =>
      String(output.read() ?? '')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    const all: unknown[] = [];
    await expect
      .poll(() => all.push(...said()) && all)
      .toMatchObject([
        { id: null, error: { code: -32600 } },
        { id: 1, result: {} },
      ]);
    input.end();
    await served;
  });
});

/** A number, once it has stopped to change: sessions over HTTP stay, and others may just be ending. */
async function settled(count: () => number): Promise<number> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((later) => setTimeout(later, 40));
  }
  return count();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
