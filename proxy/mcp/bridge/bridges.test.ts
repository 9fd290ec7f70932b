import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { RunningProxy } from '../../server.ts';
import { httpServer, modernServer, proxyTo, sendJson } from '../../testing.ts';
import { call, child, modern, open, post, type Reply, type RpcAnswer } from '../testing.ts';

/** A server over stdio with a tool for each thing that can happen to a call. */
const SERVER = child(
  `
  const { name, arguments: args } = params;
  if (name === 'pid') say({ id, result: text(String(process.pid)) });
  if (name === 'heard') say({ id, result: { ...text(''), structuredContent: { heard } } });
  if (name === 'crash') process.exit(1);
  if (name === 'ask') {
    asked['q' + id] = ({ result }) => say({ id, result: { ...text(''), structuredContent: { result } } });
    say({ id: 'q' + id, method: 'elicitation/create', params: { message: 'Who?', 'x-vendor': 1 } });
  }
  if (name === 'log') {
    say({ method: 'notifications/message', params: { level: 'info', data: args.data } });
    say({ id, result: text('logged') });
  }
  if (name === 'touch') {
    say({ method: 'notifications/resources/updated', params: { uri: args.uri } });
    say({ id, result: text('touched') });
  }
  if (name === 'params') {
    say({ method: 'notifications/progress', params: { progressToken: params._meta?.progressToken, progress: 1, 'x-vendor': 1 } });
    const content = [{ type: 'text', text: '', 'x-vendor': 1 }, { type: 'newer-than-all', data: 1 }];
    say({ id, result: { content, structuredContent: { params }, 'x-vendor': { a: [1] }, _meta: { 'com.example/m': 1 } } });
  }`,
  { annotations: { 'x-vendor': 1 }, 'x-vendor': { deep: true }, _meta: { 'com.example/m': 1 } },
);
const ASKABLE = { elicitation: {} };
const ASKS = { 'io.modelcontextprotocol/clientCapabilities': ASKABLE };

let proxy: RunningProxy;
let url: string;
beforeAll(async () => {
  proxy = await proxyTo({ s: [SERVER] }, { limits: { parkedMs: 400, sessions: 50 } }, { timeoutMs: 1000 });
  url = `${proxy.url}/mcp/s`;
});
afterAll(() => proxy.close());

/** What the shared process has heard so far. */
async function heardByShared(): Promise<RpcAnswer[]> {
  const { body } = await modern(url, 'tools/call', { name: 'heard' });
  return heardIn(body);
}

function heardIn({ result }: RpcAnswer): RpcAnswer[] {
  return z.object({ structuredContent: z.object({ heard: z.array(z.custom<RpcAnswer>()) }) }).parse(result)
    .structuredContent.heard;
}

