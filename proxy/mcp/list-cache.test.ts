import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { modernServer, proxyTo, sendJson, type TestInstance } from '../testing.ts';
import { InboundMessage } from './inbound.ts';
import { META, MODERN, modern } from './testing.ts';

/** A server of 2026 that says with each list how often it was asked, and how long the list may be kept, and by whom. */
async function countingServer(hint: { ttlMs: number; cacheScope: 'public' | 'private' }) {
  let asked = 0;
  const listening: ServerResponse[] = [];
  let held: Promise<void> = Promise.resolve();
  /** Answers no list before it is let go. */
  const hold = () => {
    let letGo = () => {};
    held = new Promise((resolve) => {
      letGo = resolve;
    });
    return () => letGo();
  };
  const intercept = (_request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const { id, method } = InboundMessage.parse(body);
    if (method === 'subscriptions/listen') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      listening.push(response);
      return true;
    }
    if (method !== 'tools/list') return false;
    asked += 1;
    const tools = [{ name: `tool-${asked}`, inputSchema: { type: 'object' }, _meta: { ttlMs: hint.ttlMs } }];
    const result = { resultType: 'complete', tools, ...hint };
    void held.then(() => sendJson(response, 200, { jsonrpc: '2.0', id, result }));
    return true;
  };
  const server = await modernServer({ intercept });
  const announce = () => {
    const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
    for (const response of listening) response.write(`data: ${message}\n\n`);
  };
  return Object.assign(server, { asked: () => asked, announce, hold });
}

/** Opens a stream on which a client hears of changes. */
function listenTo(url: string, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': MODERN,
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 'listening', method: 'subscriptions/listen' },
      params: { notifications: { toolsListChanged: true }, _meta: META },
    }),
    signal,
  });
}

async function listed(server: TestInstance & { asked(): number }, ...requests: Parameters<typeof modern>[2][]) {
  await using proxy = await proxyTo({ s: [server] });
  const before = server.asked();
  const replies = [];
  for (const [id, params] of requests.entries())
    replies.push(await modern(`${proxy.url}/mcp/s`, 'tools/list', params, { id }));
  return { replies, asked: server.asked() - before };
}

describe('a list that its server lets everyone keep', () => {
  it('is asked for once, and given to each with its own id and the time that is left', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    const { replies, asked } = await listed(server, {}, {}, {});
    expect(asked).toBe(1);
    expect(replies.map(({ body }) => body.id)).toEqual([0, 1, 2]);
    const [first, ...others] = replies.map(({ body }) => body.result ?? {});
    for (const other of others) {
      expect({ ...other, ttlMs: 60_000 }).toEqual(first);
      expect(other.ttlMs).toBeGreaterThan(50_000);
      expect(other.ttlMs).toBeLessThan(60_000);
    }
  });

  it('is another for another page, and for a client that can do other things', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    const abilities = { _meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } };
    expect((await listed(server, {}, { cursor: '2' }, {}, { cursor: '2' })).asked).toBe(2);
    await using proxy = await proxyTo({ s: [server] });
    const before = server.asked();
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {}, { meta: abilities._meta });
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    expect(server.asked() - before).toBe(2);
  });

  it('is asked for again when a client that listens is told that it has changed', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    await using proxy = await proxyTo({ s: [server] });
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    const leaving = new AbortController();
    const stream = await listenTo(`${proxy.url}/mcp/s`, leaving.signal);
    const before = server.asked();
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    expect(server.asked() - before).toBe(0);
    server.announce();
    await stream.body?.getReader().read();
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    expect(server.asked() - before).toBe(1);
    leaving.abort();
  });

  it('is not kept when it was asked for before a change, and came after', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    await using proxy = await proxyTo({ s: [server] });
    const leaving = new AbortController();
    await modern(`${proxy.url}/mcp/s`, 'prompts/list', {});
    const stream = await listenTo(`${proxy.url}/mcp/s`, leaving.signal);
    const before = server.asked();
    const letGo = server.hold();
    const late = modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    await expect.poll(() => server.asked() - before).toBe(1);
    server.announce();
    await stream.body?.getReader().read();
    letGo();
    await late;
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    expect(server.asked() - before).toBe(2);
    leaving.abort();
  });

  it('is not kept for who says more of itself than can be told apart', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    await using proxy = await proxyTo({ s: [server] });
    const before = server.asked();
    const meta = { 'io.modelcontextprotocol/clientCapabilities': { experimental: { x: { y: 'z'.repeat(5000) } } } };
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {}, { meta });
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {}, { meta });
    expect(server.asked() - before).toBe(2);
  });

  it('is not given to whose headers say something else', async () => {
    await using server = await countingServer({ ttlMs: 60_000, cacheScope: 'public' });
    await using proxy = await proxyTo({ s: [server] });
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
    const before = server.asked();
    await modern(`${proxy.url}/mcp/s`, 'tools/list', {}, { headers: { 'mcp-method': 'prompts/list' } });
    expect(server.asked() - before).toBe(1);
  });
});

it.each([
  { ttlMs: 0, cacheScope: 'public' as const },
  { ttlMs: 60_000, cacheScope: 'private' as const },
])('asks each time for a list with %j', async (hint) => {
  await using server = await countingServer(hint);
  expect((await listed(server, {}, {})).asked).toBe(2);
});

it('asks again when the time is over', async () => {
  await using server = await countingServer({ ttlMs: 80, cacheScope: 'public' });
  await using proxy = await proxyTo({ s: [server] });
  const before = server.asked();
  await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
  await new Promise((over) => setTimeout(over, 100));
  await modern(`${proxy.url}/mcp/s`, 'tools/list', {});
  expect(server.asked() - before).toBe(2);
});
