import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningProxy } from '../server.ts';
import { httpServer, legacyServer, modernServer, proxyTo, sendJson, sseServer, type TestServer } from '../testing.ts';
import { call, child, META, MODERN, modern, open, post } from './testing.ts';

describe('bytes', () => {
  let old: TestServer;
  let young: TestServer;
  let proxy: RunningProxy;
  const seen: { method: string; headers: Record<string, unknown>; body: unknown }[] = [];
  const note: NonNullable<Parameters<typeof legacyServer>[0]>['intercept'] = (request, _response, body) => {
    seen.push({ method: request.method ?? '', headers: request.headers, body });
    return false;
  };
  beforeAll(async () => {
    old = await legacyServer({ intercept: note });
    young = await modernServer({ intercept: note });
    const headers = { 'X-Key': 'ours', authorization: 'Bearer ours' };
    proxy = await proxyTo({ old: [{ ...old, headers }], young: [{ ...young, headers }], other: [old] });
  });
  afterAll(async () => {
    await proxy.close();
    await old[Symbol.asyncDispose]();
    await young[Symbol.asyncDispose]();
  });

  it('come back from a modern server as it sent them', async () => {
    const asked = [modern(young.url, 'tools/list'), modern(`${proxy.url}/mcp/young`, 'tools/list')];
    const [direct, through] = await Promise.all(asked);
    expect(through?.text).toBe(direct?.text);
    expect(through?.status).toBe(direct?.status);
    expect(through?.headers.get('content-type')).toBe(direct?.headers.get('content-type'));
  });

  it('come back from a legacy server as it sent them, as a stream of events', async () => {
    const [direct, through] = await Promise.all(
      [old.url, `${proxy.url}/mcp/old`].map(async (url) =>
        post(url, call('echo', { message: 'ü\u2028' }), await open(url)),
      ),
    );
    expect(direct?.headers.get('content-type')).toBe('text/event-stream');
    expect(through?.text).toBe(direct?.text);
  });

  it.each(['old', 'young'])('carry our credentials to %s, and none of the caller’s', async (name) => {
    seen.length = 0;
    const url = `${proxy.url}/mcp/${name}`;
    const theirs = {
      authorization: 'Bearer theirs',
      cookie: 'a=b',
      'x-key': 'theirs',
      'x-vendor': 'kept',
      'x-hop': 'dropped',
      connection: 'keep-alive, x-hop',
    };
    if (name === 'young') await rawPost(url, await modernRequest('tools/list'), theirs);
    else await rawPost(url, { body: JSON.stringify(call('echo', { message: 'x' })), headers: await open(url) }, theirs);
    const { headers } = seen.at(-1) ?? {};
    expect(headers).toMatchObject({ authorization: 'Bearer ours', 'x-key': 'ours', 'x-vendor': 'kept' });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-hop');
    expect(headers?.host).toBe(new URL(name === 'old' ? old.url : young.url).host);
  });

  it('keep the session ids of both sides apart', async () => {
    seen.length = 0;
    const url = `${proxy.url}/mcp/old`;
    const session = await open(url);
    const ours = session['mcp-session-id'];
    const answer = await post(url, call('echo', { message: 'x' }), session);
    const theirs = seen.at(-1)?.headers['mcp-session-id'];
    expect(theirs).toEqual(expect.any(String));
    expect(theirs).not.toBe(ours);
    expect(answer.headers.get('mcp-session-id')).toBe(ours);
    expect(JSON.stringify(seen)).not.toContain(ours);
  });

  it('know a session on its own service alone, until it is deleted here and there', async () => {
    const session = await open(`${proxy.url}/mcp/old`);
    expect(await post(`${proxy.url}/mcp/other`, call('echo'), session)).toMatchObject({ status: 404, body: { id: 1 } });
    seen.length = 0;
    const gone = await fetch(`${proxy.url}/mcp/old`, { method: 'DELETE', headers: session });
    expect([gone.status, seen.map(({ method }) => method)]).toEqual([200, ['DELETE']]);
    expect((await post(`${proxy.url}/mcp/old`, call('echo'), session)).status).toBe(404);
    expect((await fetch(`${proxy.url}/mcp/old`, { method: 'DELETE', headers: session })).status).toBe(404);
  });

  it('begin a session again, once, when the server has forgotten it, and its client sees nothing of that', async () => {
    const url = `${proxy.url}/mcp/old`;
    const session = await open(url);
    old.forgetSessions();
    seen.length = 0;
    const calls = [1, 2, 3].map((id) => post(url, call('echo', { message: 'hi' }, id), session));
    for (const { status, body } of await Promise.all(calls))
      expect([status, body.result]).toEqual([200, { content: [{ type: 'text', text: 'hi' }] }]);
    const begun = seen.filter(({ body }) => JSON.stringify(body)?.includes('"initialize"'));
    expect(begun).toHaveLength(1);
  });

  it('bridge a client of 2025 to a server that refuses it', async () => {
    const url = `${proxy.url}/mcp/young`;
    const answer = await post(url, call('echo', { message: 'hi' }), await open(url));
    expect(answer.body.result).toMatchObject({ content: [{ type: 'text', text: 'hi' }] });
  });

  it('ignore a session id that a client of 2026 sends', async () => {
    const answer = await modern(`${proxy.url}/mcp/young`, 'tools/list', {}, { headers: { 'mcp-session-id': 'x' } });
    expect([answer.status, answer.headers.get('mcp-session-id')]).toEqual([200, null]);
    expect(seen.at(-1)?.headers).not.toHaveProperty('mcp-session-id');
  });
});

