import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { call, child, META, MODERN } from '../mcp/testing.ts';
import { httpServer, legacyServer, sendJson, type TestServer } from '../testing.ts';
import { Seal } from './seal.ts';
import { ask, askAfresh, type Line, lineTo, openSession, type TestWorkers, workersOf, workersOn } from './testing.ts';

/** Asks its user for a name in the middle of each call. */
const ASKING = `
  const question = 'q' + heard.length;
  asked[question] = ({ result }) => say({ id, result: text('Hello ' + result.content.name) });
  say({ id: question, method: 'elicitation/create', params: { message: 'Who?', requestedSchema: { type: 'object' } } });`;

const open: AsyncDisposable[] = [];
let upstream: TestServer;
let workers: TestWorkers;
let one: Line;
let other: Line;
beforeAll(async () => {
  upstream = await legacyServer();
  const events = await listenedTo();
  workers = await workersOn({ old: [{ url: upstream.url }], events: [{ url: events.url }], asks: [child(ASKING)] });
  one = await lineTo(workers.url);
  other = await lineTo(workers.url, one.worker);
  open.push(upstream, events, workers, one, other);
}, 60_000);
afterAll(async () => {
  for (const thing of open.reverse()) await thing[Symbol.asyncDispose]();
});

/** Who listens now to the server that tells each listener its session. */
const listeners = new Set<string>();

