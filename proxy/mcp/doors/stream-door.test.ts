import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Inside } from './inside.ts';
import { StreamDoor } from './stream-door.ts';

interface Heard {
  method: string;
  headers: IncomingMessage['headers'];
  body: { id?: number; method?: string } & Record<string, unknown>;
}

let door: StreamDoor;
afterEach(() => door.close());

/** A door to a face made up for the test; what it heard, and what the client was told. */
function doorTo(answer: (heard: Heard, response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const said: Record<string, unknown>[] = [];
  const inside = new Inside(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const one = { method: request.method ?? '', headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
    heard.push(one);
    await delay(5);
    answer(one, response);
  });
  const send = async (text: string) => {
    expect(text).not.toMatch(/[\r\n]/);
    said.push(JSON.parse(text));
  };
  door = new StreamDoor({
    inside,
    path: '/mcp/x',
    headers: { 'x-who': 'me' },
    send,
    answerBytes: 10_000,
    onClose: () => {},
  });
  const says = (message: object) => door.receive(JSON.stringify({ jsonrpc: '2.0', ...message }));
  return { heard, said, says };
}

const json = (response: ServerResponse, value: object, headers = {}) =>
  void response
    .writeHead(200, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ jsonrpc: '2.0', ...value }, null, 2));
const events = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });
const accepted = (response: ServerResponse) => void response.writeHead(202).end();

/** A server that keeps sessions, as the specification has it. */
function inSession(answer: (heard: Heard, response: ServerResponse) => void, session = () => 's1') {
  return (heard: Heard, response: ServerResponse) => {
    const { method, id } = heard.body;
    if (method === 'initialize')
      return json(response, { id, result: { protocolVersion: '2025-06-18' } }, { 'mcp-session-id': session() });
    if (heard.headers['mcp-session-id'] !== session()) return void response.writeHead(404).end();
    if (method === 'notifications/initialized') return accepted(response);
    answer(heard, response);
  };
}