function textOf({ result }: RpcAnswer): string {
  return z.object({ content: z.tuple([z.object({ text: z.string() })]) }).parse(result).content[0].text;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The processes that we have started and that have not ended. */
function children(): string[] {
  return readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
}

/** The listening stream of a session. */
async function listen(session: Record<string, string>): Promise<{ said: () => string; leave: () => void }> {
  const leaving = new AbortController();
  const { body } = await fetch(url, { headers: { accept: 'text/event-stream', ...session }, signal: leaving.signal });
  let text = '';
  void (async () => {
    for await (const chunk of body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => {});
  return { said: () => text, leave: () => leaving.abort() };
}

describe('a client of 2025 in front of a process', () => {
  it('shares it with others when it cannot be asked anything', async () => {
    const sessions = await Promise.all([open(url), open(url)]);
    const pids = await Promise.all(
      sessions.map(async (session) => textOf((await post(url, call('pid'), session)).body)),
    );
    expect(new Set(pids).size).toBe(1);
  });

  it('has one of its own when it can, which ends with its session', async () => {
    const [one, two] = await Promise.all([open(url, ASKABLE), open(url, ASKABLE)]);
    const pidOf = async (session: Record<string, string>) =>
      Number(textOf((await post(url, call('pid'), session)).body));
    const [first, second] = [await pidOf(one), await pidOf(two)];
    expect([first === second, isRunning(first), isRunning(second)]).toEqual([false, true, true]);
    await fetch(url, { method: 'DELETE', headers: one });
    expect([isRunning(first), isRunning(second)]).toEqual([false, true]);
    await fetch(url, { method: 'DELETE', headers: two });
  });

  it('is asked on the stream of its call, and heard', async () => {
    const session = await open(url, ASKABLE);
    const asking = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream, application/json', ...session },
      body: JSON.stringify(call('ask', {}, 'me')),
    });
    const reader = (await asking).body?.getReader();
    const question = JSON.parse(
      /^data: (.+)$/m.exec(Buffer.from((await reader?.read())?.value ?? []).toString())?.[1] ?? '',
    );
    expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'Who?', 'x-vendor': 1 } });
    const result = { action: 'accept', content: { name: 'Ada' }, 'x-vendor': 1 };
    expect((await post(url, { jsonrpc: '2.0', id: question.id, result }, session)).status).toBe(202);
    const answer = Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(JSON.parse(/^data: (.+)$/m.exec(answer)?.[1] ?? '')).toMatchObject({
      id: 'me',
      result: { structuredContent: { result } },
    });
  });

  it('has it started again after it crashed, and brought to where it was', async () => {
    const session = await open(url, ASKABLE);
    const ask = (method: string, params: object) => post(url, { jsonrpc: '2.0', id: 7, method, params }, session);
    await ask('logging/setLevel', { level: 'debug' });
    await ask('resources/subscribe', { uri: 'x://a' });
    await ask('resources/subscribe', { uri: 'x://b' });
    await ask('resources/unsubscribe', { uri: 'x://b' });
    expect((await post(url, call('crash'), session)).body.error).toMatchObject({
      code: -32603,
      data: { code: 'upstream_closed' },
    });
    const heard = heardIn((await post(url, call('heard'), session)).body);
    expect(heard.map(({ method, params }) => [method, params?.uri ?? params?.level])).toEqual([
      ['initialize', undefined],
      ['notifications/initialized', undefined],
      ['logging/setLevel', 'debug'],
      ['resources/subscribe', 'x://a'],
      ['tools/call', undefined],
    ]);
    await fetch(url, { method: 'DELETE', headers: session });
  });

  it('leaves no process behind when it goes before its session has begun', async () => {
    const slow = { ...SERVER, args: ['-e', `setTimeout(() => { ${SERVER.args?.at(-1)} }, 400)`] };
    await using starting = await proxyTo({ s: [slow] });
    const leaving = new AbortController();
    const params = { protocolVersion: '2025-11-25', capabilities: ASKABLE, clientInfo: { name: 't', version: '1' } };
    const before = children();
    const body = { jsonrpc: '2.0', id: 0, method: 'initialize', params };
    const gone = post(`${starting.url}/mcp/s`, body, {}, leaving.signal).catch(() => 'gone');
    await vi.waitFor(() => expect(children()).toHaveLength(before.length + 1), { interval: 5 });
    leaving.abort();
    expect(await gone).toBe('gone');
    await vi.waitFor(() => expect(children()).toEqual(before), { timeout: 4000 });
  });

  it('cancels by saying so; that its connection breaks is no cancel', async () => {
    const session = await open(url);
    const started = heardByShared;
    const waiting = post(url, call('never', { mark: 'said' }, 'a'), session);
    await vi.waitFor(async () => expect(JSON.stringify(await started())).toContain('said'));
    await post(url, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } }, session);
    expect([(await waiting).status, (await waiting).text]).toEqual([202, '']);
    const leaving = new AbortController();
    const left = post(url, call('never', { mark: 'left' }, 'b'), session, leaving.signal).catch(() => 'left');
    await vi.waitFor(async () => expect(JSON.stringify(await started())).toContain('left'));
    leaving.abort();
    await left;
    await delay(50);
    expect(cancelled(await started())).toEqual(['said']);
  });

  it('hears of a resource for as long as it wants, whatever others want', async () => {
    const sessions = await Promise.all([open(url), open(url)]);
    const [one, two] = await Promise.all(sessions.map(listen));
    const ask = (which: number, method: string) =>
      post(url, { jsonrpc: '2.0', id: 1, method: `resources/${method}`, params: { uri: 'x://r' } }, sessions[which]);
    const touch = () => post(url, call('touch', { uri: 'x://r' }), sessions[0]);
    const updates = (each = one) => each?.said().split('notifications/resources/updated').length;
    await ask(0, 'subscribe');
    await ask(1, 'subscribe');
    await ask(1, 'unsubscribe');
    await touch();
    await vi.waitFor(() => expect([updates(one), updates(two)]).toEqual([2, 1]));
    const [instance] = proxy.router.resolve('s').instances;
    const before = instance?.upstream?.current;
    await post(url, call('crash'), sessions[1]);
    await vi.waitFor(() => expect(instance?.upstream?.current).toBeNull());
    expect(await touch()).toMatchObject({ status: 200 });
    expect(instance?.upstream?.current).not.toBe(before);
    await vi.waitFor(() => expect(one?.said()).toContain('notifications/tools/list_changed'));
    await vi.waitFor(() => expect(updates(one)).toBe(3));
    await ask(0, 'unsubscribe');
    await vi.waitFor(async () => {
      const methods = (await heardByShared())
        .map(({ method }) => method)
        .filter((method) => method?.startsWith('resources/'));
      expect(methods).toEqual(['resources/subscribe', 'resources/unsubscribe']);
    });
    one?.leave();
    two?.leave();
  });

  it('gets no log line that may be another’s', async () => {
    const sessions = await Promise.all([open(url), open(url)]);
    const [stream] = await Promise.all(sessions.map(listen));
    const answer = await post(url, call('log', { data: 'secret' }), sessions[1]);
    expect([answer.messages.length, stream?.said()]).toEqual([1, '']);
    stream?.leave();
  });
});