/** A server of 2025 that tells who listens, in which session. */
function listenedTo(): Promise<TestServer> {
  let sessions = 0;
  return httpServer(async (request: IncomingMessage, response: ServerResponse) => {
    const session = String(request.headers['mcp-session-id'] ?? `s${++sessions}`);
    response.setHeader('mcp-session-id', session);
    if (request.method === 'GET') {
      listeners.add(session);
      response.once('close', () => listeners.delete(session));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: {} })}\n\n`);
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const { id } = JSON.parse(body || '{}');
    const capabilities = { tools: {} };
    const result = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'events', version: '1' } };
    if (id === undefined) response.writeHead(202).end();
    else if (body.includes('"initialize"')) sendJson(response, 200, { jsonrpc: '2.0', id, result });
    else sendJson(response, 200, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } });
  });
}

const echo = (message: string, id: unknown = 1) => call('echo', { message }, id);
const said = (message: string) => ({ result: { content: [{ type: 'text', text: message }] } });
const fresh = (path: string, message: object | null, options: Parameters<typeof ask>[3]) =>
  askAfresh(workers.url, path, message, options);

describe('a session of 2025', () => {
  it('is had by the worker that began it, and used through every other', async () => {
    const session = await openSession(one.client, '/mcp/old');
    expect(session).toMatch(/^[\w-]{64}$/);
    for (const line of [one, other, one, other]) {
      expect(await ask(line.client, '/mcp/old', echo(`${line.worker}`), { session })).toMatchObject({
        ...{ status: 200, session },
        body: said(`${line.worker}`),
      });
    }
    const begun = upstream.methods.filter((method) => method === 'initialize').length;
    expect((await ask(other.client, '/mcp/old', null, { session, method: 'DELETE' })).status).toBe(200);
    for (const line of [one, other]) {
      expect(await ask(line.client, '/mcp/old', echo('late', 'my-id'), { session })).toMatchObject({
        ...{ status: 404, body: { id: 'my-id', error: { code: -32001 } } },
      });
    }
    expect(upstream.methods.filter((method) => method === 'initialize')).toHaveLength(begun);
  });

  it('is found from connections of which each carries one request', { timeout: 30_000 }, async () => {
    const sessions = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => ({
        at,
        session: await openSession((await aLine(at)).client, '/mcp/old'),
      })),
    );
    const answers = await Promise.all(
      sessions.map(({ at, session }) => fresh('/mcp/old', echo(`hi ${at}`, at), { session })),
    );
    expect(answers.map(({ body }) => body)).toMatchObject(sessions.map(({ at }) => ({ id: at, ...said(`hi ${at}`) })));
    expect(await health()).toMatchObject({ workers: 2, sessions: 40 });
    const ended = await Promise.all(
      sessions.map(({ session }) => fresh('/mcp/old', null, { session, method: 'DELETE' })),
    );
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await health()).toMatchObject({ workers: 2, sessions: 0 });
  });

  it('is where a connection is led that begins with it, however it begins', async () => {
    const session = await openSession(one.client, '/mcp/old');
    for (let time = 0; time < 6; time++) {
      const { body } = await fresh('/health?alone=true', null, { session, method: 'GET' });
      expect(body.worker).toBe(one.worker);
    }
    const long = 'long '.repeat(200_000);
    expect((await fresh('/mcp/old', echo(long), { session })).body).toMatchObject(said(long));
    expect((await fresh('/mcp/old', echo(long), {})).status).toBe(400);
    const head = (path: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nmcp-session-id: ${session}\r\nconnection: ${connection}\r\n\r\n`;
    const [first, second] = [head('/health/live', 'keep-alive'), head('/health?alone=true', 'close')];
    for (const parts of [[first + second], [first.slice(0, 3), first.slice(3, 80), first.slice(80) + second]]) {
      const text = await answersTo(parts);
      expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    }
    await ask(one.client, '/mcp/old', null, { session, method: 'DELETE' });
  });

  it('belongs to one service, also through another worker', async () => {
    const session = await openSession(one.client, '/mcp/old');
    expect((await ask(other.client, '/mcp/asks', { id: 1, method: 'ping' }, { session })).status).toBe(404);
    expect((await ask(other.client, '/mcp/all', { id: 1, method: 'ping' }, { session })).status).toBe(404);
    expect((await ask(other.client, '/mcp/old', null, { session, method: 'DELETE' })).status).toBe(200);
  });

  it('of a face of many services, too, is used through every worker', async () => {
    const session = await openSession(one.client, '/mcp/all');
    expect(await ask(other.client, '/mcp/all', call('old__echo', { message: 'hi' }), { session })).toMatchObject({
      body: said('hi'),
    });
    expect((await ask(other.client, '/mcp/all', null, { session, method: 'DELETE' })).status).toBe(200);
    expect((await ask(one.client, '/mcp/all', { id: 1, method: 'ping' }, { session })).status).toBe(404);
  });

  it('is asked for input on the stream of its call, through another worker', async () => {
    const session = await openSession(one.client, '/mcp/asks', { elicitation: {} });
    const { body } = await other.client.request({
      ...{ method: 'POST', path: '/mcp/asks', body: JSON.stringify(call('do')) },
      headers: { ...TYPES, 'mcp-session-id': session },
    });
    let text = '';
    for await (const chunk of body) {
      text += chunk;
      const question = /"id":"(registry-\d+)","method":"elicitation\/create"/.exec(text)?.[1];
      if (!question || text.includes('Hello')) continue;
      const result = { action: 'accept', content: { name: 'Ada' } };
      // The line is taken by the call: the answer comes by another, as it does from every client.
      expect((await fresh('/mcp/asks', { id: question, result }, { session })).status).toBe(202);
    }
    expect(text).toContain('Hello Ada');
    await ask(one.client, '/mcp/asks', null, { session, method: 'DELETE' });
  });

  it.each(['another worker, which hands the request over', 'a connection of its own'])(
    'listens through %s, until its client leaves',
    async (way) => {
      const session = await openSession(one.client, '/mcp/events');
      // The workers listen in sessions of their own.
      const before = listeners.size;
      await using line = way.startsWith('another') ? await lineTo(workers.url, one.worker) : null;
      const leave = new AbortController();
      const headers = { accept: 'text/event-stream', 'mcp-session-id': session };
      const stream = line
        ? (await line.client.request({ method: 'GET', path: '/mcp/events', headers, signal: leave.signal })).body
        : (await fetch(`${workers.url}/mcp/events`, { headers, signal: leave.signal })).body;
      for await (const chunk of stream ?? []) {
        expect(Buffer.from(chunk).toString()).toContain('notifications/message');
        expect(listeners.size).toBe(before + 1);
        break;
      }
      leave.abort();
      await expect.poll(() => listeners.size).toBe(before);
      await ask(one.client, '/mcp/events', null, { session, method: 'DELETE' });
    },
  );

  it('is none that somebody made up', async () => {
    const session = await openSession(one.client, '/mcp/old');
    const changed = `${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}`;
    const foreign = new Seal(randomBytes(32)).newId('session', one.worker);
    for (const id of [changed, foreign, 'A'.repeat(64), 'x', randomBytes(2000).toString('base64url')]) {
      for (const line of [one, other]) {
        expect((await ask(line.client, '/mcp/old', echo('hi'), { session: id })).status).toBe(404);
      }
      expect((await fresh('/mcp/old', echo('hi'), { session: id })).status).toBe(404);
    }
    await ask(one.client, '/mcp/old', null, { session, method: 'DELETE' });
  });

  it('is refused to a page of others by whichever worker', async () => {
    const session = await openSession(one.client, '/mcp/old');
    const headers = { origin: 'https://evil.example' };
    for (const line of [one, other]) {
      expect((await ask(line.client, '/mcp/old', echo('hi'), { session, headers })).status).toBe(403);
    }
    await ask(one.client, '/mcp/old', null, { session, method: 'DELETE' });
  });
});

const TYPES = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