/** `fetch` may not set every header: this is a client that may. */
async function rawPost(
  url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  more: Record<string, string>,
): Promise<string> {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const all = {
    host,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
    ...more,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  const [head] = await new Promise<Buffer[]>((read) => socket.once('data', (chunk) => read([chunk])));
  socket.destroy();
  return String(head);
}

async function modernRequest(method: string) {
  const headers = { 'mcp-protocol-version': MODERN, 'mcp-method': method };
  return { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { _meta: META } }), headers };
}

describe('an instance that fails', () => {
  it('is passed over when it is down before the call', async () => {
    await using closed = await legacyServer();
    await using old = await legacyServer();
    const { url } = closed;
    await closed[Symbol.asyncDispose]();
    await using proxy = await proxyTo({ s: [{ url }, old] });
    expect(
      (await post(`${proxy.url}/mcp/s`, call('echo', { message: 'hi' }), await open(`${proxy.url}/mcp/s`))).status,
    ).toBe(200);
    expect((await modern(`${proxy.url}/mcp/s`, 'tools/list')).body.result).toBeDefined();
  });

  it('is passed over when it cannot begin', async () => {
    await using busy = await httpServer((_request, response) => response.writeHead(503).end('busy'));
    await using old = await legacyServer();
    await using proxy = await proxyTo({ s: [busy, old] });
    await open(`${proxy.url}/mcp/s`);
  });

  it('breaks its caller’s stream when it dies in the middle of it', async () => {
    await using dying = await legacyServer({
      intercept: (_request, response, body) => {
        if (!isCall(body)) return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: message\n');
        setTimeout(() => response.destroy(), 20);
        return true;
      },
    });
    await using proxy = await proxyTo({ s: [dying] });
    const url = `${proxy.url}/mcp/s`;
    await expect(post(url, call('echo'), await open(url))).rejects.toThrow();
    expect(proxy.router.resolve('s').instances[0]?.changes.map(({ reason }) => reason)).toContain('tcp');
  });

  it.each([
    ['at all', () => {}],
    [
      'more than the head of a stream',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
    ],
  ])('that does not answer %s is given up in time, with a problem, and told so', async (_what, begin) => {
    await using silent = await legacyServer({
      intercept: (_request, response, body) => {
        if (isCall(body)) begin(response);
        return isCall(body);
      },
    });
    await using proxy = await proxyTo({ s: [silent] }, {}, { timeoutMs: 150 });
    const url = `${proxy.url}/mcp/s`;
    const session = await open(url);
    const { body } = await post(url, call('echo', {}, 'x'), session);
    expect(body).toMatchObject({
      id: 'x',
      error: { code: -32603, data: { code: 'upstream_timeout', executed: 'maybe' } },
    });
    await vi.waitFor(() => expect(silent.methods).toContain('notifications/cancelled'));
  });

  it('may be silent for as long as its user thinks', async () => {
    const question = { jsonrpc: '2.0', id: 'q', method: 'elicitation/create', params: {} };
    await using asking = await legacyServer({
      intercept: (_request, response, body) => {
        if (!isCall(body)) return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${JSON.stringify(question)}\n\n`);
        setTimeout(() => response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} })}\n\n`), 400);
        return true;
      },
    });
    await using proxy = await proxyTo({ s: [asking] }, {}, { timeoutMs: 150 });
    const url = `${proxy.url}/mcp/s`;
    expect((await post(url, call('echo'), await open(url, { elicitation: {} }))).body.result).toEqual({});
  });

  it('wants a sign-in that is ours to give, which its caller is not asked for', async () => {
    await using walled = await legacyServer({
      intercept: (_request, response, body) => {
        if (isCall(body))
          response.writeHead(401, { 'www-authenticate': 'Bearer resource_metadata="https://e.x/"' }).end();
        return isCall(body);
      },
    });
    await using proxy = await proxyTo({ s: [walled] });
    const url = `${proxy.url}/mcp/s`;
    const answer = await post(url, call('echo'), await open(url));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([200, null]);
    expect(answer.body.error?.data).toMatchObject({ code: 'upstream_auth_required' });
  });
});