/** The marks of the calls that were cancelled. */
function cancelled(heard: RpcAnswer[]): unknown[] {
  const ids = heard.filter(({ method }) => method === 'notifications/cancelled').map(({ params }) => params?.requestId);
  return heard
    .filter(({ id }) => id !== undefined && ids.includes(id))
    .map(({ params }) => Marked.parse(params).arguments.mark);
}

const Marked = z.object({ arguments: z.object({ mark: z.string() }) });

describe('unknown fields and vendor metadata', () => {
  const params = { name: 'params', arguments: { a: null }, 'x-vendor': [1, { b: 2 }] };
  const meta = { 'com.example/trace': { id: 1 }, progressToken: 'mine' };
  const check = ({ body, messages }: Reply) => {
    const { structuredContent, ...result } = body.result ?? {};
    expect(messages[0]).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 'mine', 'x-vendor': 1 },
    });
    expect(result).toMatchObject({
      content: [
        { type: 'text', 'x-vendor': 1 },
        { type: 'newer-than-all', data: 1 },
      ],
      'x-vendor': { a: [1] },
      _meta: { 'com.example/m': 1 },
    });
    const { params: sent } = structuredContent as { params: { _meta: object } };
    expect(sent).toEqual({ ...params, _meta: { ...meta, progressToken: expect.any(Number) } });
  };

  it('pass a bridge in both directions, for clients of 2025', async () => {
    for (const capabilities of [{}, ASKABLE]) {
      const session = await open(url, capabilities);
      check(
        await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...params, _meta: meta } }, session),
      );
      const { body } = await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session);
      expect(body.result).toMatchObject({
        'x-vendor': 1,
        tools: [{ 'x-vendor': { deep: true }, annotations: { 'x-vendor': 1 } }],
      });
    }
  });

  it('pass a bridge in both directions, for clients of 2026', async () => {
    check(await modern(url, 'tools/call', params, { meta }));
    check(await modern(url, 'tools/call', params, { meta: { ...meta, ...ASKS } }));
    const { body } = await modern(url, 'tools/list');
    expect(body.result).toMatchObject({
      'x-vendor': 1,
      tools: [{ 'x-vendor': { deep: true }, annotations: { 'x-vendor': 1 } }],
    });
  });
});