describe('a call of 2026 that waits for input', () => {
  const path = '/mcp/asks';
  const modern = (line: Line, path: string, params: object) =>
    ask(
      line.client,
      path,
      {
        ...{ id: 1, method: 'tools/call' },
        params: {
          ...params,
          _meta: { ...META, 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } },
        },
      },
      { headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': nameOf(params) } },
    );
  const answers = (inputRequests: unknown) =>
    Object.fromEntries(
      Object.keys(Object(inputRequests)).map((key) => [key, { action: 'accept', content: { name: 'Ada' } }]),
    );

  it.each([
    [path, 'do'],
    ['/mcp/all', 'asks__do'],
  ])('is answered through another worker, at %s', async (path, name) => {
    const first = resultOf(await modern(one, path, { name }));
    expect(first).toMatchObject({ resultType: 'input_required', requestState: expect.stringMatching(/^[\w-]{64}$/) });
    expect(await health()).toMatchObject({ parked: 1 });
    const { requestState, inputRequests } = first;
    const retry = { name, requestState, inputResponses: answers(inputRequests) };
    expect(resultOf(await modern(other, path, retry))).toMatchObject(said('Hello Ada').result);
    expect(await health()).toMatchObject({ parked: 0 });
    // A handle is good for one retry.
    expect(await modern(other, path, retry)).toMatchObject({ body: { error: { code: -32602 } } });
  });

  it('is none that somebody made up', async () => {
    const { requestState, inputRequests } = resultOf(await modern(one, path, { name: 'do' }));
    const session = await openSession(one.client, path);
    const forged = [new Seal(randomBytes(32)).newId('parked', one.worker), session, 'A'.repeat(64)];
    for (const state of forged) {
      const retry = { name: 'do', requestState: state, inputResponses: answers(inputRequests) };
      for (const line of [one, other]) {
        expect(await modern(line, path, retry)).toMatchObject({ body: { error: { code: -32602 } } });
      }
    }
    const otherArguments = { name: 'do', arguments: { a: 1 }, requestState, inputResponses: answers(inputRequests) };
    expect(await modern(other, path, otherArguments)).toMatchObject({ body: { error: { code: -32602 } } });
    const retry = { name: 'do', requestState, inputResponses: answers(inputRequests) };
    expect(resultOf(await modern(other, path, retry))).toMatchObject(said('Hello Ada').result);
    await ask(one.client, path, null, { session, method: 'DELETE' });
  });
});

describe('the other doors', () => {
  it('take messages of an SSE client at any worker', async () => {
    const { body } = await one.client.request({ method: 'GET', path: '/sse/old' });
    let text = '';
    for await (const chunk of body) {
      text += chunk;
      const address = /data: (\/sse\/old\?sessionId=\S+)/.exec(text)?.[1] ?? '';
      const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
      const post = (line: Line, message: object) => ask(line.client, address, message);
      if (text.includes('hello over SSE')) break;
      if (text.includes('"protocolVersion"'))
        expect((await fresh(address, echo('hello over SSE'), {})).status).toBe(202);
      else expect((await post(other, { id: 0, method: 'initialize', params })).status).toBe(202);
    }
    await one[Symbol.asyncDispose]();
    one = await lineTo(workers.url, other.worker);
    open.push(one);
  });

  it('take WebSockets', async () => {
    const socket = new WebSocket(`${workers.url.replace('http', 'ws')}/mcp/old`, 'mcp');
    await new Promise((opened) => socket.once('open', opened));
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const heard = (message: object) =>
      new Promise<string>((resolve) => {
        socket.once('message', (data) => resolve(String(data)));
        socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
      });
    expect(await heard({ id: 0, method: 'initialize', params })).toContain('"protocolVersion":"2025-11-25"');
    expect(await heard(echo('over a socket'))).toContain('over a socket');
    socket.close();
    await expect.poll(async () => (await health()).sessions).toBe(0);
  });
});

describe('workers', () => {
  it('give the metrics of all of them, each with its own label', async () => {
    const { body } = await other.client.request({ method: 'GET', path: '/metrics' });
    const lines = (await body.text()).split('\n');
    const heads = lines.filter((line) => line.startsWith('# TYPE'));
    expect(new Set(heads).size).toBe(heads.length);
    for (const metric of ['mcp_sessions', 'process_start_time_seconds']) {
      const samples = lines.filter((line) => line.startsWith(`${metric}{`));
      expect(samples.map((line) => /worker="(\d+)"/.exec(line)?.[1]).sort()).toEqual(['1', '2']);
    }
  });

  it('keep their sockets where nobody else may enter, and say no key to anybody', async () => {
    const [folder = ''] = (await readdir(workers.temporary)).filter((name) => name.startsWith('mcp-registry-'));
    expect((await stat(join(workers.temporary, folder))).mode & 0o777).toBe(0o700);
    expect(await workersOf(workers.pid)).toHaveLength(2);
    expect(workers.log.join('\n')).not.toMatch(/key/i);
  });
});

/** What comes on a connection on which these are said, one after the other. */
async function answersTo(parts: string[]): Promise<string> {
  const { hostname, port } = new URL(workers.url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  for (const part of parts) {
    socket.write(part);
    await delay(20);
  }
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

async function health(): Promise<Record<string, number>> {
  const { body } = await other.client.request({ method: 'GET', path: '/health' });
  return (await body.json()) as Record<string, number>;
}

async function aLine(at: number): Promise<Line> {
  return at % 2 === 0 ? one : other;
}

function nameOf(params: object): string {
  return 'name' in params ? String(params.name) : '';
}

function resultOf({ body }: { body: Record<string, unknown> }): Record<string, unknown> {
  expect(body.error).toBeUndefined();
  return Object(body.result);
}
