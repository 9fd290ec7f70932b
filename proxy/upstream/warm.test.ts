import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpServer, legacyServer, TEST_TOOLS, type TestServer } from '../testing.ts';
import type { Message } from './message.ts';
import { WarmUpstream } from './warm.ts';

const open: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function warmTo(server: TestServer): WarmUpstream {
  const target = { transport: 'streamable-http', http: server.target } as const;
  const warm = new WarmUpstream(target, { connectTimeoutMs: 2000, answerBytes: 1_000_000 });
  open.push(() => warm.close());
  return warm;
}

/** A server that answers as it is told, method by method; it gets the response, the id and the headers. */
type Answers = Record<string, (response: ServerResponse, id: unknown, headers: Record<string, unknown>) => void>;

async function rawServer(answers: Answers): Promise<TestServer> {
  const methods: string[] = [];
  const server = await httpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { id, method } = chunks.length > 0 ? JSON.parse(String(Buffer.concat(chunks))) : { id: 0, method: 'GET' };
    methods.push(method);
    const answer = answers[method];
    if (answer) answer(response, id, request.headers);
    else if (id === undefined) response.writeHead(202).end();
    else response.writeHead(405).end();
  });
  open.push(() => server[Symbol.asyncDispose]());
  return Object.assign(server, { methods });
}

function result(response: ServerResponse, id: unknown, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result: value }));
}

function stream(response: ServerResponse, ...events: string[]): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  for (const event of events) response.write(event);
  return response;
}

const event = (message: object, id?: string) =>
  `${id ? `id: ${id}\n` : ''}data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`;

/** The beginning of a session of 2025. */
const begin: Answers = {
  initialize: (response, id) => {
    response.setHeader('mcp-session-id', 's');
    const capabilities = { tools: { listChanged: true }, resources: { subscribe: true } };
    result(response, id, { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'raw', version: '1' } });
  },
};

describe('a warm connection to a server of 2025', () => {
  it('is opened again, and asked again, when the server has forgotten its session', async () => {
    await using server = await legacyServer();
    const warm = warmTo(server);
    await warm.get();
    server.forgetSessions();
    const { value } = await warm.request('tools/call', { name: 'echo', arguments: { message: 'hi' } });
    expect(value).toMatchObject({ content: [{ text: 'hi' }] });
  });

  it('hears on a stream of its own what concerns no request, and again on the next when that ends', async () => {
    const streams: ServerResponse[] = [];
    const lastIds: unknown[] = [];
    const server = await rawServer({
      ...begin,
      GET: (response, _id, headers) => {
        lastIds.push(headers['last-event-id']);
        streams.push(stream(response));
      },
    });
    const warm = warmTo(server);
    const heard: Message[] = [];
    warm.hear((message) => heard.push(message));
    await warm.get();
    streams[0]?.end(event({ method: 'notifications/tools/list_changed' }, '7'));
    await vi.waitFor(() => expect(streams).toHaveLength(2), { timeout: 3000 });
    streams[1]?.write(event({ method: 'notifications/resources/updated', params: { uri: 'x://a' } }));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect([heard.map(({ method }) => method), lastIds]).toEqual([
      ['notifications/tools/list_changed', 'notifications/resources/updated'],
      [undefined, '7'],
    ]);
  });

  it('comes back for an answer whose stream was ended before it', async () => {
    const server = await rawServer({
      ...begin,
      'tools/call': (response) => stream(response, 'id: 1\ndata: \n\n').end(),
      GET: (response, _id, headers) => {
        if (headers['last-event-id'] !== '1') return response.writeHead(405).end();
        stream(response, event({ id: 3, result: { content: [] } }, '2')).end();
      },
    });
    const warm = warmTo(server);
    // Its third request, after discovery and `initialize`.
    expect((await warm.request('tools/call', { name: 'x' })).value).toEqual({ content: [] });
  });

  it('asks for a resource once for all, and ends that with the last of them', async () => {
    const ok: Answers[string] = (response, id) => result(response, id, {});
    const server = await rawServer({ ...begin, 'resources/subscribe': ok, 'resources/unsubscribe': ok });
    const warm = warmTo(server);
    const first = await warm.subscribe('x://a');
    const second = await warm.subscribe('x://a');
    first();
    first();
    expect(server.methods).not.toContain('resources/unsubscribe');
    second();
    await vi.waitFor(() => expect(server.methods.at(-1)).toBe('resources/unsubscribe'));
  });

  it('counts nobody in whom the server refused', async () => {
    const refuse: Answers[string] = (response, id) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32002, message: 'none' } }));
    };
    const warm = warmTo(await rawServer({ ...begin, 'resources/subscribe': refuse }));
    await expect(warm.subscribe('x://none')).rejects.toMatchObject({ code: -32002 });
  });
});