describe('a client of 2026 in front of a process', () => {
  const ask = (more: object = {}, args: object = {}) =>
    modern(url, 'tools/call', { name: 'ask', arguments: args, ...more }, { meta: ASKS });
  const stateOf = ({ body }: Reply) => String(body.result?.requestState);
  const keyOf = ({ body }: Reply) => Object.keys(body.result?.inputRequests ?? {})[0] ?? '';
  const ada = { action: 'accept', content: { name: 'Ada' } };

  it('is asked by the end of its request, and heard when it comes again', async () => {
    const asked = await ask();
    expect(asked.body.result).toMatchObject({ resultType: 'input_required' });
    const again = await ask({ requestState: stateOf(asked), inputResponses: { [keyOf(asked)]: ada, other: ada } });
    expect(again.body.result).toMatchObject({ structuredContent: { result: ada } });
    const replayed = await ask({ requestState: stateOf(asked), inputResponses: { [keyOf(asked)]: ada } });
    expect([replayed.status, replayed.body.error?.code]).toEqual([200, -32602]);
  });

  it('is asked again for what it did not answer, under a new handle', async () => {
    const asked = await ask();
    const again = await ask({ requestState: stateOf(asked), inputResponses: {} });
    expect(again.body.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: asked.body.result?.inputRequests,
    });
    expect(stateOf(again)).not.toBe(stateOf(asked));
    const last = await ask({ requestState: stateOf(again), inputResponses: { [keyOf(again)]: ada } });
    expect(last.body.result).toMatchObject({ structuredContent: { result: ada } });
  });

  it('is refused with a handle that is none, or other arguments, and the call stays its own', async () => {
    const asked = await ask();
    for (const requestState of ['', 'x', `${stateOf(asked)}x`, crypto.randomUUID()])
      expect((await ask({ requestState, inputResponses: { [keyOf(asked)]: ada } })).body.error?.code).toBe(-32602);
    const other = await ask({ requestState: stateOf(asked), inputResponses: { [keyOf(asked)]: ada } }, { other: true });
    expect(other.body.error?.code).toBe(-32602);
    const again = await ask({ requestState: stateOf(asked), inputResponses: { [keyOf(asked)]: ada } });
    expect(again.body.result).toMatchObject({ structuredContent: { result: ada } });
  });

  it('finds its call given up when it took too long', async () => {
    const asked = await ask();
    await delay(500);
    const late = await ask({ requestState: stateOf(asked), inputResponses: { [keyOf(asked)]: ada } });
    expect(late.body.error?.code).toBe(-32602);
  });

  it('cancels by leaving', async () => {
    const leaving = new AbortController();
    const left = modern(
      url,
      'tools/call',
      { name: 'never', arguments: { mark: 'gone' } },
      { signal: leaving.signal },
    ).catch(() => 'left');
    await vi.waitFor(async () => expect(JSON.stringify(await heardByShared())).toContain('gone'));
    leaving.abort();
    expect(await left).toBe('left');
    await vi.waitFor(async () => expect(cancelled(await heardByShared())).toContain('gone'));
  });

  it('hears a log line when it asked for some, and its own alone', async () => {
    const level = { 'io.modelcontextprotocol/logLevel': 'info' };
    const [loud, quiet] = await Promise.all([
      modern(url, 'tools/call', { name: 'log', arguments: { data: 1 } }, { meta: level }),
      modern(url, 'tools/call', { name: 'log', arguments: { data: 2 } }),
    ]);
    expect(loud.messages.map(({ params }) => params?.data)).toEqual([1, undefined]);
    expect(quiet.messages).toHaveLength(1);
  });
});