const INITIALIZE = { id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18' } };
const INITIALIZED = { method: 'notifications/initialized' };

describe('for a 2025 client', () => {
  it('keeps its session, its revision, and who it is', async () => {
    const { heard, said, says } = doorTo(
      inSession(({ method, body }, response) =>
        method === 'POST' ? json(response, { id: body.id, result: {} }) : void response.writeHead(405).end(),
      ),
    );
    for (const message of [INITIALIZE, INITIALIZED, { id: 1, method: 'tools/list' }]) says(message);
    await expect.poll(() => said).toMatchObject([{ id: 0 }, { id: 1, result: {} }]);
    await door.close();
    expect(
      heard.map(({ method, headers, body }) => [
        method,
        body.method,
        headers['mcp-session-id'],
        headers['mcp-protocol-version'],
        headers['x-who'],
      ]),
    ).toEqual([
      ['POST', 'initialize', undefined, undefined, 'me'],
      ['POST', 'notifications/initialized', 's1', '2025-06-18', 'me'],
      ...['GET', 'POST'].map((method) => [
        method,
        method === 'POST' ? 'tools/list' : undefined,
        's1',
        '2025-06-18',
        'me',
      ]),
      ['DELETE', undefined, 's1', undefined, 'me'],
    ]);
  });

  it('keeps notifications and answers in order, and lets requests run side by side', async () => {
    let answerSlow = () => {};
    const { heard, said, says } = doorTo(
      inSession(async ({ method, body }, response) => {
        if (method !== 'POST') return void response.writeHead(405).end();
        await delay(10);
        if (body.id === undefined) return accepted(response);
        const answer = () => json(response, { id: body.id, result: {} });
        if (body.id === 1) answerSlow = answer;
        else answer();
      }),
    );
    for (const message of [
      INITIALIZE,
      INITIALIZED,
      { id: 1, method: 'slow' },
      { method: 'notifications/a' },
      { method: 'notifications/b' },
      { id: 2, method: 'quick' },
    ])
      says(message);
    await expect.poll(() => said.map(({ id }) => id)).toEqual([0, 2]);
    answerSlow();
    await expect.poll(() => said.map(({ id }) => id)).toEqual([0, 2, 1]);
    const order = heard.map(({ body }) => body.method).filter((method) => method !== undefined);
    expect(order.indexOf('notifications/b')).toBeGreaterThan(order.indexOf('notifications/a'));
    expect(order.at(-1)).toBe('quick');
  });

  it('passes on what is said unasked, and takes a stream up again where it ended', async () => {
    const resumed: unknown[] = [];
    const { said, says } = doorTo(
      inSession(({ method, headers }, response) => {
        if (method !== 'GET') return accepted(response);
        resumed.push(headers['last-event-id']);
        const nth = resumed.length;
        events(response).end(
          `retry: 5\nid: ${nth}\ndata: {"jsonrpc":"2.0",\ndata: "method":"notifications/${nth}"}\n\n`,
        );
      }),
    );
    says(INITIALIZE);
    says(INITIALIZED);
    await expect
      .poll(() => said.slice(1, 3))
      .toMatchObject([{ method: 'notifications/1' }, { method: 'notifications/2' }]);
    expect(resumed.slice(0, 2)).toEqual([undefined, '1']);
  });

  it('asks for the rest of an answer whose stream was let go', async () => {
    const { said, says } = doorTo(
      inSession(({ method, headers, body }, response) => {
        if (method === 'POST') return void events(response).end('retry: 5\nid: e1\ndata:\n\n');
        if (headers['last-event-id'] !== 'e1') return void response.writeHead(405).end();
        events(response).write(`data: ${JSON.stringify({ jsonrpc: '2.0', id: 7, result: { body } })}\n\n`);
      }),
    );
    says(INITIALIZE);
    says({ id: 7, method: 'tools/call' });
    await expect.poll(() => said[1]).toMatchObject({ id: 7, result: {} });
  });

  it('opens a forgotten session again, once, and says so to nobody', async () => {
    let session = 's1';
    const { heard, said, says } = doorTo(
      inSession(
        ({ method, body }, response) =>
          method === 'GET' ? void response.writeHead(405).end() : json(response, { id: body.id, result: {} }),
        () => session,
      ),
    );
    says(INITIALIZE);
    says(INITIALIZED);
    await expect.poll(() => said.length).toBe(1);
    session = 's2';
    for (const id of [1, 2, 3]) says({ id, method: 'tools/list' });
    await expect.poll(() => said.map(({ id }) => id).sort()).toEqual([0, 1, 2, 3]);
    expect(heard.filter(({ body }) => body.method === 'initialize')).toHaveLength(2);
  });

  it('ends a session that its client did not wait for', async () => {
    const { heard, says } = doorTo(
      inSession(
        (_heard, response) => void response.writeHead(200).end(),
        () => 'late',
      ),
    );
    says(INITIALIZE);
    await expect.poll(() => heard.length).toBe(1);
    await door.close();
    expect(heard.map(({ method, headers }) => [method, headers['mcp-session-id']])).toEqual([
      ['POST', undefined],
      ['DELETE', 'late'],
    ]);
  });

  it('passes a cancel on, and waits for no answer', async () => {
    const { heard, said, says } = doorTo(
      inSession(({ method, body }, response) => {
        if (method !== 'POST') response.writeHead(405).end();
        else if (body.method === 'notifications/cancelled') accepted(response);
      }),
    );
    says(INITIALIZE);
    says({ id: 1, method: 'tools/call' });
    await expect.poll(() => heard.length).toBe(2);
    says({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await expect.poll(() => heard.at(-1)?.body.method).toBe('notifications/cancelled');
    expect(said).toHaveLength(1);
  });
});

describe('for a 2026 client', () => {
  const modern = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };

  it('repeats in headers what a message says of itself', async () => {
    const { heard, says } = doorTo(({ body }, response) => json(response, { id: body.id, result: {} }));
    says({ id: 1, method: 'tools/call', params: { name: 'größe', ...modern } });
    await expect
      .poll(() => heard[0]?.headers)
      .toMatchObject({
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': `=?base64?${Buffer.from('größe').toString('base64')}?=`,
      });
  });

  it('learns which arguments headers must repeat, when a call is refused for the lack of it', async () => {
    const inputSchema = { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } };
    const { heard, said, says } = doorTo(({ headers, body: { id, method } }, response) => {
      if (method === 'tools/list')
        events(response).end(
          `data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [{ name: 'cast', inputSchema }] } })}\n\n`,
        );
      else if (headers['mcp-param-region'] === undefined)
        json(response, { id, error: { code: -32020, message: 'missing' } });
      else json(response, { id, result: { region: headers['mcp-param-region'] } });
    });
    const params = { name: 'cast', arguments: { region: 'eu' }, ...modern };
    says({ id: 1, method: 'tools/call', params });
    await expect.poll(() => said).toMatchObject([{ id: 1, result: { region: 'eu' } }]);
    says({ id: 2, method: 'tools/call', params });
    await expect.poll(() => said[1]).toMatchObject({ id: 2, result: { region: 'eu' } });
    expect(heard.map(({ body }) => body.method)).toEqual(['tools/call', 'tools/list', 'tools/call', 'tools/call']);
  });

  it('cancels by leaving', async () => {
    let left = false;
    const { heard, said, says } = doorTo((_heard, response) => {
      events(response).write(': working\n\n');
      response.on('close', () => {
        left = true;
      });
    });
    says({ id: 1, method: 'tools/call', params: modern });
    says({ method: 'notifications/cancelled', params: { requestId: 1, ...modern } });
    says({ id: 2, method: 'tools/call', params: modern });
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    says({ method: 'notifications/cancelled', params: { requestId: 2, ...modern } });
    await expect.poll(() => left).toBe(true);
    expect([said, heard.map(({ body }) => body.method)]).toEqual([
      [],
      expect.not.arrayContaining(['notifications/cancelled']),
    ]);
  });
});

describe('when something is wrong', () => {
  it.each<[what: string, answer: (response: ServerResponse) => unknown, error: object]>([
    [
      'a problem',
      (r) => r.writeHead(503).end('{"detail":"not enabled","code":"service_not_enabled"}'),
      { code: -32603, message: 'not enabled', data: { code: 'service_not_enabled' } },
    ],
    [
      'a page',
      (r) => r.writeHead(502).end('<h1>Bad gateway</h1>'),
      { code: -32603, message: 'The request was refused (502)' },
    ],
    [
      'an error without an id',
      (r) => json(r, { id: null, error: { code: -32700, message: 'no' } }),
      { code: -32700, message: 'no' },
    ],
    [
      'a stream without an answer',
      (r) => events(r).end(': nothing\n\n'),
      { code: -32603, message: 'The stream ended before the request was answered' },
    ],
    [
      'a broken answer',
      (r) => r.writeHead(200, { 'content-length': 100 }).write('{', () => r.destroy()),
      { code: -32603 },
    ],
    [
      'an answer that is too long',
      (r) => json(r, { id: 1, result: { long: 'x'.repeat(20_000) } }),
      { code: -32603, message: 'the answer is longer than 10000 bytes' },
    ],
  ])('answers a request with an error after %s', async (_what, answer, error) => {
    const { said, says } = doorTo((_heard, response) => void answer(response));
    says({ id: 1, method: 'tools/list' });
    await expect.poll(() => said).toMatchObject([{ id: 1, error }]);
  });

  it('takes no more than it can carry', async () => {
    const { said, says } = doorTo(() => {});
    for (let id = 1; id <= 257; id += 1) says({ id, method: 'tools/list' });
    await expect
      .poll(() => said)
      .toEqual([{ jsonrpc: '2.0', id: 257, error: { code: -32603, message: 'More than 256 messages at a time' } }]);
  });
});