function isCall(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'tools/call';
}

describe('many callers', () => {
  it('who leave while they wait cost nobody a place, and nothing runs for them', async () => {
    let started = 0;
    await using slow = await modernServer({
      intercept: (_request, response, body) => {
        if (!isCall(body)) return false;
        started += 1;
        if (started <= 64) return true;
        sendJson(response, 200, { jsonrpc: '2.0', id: 1, result: {} });
        return true;
      },
    });
    await using proxy = await proxyTo({ s: [slow] }, {}, { maxConcurrent: 1000 });
    const url = `${proxy.url}/mcp/s`;
    const callers = (length: number, { signal }: AbortController) =>
      Array.from({ length }, () => modern(url, 'tools/call', { name: 'wait' }, { signal }).catch(() => 'left'));
    const [first, leaving] = [new AbortController(), new AbortController()];
    const served = callers(64, first);
    await vi.waitFor(() => expect(started).toBe(64), { timeout: 5000 });
    const left = callers(256, leaving);
    await vi.waitFor(() => expect(proxy.router.resolve('s').instances[0]?.inFlight).toBe(320), { timeout: 5000 });
    leaving.abort();
    await vi.waitFor(() => expect(proxy.router.resolve('s').instances[0]?.inFlight).toBe(64), { timeout: 5000 });
    first.abort();
    expect(new Set(await Promise.all([...served, ...left]))).toEqual(new Set(['left']));
    expect((await modern(url, 'tools/call', { name: 'wait' })).body.result).toEqual({});
    expect(started).toBe(65);
  });

  it('who only listen leave room for calls', async () => {
    await using old = await legacyServer();
    await using proxy = await proxyTo({ s: [old] });
    const url = `${proxy.url}/mcp/s`;
    const leaving = new AbortController();
    const sessions = await Promise.all(Array.from({ length: 66 }, () => open(url)));
    const streams = await Promise.all(
      sessions.map((headers) =>
        fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal }),
      ),
    );
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await post(url, call('echo', { message: 'hi' }), sessions[0])).body.result).toBeDefined();
    leaving.abort();
  });

  it('who read slowly make us wait, not remember', async () => {
    const size = 50 * 1024 * 1024;
    let sent = 0;
    await using big = await modernServer({
      intercept: (_request, response, body) => {
        if (!isCall(body)) return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const chunk = Buffer.alloc(64 * 1024, 'x');
        const push = () => {
          while (sent < size) {
            sent += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', push);
          }
          response.end();
        };
        push();
        return true;
      },
    });
    await using proxy = await proxyTo({ s: [big] });
    const before = process.memoryUsage();
    const { body, headers } = await modernRequest('tools/call');
    const socket = await openPost(`${proxy.url}/mcp/s`, body, headers);
    await new Promise((began) => socket.once('readable', began));
    await delay(300);
    // What the kernel holds for the two connections, on both of their ends, is all that has been sent.
    expect(sent).toBeLessThan(size / 2);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4 * 1024 * 1024);
    socket.destroy();
  });
});