describe('a warm connection to a server of 2026', () => {
  const discovery = {
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: { listChanged: true }, resources: { subscribe: true } },
    resultType: 'complete',
  };
  /** The streams on which somebody listens, and for what. */
  async function listening() {
    const streams: { response: ServerResponse; isOpen: boolean }[] = [];
    const server = await rawServer({
      'server/discover': (response, id) => result(response, id, discovery),
      'subscriptions/listen': (response) => {
        const each = { response, isOpen: true };
        response.once('close', () => {
          each.isOpen = false;
        });
        streams.push(each);
        stream(response, event({ method: 'notifications/subscriptions/acknowledged', params: {} }));
      },
    });
    return { server, streams, open: () => streams.filter(({ isOpen }) => isOpen).length };
  }

  it('listens once for all who want to hear, anew when they want more, and not for nobody', async () => {
    const { server, streams, open } = await listening();
    const warm = warmTo(server);
    await warm.get();
    expect(streams).toHaveLength(0);
    const stops = [warm.hear(() => {}), warm.hear(() => {})];
    await vi.waitFor(() => expect([streams.length, open()]).toEqual([1, 1]));
    const release = await warm.subscribe('x://a');
    await vi.waitFor(() => expect([streams.length, open()]).toEqual([2, 1]));
    release();
    await vi.waitFor(() => expect([streams.length, open()]).toEqual([3, 1]));
    for (const stop of stops) stop();
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  it('listens again when its stream has ended, and says that all may have changed', async () => {
    const { server, streams } = await listening();
    const warm = warmTo(server);
    const heard: Message[] = [];
    warm.hear((message) => heard.push(message));
    await warm.get();
    await vi.waitFor(() => expect(streams).toHaveLength(1));
    streams[0]?.response.destroy();
    await vi.waitFor(() => expect(heard.map(({ method }) => method)).toEqual(['notifications/tools/list_changed']), {
      timeout: 3000,
    });
  });
});

describe('the tools of an upstream', () => {
  it('are listed again when they are too old, and told of only when they are others', async () => {
    const listed = { tools: TEST_TOOLS };
    const server = await legacyServer(listed);
    open.push(() => server[Symbol.asyncDispose]());
    const told: number[] = [];
    const onListed = () => told.push(warm.knownTools?.length ?? 0);
    const target = { transport: 'streamable-http', http: server.target } as const;
    const warm = new WarmUpstream(target, { connectTimeoutMs: 2000, answerBytes: 1_000_000, onListed });
    open.push(() => warm.close());
    const first = await warm.toolsWithin(60_000);
    expect(await warm.toolsWithin(60_000)).toBe(first);
    expect(await warm.toolsWithin(-1)).toBe(first);
    expect(server.methods.filter((method) => method === 'tools/list')).toHaveLength(2);
    listed.tools = TEST_TOOLS.slice(1);
    await warm.toolsWithin(-1);
    expect(told).toEqual([3, 2]);
  });

  it('are listed again as soon as there is another connection', async () => {
    const listed = { tools: TEST_TOOLS };
    const server = await legacyServer(listed);
    open.push(() => server[Symbol.asyncDispose]());
    const warm = warmTo(server);
    await warm.tools();
    listed.tools = TEST_TOOLS.slice(1);
    warm.forget(await warm.get());
    await warm.get();
    await vi.waitFor(() => expect(warm.knownTools).toHaveLength(2));
  });
});