describe('headers that repeat arguments', () => {
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      in: { type: 'object', properties: { depth: { type: 'integer', 'x-mcp-header': 'Depth' } } },
    },
  };

  it('are checked where nobody after us can', async () => {
    const echo = child(`say({ id, result: text('ok') })`, { inputSchema: schema });
    await using checking = await proxyTo({ s: [echo] });
    const codeOf = async (args: object, headers: Record<string, string>) => {
      const answer = await modern(`${checking.url}/mcp/s`, 'tools/call', { name: 'do', arguments: args }, { headers });
      return answer.body.error?.code ?? answer.status;
    };
    expect(await codeOf({ region: 'eu' }, { 'mcp-param-region': 'eu' })).toBe(200);
    expect(await codeOf({ region: 'eu' }, {})).toBe(-32020);
    expect(await codeOf({ region: 'eu' }, { 'mcp-param-region': 'us' })).toBe(-32020);
    expect(await codeOf({}, { 'mcp-param-region': 'eu' })).toBe(200);
    expect(await codeOf({ in: { depth: 4 } }, { 'mcp-param-depth': '4.0' })).toBe(200);
  });

  it('are added for clients that know none, to a server that wants them', async () => {
    const seen: unknown[] = [];
    await using strict = await modernServer({
      tools: [{ name: 'echo', inputSchema: schema }],
      intercept: ({ headers }, response, body) => {
        if (typeof body !== 'object' || body === null || !('method' in body) || body.method !== 'tools/call')
          return false;
        seen.push(headers['mcp-param-region'] ?? null);
        if (headers['mcp-param-region'] === '=?base64?w7w=?=') return false;
        sendJson(response, 400, {
          jsonrpc: '2.0',
          id: 'id' in body ? body.id : null,
          error: { code: -32020, message: 'no' },
        });
        return true;
      },
    });
    await using adding = await proxyTo({ s: [strict] });
    const address = `${adding.url}/mcp/s`;
    const session = await open(address);
    const args = { region: 'ü', message: 'hi' };
    expect(textOf((await post(address, call('echo', args), session)).body)).toBe('hi');
    const rest = await post(`${adding.url}/api/services/s/call`, { tool: 'echo', args });
    expect([rest.status, seen]).toEqual([200, ['=?base64?w7w=?=', '=?base64?w7w=?=']]);
    await adding.router.resolve('s').instances[0]?.upstream?.current?.close();
  });
});

/** A 2025 server that asks its users on the stream they listen on, not on that of the call: many do. */
async function asksElsewhere(): Promise<AsyncDisposable & { url: string }> {
  let listening: ServerResponse | undefined;
  let waiting: ServerResponse | undefined;
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      listening = response.writeHead(200, { 'content-type': 'text/event-stream' });
      return response.flushHeaders();
    }
    const { id, method, result } = request.method === 'POST' ? ((await json(request)) as RpcAnswer) : {};
    const capabilities = { tools: {} };
    const serverInfo = { name: 'elsewhere', version: '1' };
    if (method === 'initialize') {
      response.setHeader('mcp-session-id', 's');
      return sendJson(response, 200, {
        jsonrpc: '2.0',
        id,
        result: { protocolVersion: '2025-06-18', capabilities, serverInfo },
      });
    }
    if (method === 'tools/call') {
      waiting = response;
      const question = { jsonrpc: '2.0', id: 'q', method: 'elicitation/create', params: {} };
      return listening?.write(`data: ${JSON.stringify(question)}\n\n`);
    }
    if (id === 'q' && waiting)
      sendJson(waiting, 200, { jsonrpc: '2.0', id: 4, result: { content: [], structuredContent: result } });
    if (id !== undefined && method)
      return sendJson(response, 400, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } });
    response.writeHead(202).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe('a server of 2025 over HTTP', () => {
  it('may ask a client of 2026 on the stream that a client of 2025 would listen on', async () => {
    await using server = await asksElsewhere();
    await using asking = await proxyTo({ s: [server] });
    const address = `${asking.url}/mcp/s`;
    const asked = await modern(address, 'tools/call', { name: 'x' }, { meta: ASKS });
    expect(asked.body.result).toMatchObject({ resultType: 'input_required' });
  });

  it('that cannot be reached is a problem to a client of 2026 too', async () => {
    await using broken = await httpServer((_request, response) => response.writeHead(404).end());
    await using unreachable = await proxyTo({ s: [broken] });
    const { body } = await modern(`${unreachable.url}/mcp/s`, 'tools/list');
    expect(body).toMatchObject({
      id: 1,
      error: { code: -32603, data: { code: 'no_healthy_instance', executed: 'no' } },
    });
  });
});