/** A client that posts, and reads nothing by itself. */
async function openPost(url: string, body: string, headers: Record<string, string>): Promise<Socket> {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  const all = {
    host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  return socket;
}

describe('hostile input', () => {
  const FACES = ['legacy', 'modern', 'stdio', 'sse'];
  let proxy: RunningProxy;
  const servers: TestServer[] = [];
  beforeAll(async () => {
    servers.push(await legacyServer(), await modernServer(), await sseServer());
    const [legacy, modern, sse] = servers;
    if (!legacy || !modern || !sse) throw new Error('no servers');
    const services = {
      legacy: [legacy],
      modern: [modern],
      sse: [{ ...sse, transport: 'sse' }],
      stdio: [child(`say({ id, result: text('done') })`)],
    };
    proxy = await proxyTo(services, { limits: { bodyBytes: 100_000 } });
  });
  afterAll(async () => {
    await proxy.close();
    for (const server of servers) await server[Symbol.asyncDispose]();
  });
  const all = (cases: [string, unknown, number, number | null][]) =>
    FACES.flatMap((face) => cases.map(([what, body, status, code]) => ({ face, what, body, status, code })));
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

  it.each(
    all([
      ['nothing', '', 400, -32700],
      ['truncated JSON', '{"jsonrpc":"2.0","id":1,', 400, -32700],
      ['a number', '7', 400, -32600],
      ['null', 'null', 400, -32600],
      ['a batch', [ping], 400, -32600],
      ['another version of JSON-RPC', { ...ping, jsonrpc: '1.0' }, 400, -32600],
      ['a message that says nothing', { jsonrpc: '2.0', id: 1 }, 400, -32600],
      ['the id null', { ...ping, id: null }, 400, -32600],
      ['an id that is an object', { ...ping, id: {} }, 400, -32600],
      ['an id that is an array', { ...ping, id: [1] }, 400, -32600],
      ['an id that is true', { ...ping, id: true }, 400, -32600],
      ['an id beyond all numbers', '{"jsonrpc":"2.0","id":1e999,"method":"ping"}', 400, -32600],
      ['params that are an array', { ...ping, params: [] }, 400, -32600],
      ['too much', JSON.stringify({ ...ping, params: { x: 'x'.repeat(100_000) } }), 413, -32603],
      [
        'deep nesting that never ends',
        `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(90_000)}`,
        400,
        -32700,
      ],
    ]),
  )('is refused at $face: $what', async ({ face, body, status, code }) => {
    const answer = await post(`${proxy.url}/mcp/${face}`, body);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });

  it.each(FACES)('is refused at %s when it is no JSON by its own word', async (face) => {
    for (const type of ['text/plain', 'application/jsonx', 'multipart/form-data'])
      expect((await post(`${proxy.url}/mcp/${face}`, ping, { 'content-type': type })).status).toBe(415);
  });

  it.each(FACES)('leaves %s answering after a deep nest of arguments', async (face) => {
    const url = `${proxy.url}/mcp/${face}`;
    const session = await open(url);
    const deep = `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"do","arguments":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}}`;
    await post(url, deep, session).catch(() => {});
    expect((await post(url, { ...ping, id: 6 }, session)).body).toMatchObject({ id: 6, result: {} });
  });

  it.each(FACES)('with a session that is none is told so at %s', async (face) => {
    const url = `${proxy.url}/mcp/${face}`;
    for (const id of ['x', '../..', 'a'.repeat(4000), '00000000-0000-0000-0000-000000000000']) {
      const headers = { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
      expect(await post(url, ping, headers)).toMatchObject({ status: 404, body: { id: 1, error: { code: -32001 } } });
      expect((await fetch(url, { headers: { ...headers, accept: 'text/event-stream' } })).status).toBe(404);
      expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(404);
    }
  });

  it.each(FACES)('without a session gets an error at %s', async (face) => {
    const url = `${proxy.url}/mcp/${face}`;
    for (const method of ['GET', 'DELETE']) {
      const { status } = await fetch(url, { method, headers: { accept: 'text/event-stream' } });
      expect([400, 404, 405]).toContain(status);
    }
    const { status, headers } = await fetch(url, { method: 'PUT' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
    expect((await post(url, ping)).status).toBeGreaterThanOrEqual(400);
  });

  it.each(['stdio', 'sse', 'legacy'])(
    'of 2026 is refused as the revision says, where we answer: at %s',
    async (face) => {
      const url = `${proxy.url}/mcp/${face}`;
      const request = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } };
      const right = { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/list' };
      const codes = async (body: unknown, headers: Record<string, string>) => {
        const answer = await post(url, body, headers);
        return [answer.status, answer.body.error?.code];
      };
      expect(await codes(request, right)).toEqual([200, undefined]);
      expect(await codes(request, { ...right, 'mcp-protocol-version': '2025-11-25' })).toEqual([400, -32020]);
      expect(await codes(request, { 'mcp-protocol-version': MODERN })).toEqual([400, -32020]);
      expect(await codes(request, { ...right, 'mcp-method': 'tools/call' })).toEqual([400, -32020]);
      const later = { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
      expect(
        await codes({ ...request, params: { _meta: later } }, { ...right, 'mcp-protocol-version': '2099-01-01' }),
      ).toEqual([400, -32022]);
      expect(await codes({ ...request, params: {} }, right)).toEqual([400, -32602]);
      expect(await codes({ ...request, method: 'ping' }, { ...right, 'mcp-method': 'ping' })).toEqual([404, -32601]);
      expect(await codes(JSON.stringify(request).replace('"id":1', '"id":12345678901234567890'), right)).toEqual([
        400, -32600,
      ]);
    },
  );

  it('of a session that names no revision there is, or an id that we cannot repeat, is refused where we answer', async () => {
    const url = `${proxy.url}/mcp/stdio`;
    const session = await open(url);
    expect((await post(url, ping, { ...session, 'mcp-protocol-version': '1999-01-01' })).status).toBe(400);
    const huge = '{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}';
    expect(await post(url, huge, session)).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
    expect((await post(url, { ...ping, id: 1.5 }, session)).body).toMatchObject({ id: 1.5, result: {} });
  });

  it('answers two requests of one id, both', async () => {
    const url = `${proxy.url}/mcp/stdio`;
    const session = await open(url);
    const both = await Promise.all([post(url, call('do'), session), post(url, call('do'), session)]);
    expect(both.map(({ body }) => body.result)).toEqual([
      { content: [{ type: 'text', text: 'done' }] },
      expect.anything(),
    ]);
  });
});

describe('a server over stdio that misbehaves', () => {
  it.each([
    ['answers twice', `say({ id, result: text('one') }); say({ id, result: text('two') })`, 'one'],
    ['answers for another first', `say({ id: 9999, result: text('other') }); say({ id, result: text('one') })`, 'one'],
    ['makes noise before', `process.stdout.write('hello\\n{"a":\\n[]\\n'); say({ id, result: text('one') })`, 'one'],
  ])('and %s is understood', async (_what, onCall, text) => {
    await using proxy = await proxyTo({ s: [child(onCall)] });
    const url = `${proxy.url}/mcp/s`;
    const session = await open(url);
    for (const id of [1, 2]) {
      const { body } = await post(url, call('do', {}, id), session);
      expect(body).toMatchObject({ id, result: { content: [{ text }] } });
    }
  });

  it.each([
    ['answers with neither result nor error', `say({ id })`, 'upstream_unreachable', 'not-mcp'],
    ['dies', `process.exit(3)`, 'upstream_closed', 'crashed'],
    ['never answers', ``, 'upstream_timeout', 'ok'],
  ])('and %s is given up in time, by clients of either era', async (_what, onCall, code, reason) => {
    await using proxy = await proxyTo({ s: [child(onCall)] }, {}, { timeoutMs: 200 });
    const url = `${proxy.url}/mcp/s`;
    const [instance] = proxy.router.resolve('s').instances;
    const began = performance.now();
    const ofOld = await post(url, call('do'), await open(url));
    expect(ofOld.body).toMatchObject({ id: 1, error: { code: -32603, data: { code } } });
    expect(instance?.changes.map((change) => change.reason)).toContain(reason);
    const ofNew = await modern(url, 'tools/call', { name: 'do', arguments: {} });
    expect(ofNew.body).toMatchObject({ id: 1, error: { code: -32603, data: { code } } });
    expect(performance.now() - began).toBeLessThan(3000);
    expect(instance?.inFlight).toBe(0);
  });
});

it('leaves no connection, no process and no call behind, whatever was sent', async () => {
  const running = () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  // Tests share this process: what an earlier one started may still be on its way out.
  const notOurs = new Set(running());
  const children = () => running().filter((pid) => pid !== '' && !notOurs.has(pid));
  await using old = await legacyServer();
  const never = child(`if (params.name !== 'do') say({ id, result: text('') })`);
  await using proxy = await proxyTo({ old: [old], stdio: [never] }, {}, { timeoutMs: 300 });
  const busy = () => proxy.router.instances.map(({ inFlight }) => inFlight);
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const asks = { meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } };
  const visit = async () => {
    for (const name of ['old', 'stdio']) {
      const url = `${proxy.url}/mcp/${name}`;
      const sessions = [await open(url), await open(url, { elicitation: {} })];
      const leaving = AbortSignal.timeout(200);
      await Promise.allSettled([
        ...sessions.map((session) => post(url, call('do'), session)),
        ...sessions.map((session) => post(url, call('wait', { ms: 5000 }), session, leaving)),
        ...sessions.map((headers) => fetch(url, { headers, signal: leaving }).then((stream) => stream.text())),
        modern(url, 'tools/call', { name: 'do' }, asks),
        modern(url, 'tools/call', { name: 'do' }, { ...asks, signal: leaving }),
        modern(url, 'subscriptions/listen', { notifications: { toolsListChanged: true } }, { signal: leaving }),
      ]);
      for (const headers of sessions) await fetch(url, { method: 'DELETE', headers });
    }
  };
  await visit();
  const socketsBefore = sockets();
  await visit();
  // The one process is that of all who ask for none of their own.
  await vi.waitFor(() => expect([children().length, busy()]).toEqual([1, [0, 0]]), { timeout: 3000 });
  await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(socketsBefore + 4), { timeout: 3000 });
});
