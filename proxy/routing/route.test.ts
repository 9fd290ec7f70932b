import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { call, child, modern, open, post } from '../mcp/testing.ts';
import type { RunningProxy } from '../server.ts';
import { legacyServer, modernServer, proxyTo, type TestServer } from '../testing.ts';

/** Calls a tool by REST: the status, who answered, and the problem where there is one. */
async function rest({ url }: RunningProxy, tool: string, args: object = {}) {
  const began = performance.now();
  const answer = await fetch(`${url}/api/services/s/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tool, args }),
  });
  const body: { code?: string; executed?: string; attempts?: number } = await answer.json();
  const { status, headers } = answer;
  const ms = performance.now() - began;
  return { status, ...body, instance: headers.get('mcp-instance'), tries: headers.get('mcp-attempts'), ms };
}

const echo = { message: 'hi' };
const portOf = ({ url }: TestServer) => Number(new URL(url).port);
const isToolCall = (body: unknown) => JSON.stringify(body)?.includes('"tools/call"') ?? false;

/** A server that can be made to leave its calls, and its checks, without an answer. */
async function aServer(kind: typeof legacyServer, port?: number) {
  const silent: { calls: boolean; all: boolean; held: ServerResponse[] } = { calls: false, all: false, held: [] };
  const server = await kind({
    ...(port === undefined ? {} : { port }),
    intercept: (_request, response, body) => {
      const isHeld = silent.all || (silent.calls && isToolCall(body));
      if (isHeld) silent.held.push(response);
      return isHeld;
    },
  });
  return Object.assign(server, { silent });
}

describe.each([
  ['2025', legacyServer],
  ['2026', modernServer],
])('a call, with servers of %s', (_era, kind) => {
  it('goes elsewhere when its instance is gone, and comes back to it', async () => {
    await using second = await kind();
    const first = await kind();
    await using proxy = await proxyTo({ s: [first, second] }, { health: { slowStartMs: 1 } });
    await first[Symbol.asyncDispose]();
    for (let n = 0; n < 10; n += 1)
      expect(await rest(proxy, 'echo', echo)).toMatchObject({ status: 200, instance: 'i1' });
    await using _back = await kind({ port: portOf(first) });
    await vi.waitFor(async () => expect((await rest(proxy, 'echo', echo)).instance).toBe('i0'), { timeout: 5000 });
  });

  it('waits for the only instance, when that was up a moment ago', async () => {
    const only = await kind();
    await using proxy = await proxyTo({ s: [only] });
    await only[Symbol.asyncDispose]();
    const waiting = rest(proxy, 'wait', { ms: 1 });
    await delay(700);
    await using _back = await kind({ port: portOf(only) });
    expect(await waiting).toMatchObject({ status: 200, instance: 'i0' });
  });

  it('is told to come back when nobody returns in time', async () => {
    const only = await kind();
    await using proxy = await proxyTo({ s: [only] }, { health: { waitMs: 300 } });
    await only[Symbol.asyncDispose]();
    const answers = [await rest(proxy, 'echo', echo), await rest(proxy, 'echo', echo)];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 503, code: 'no_healthy_instance', executed: 'no' });
    expect(answers[0]?.ms).toBeLessThan(1500);
  });

  it('leaves an instance that hangs, when its tool only reads; another tool may have run', async () => {
    await using hanging = await aServer(kind);
    await using other = await kind();
    await using proxy = await proxyTo({ s: [hanging, other] }, {}, { timeoutMs: 1500 });
    for (let n = 0; n < 20; n += 1) await rest(proxy, 'echo', echo);
    hanging.silent.all = true;
    const writing = Array.from({ length: 20 }, () => rest(proxy, 'wait', { ms: 1 }));
    const reading = Array.from({ length: 20 }, () => rest(proxy, 'echo', echo));
    for (const answer of await Promise.all(reading)) expect(answer).toMatchObject({ status: 200, instance: 'i1' });
    const written = await Promise.all(writing);
    const lost = written.filter(({ status }) => status !== 200);
    expect(lost.length).toBeGreaterThan(0);
    for (const answer of lost) expect(answer).toMatchObject({ code: 'upstream_timeout', executed: 'maybe' });
    expect(proxy.router.instances[0]?.changes.at(-1)).toMatchObject({ reason: 'timeout' });
  });

  it('that is slow takes nobody out of use', async () => {
    await using slow = await aServer(kind);
    await using other = await aServer(kind);
    await using proxy = await proxyTo({ s: [slow, other] }, {}, { timeoutMs: 1200 });
    slow.silent.calls = true;
    other.silent.calls = true;
    await Promise.all(Array.from({ length: 6 }, () => rest(proxy, 'echo', echo)));
    expect(proxy.router.instances.flatMap(({ changes }) => changes.map(({ reason }) => reason))).toEqual(['ok', 'ok']);
  });

  it('at the last instance waits, however old it is', async () => {
    await using only = await aServer(kind);
    await using proxy = await proxyTo({ s: [only] });
    only.silent.all = true;
    const waiting = rest(proxy, 'echo', echo);
    await delay(800);
    expect(proxy.router.instances[0]?.isOpen).toBe(true);
    for (const response of only.silent.held) response.destroy();
    only.silent.all = false;
    expect((await waiting).status).toBe(200);
  });

  it('is not tried again beyond the budget', async () => {
    await using broken = await kind({
      intercept: (_request, response, body) => {
        if (isToolCall(body)) response.destroy();
        return isToolCall(body);
      },
    });
    await using proxy = await proxyTo(
      { s: [broken] },
      { retries: { ratio: 0, reserve: 1 }, health: { failures: 1000 } },
    );
    const tries = [await rest(proxy, 'echo', echo), await rest(proxy, 'echo', echo)].map(({ attempts }) => attempts);
    expect(tries).toEqual([2, 1]);
  });
});

describe('bytes', () => {
  it('of a 2025 session move with it to another instance, and its client sees nothing of that', async () => {
    const servers = [await legacyServer(), await legacyServer()];
    await using proxy = await proxyTo({ s: servers });
    const url = `${proxy.url}/mcp/s`;
    const session = await open(url);
    await post(url, call('echo', echo), session);
    const used = servers.findIndex(({ methods }) => methods.includes('tools/call'));
    await servers[used]?.[Symbol.asyncDispose]();
    for (let n = 0; n < 3; n += 1) {
      const { status, body } = await post(url, call('echo', echo, n), session);
      expect([status, body.result]).toEqual([200, { content: [{ type: 'text', text: 'hi' }] }]);
    }
    expect(servers[1 - used]?.methods.slice(0, 4)).toContain('notifications/initialized');
    await servers[1 - used]?.[Symbol.asyncDispose]();
  });

  it('of a 2025 session wait for its only instance', async () => {
    const only = await legacyServer();
    await using proxy = await proxyTo({ s: [only] });
    const url = `${proxy.url}/mcp/s`;
    const session = await open(url);
    await only[Symbol.asyncDispose]();
    const waiting = post(url, call('wait', { ms: 1 }), session);
    await delay(500);
    await using _back = await legacyServer({ port: portOf(only) });
    expect((await waiting).body.result).toBeDefined();
  });

  it('of 2026 leave an instance that hangs', async () => {
    await using hanging = await aServer(modernServer);
    await using other = await modernServer();
    await using proxy = await proxyTo({ s: [hanging, other] });
    hanging.silent.all = true;
    const url = `${proxy.url}/mcp/s`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => modern(url, 'tools/call', { name: 'echo', arguments: echo })),
    );
    for (const { body } of answers) expect(body.result).toMatchObject({ content: [{ text: 'hi' }] });
  });

  it('of more calls than a service may have wait in line, and beyond that are told to come back', async () => {
    await using slow = await modernServer();
    await using proxy = await proxyTo({ s: [slow] }, {}, { maxConcurrent: 1, queue: 1 });
    const url = `${proxy.url}/mcp/s`;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => modern(url, 'tools/call', { name: 'wait', arguments: { ms: 100 } })),
    );
    const codes = answers.map(({ body }) => body.error?.data?.code ?? 'ok');
    expect(codes.toSorted()).toEqual(['ok', 'ok', 'overloaded', 'overloaded']);
  });
});

describe('a caller who asks for less time', () => {
  const KEY = 'com.example.registry/timeoutMs';
  const wait = { name: 'wait', arguments: { ms: 3000 } };

  it.each([
    [
      'bytes of 2026',
      modernServer,
      (url: string) => modern(`${url}/mcp/s`, 'tools/call', wait, { meta: { [KEY]: 100 } }),
    ],
    [
      'bytes of 2025',
      legacyServer,
      async (url: string) =>
        post(
          `${url}/mcp/s`,
          { ...call('wait'), params: { ...wait, _meta: { [KEY]: 100 } } },
          await open(`${url}/mcp/s`),
        ),
    ],
    [
      'a bridge from 2025 to 2026',
      modernServer,
      async (url: string) =>
        post(
          `${url}/mcp/s`,
          { ...call('wait'), params: { ...wait, _meta: { [KEY]: 100 } } },
          await open(`${url}/mcp/s`),
        ),
    ],
    [
      'a bridge from 2026 to 2025',
      legacyServer,
      (url: string) => modern(`${url}/mcp/s`, 'tools/call', wait, { meta: { [KEY]: 100 } }),
    ],
    [
      'a face of all',
      legacyServer,
      (url: string) => modern(`${url}/mcp/all`, 'tools/call', { ...wait, name: 's__wait' }, { meta: { [KEY]: 100 } }),
    ],
  ])('gets it, by %s', async (_way, kind, ask) => {
    await using server = await kind();
    await using proxy = await proxyTo({ s: [server] });
    await modern(`${proxy.url}/mcp/all`, 'tools/list');
    const began = performance.now();
    const { body } = await ask(proxy.url);
    expect(body.error?.data).toMatchObject({ code: 'upstream_timeout', executed: 'maybe' });
    expect(performance.now() - began).toBeLessThan(1500);
  });

  it.each([
    ['2025', legacyServer],
    ['2026', modernServer],
  ])('waits no longer for an instance of %s to come back, and is told that nothing ran', async (era, kind) => {
    await using server = await kind();
    await using proxy = await proxyTo({ s: [server] });
    const url = `${proxy.url}/mcp/s`;
    const session = era === '2025' ? await open(url) : {};
    await server[Symbol.asyncDispose]();
    const began = performance.now();
    const { body } =
      era === '2025'
        ? await post(url, { ...call('wait'), params: { ...wait, _meta: { [KEY]: 300 } } }, session)
        : await modern(url, 'tools/call', wait, { meta: { [KEY]: 300 } });
    expect(body.error?.data).toMatchObject({ code: 'no_healthy_instance', executed: 'no' });
    expect(performance.now() - began).toBeLessThan(1500);
  });

  it('gets it by REST and by call_tool, and is told what is no time', async () => {
    await using server = await modernServer();
    await using proxy = await proxyTo({ s: [server] });
    const body = JSON.stringify({ tool: 'wait', args: { ms: 3000 }, timeoutMs: 100 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${proxy.url}/api/services/s/call`, { method: 'POST', headers, body });
    expect(answer.status).toBe(504);
    const calling = { name: 'call_tool', arguments: { service: 's', tool: 'wait', args: { ms: 3000 } } };
    const late = await modern(`${proxy.url}/mcp`, 'tools/call', calling, { meta: { [KEY]: 100 } });
    expect(late.body.result).toMatchObject({ isError: true, structuredContent: { code: 'upstream_timeout' } });
    const wrong = await modern(`${proxy.url}/mcp/s`, 'tools/call', wait, { meta: { [KEY]: 'soon' } });
    expect(wrong.body.error?.message).toContain('a number of milliseconds');
  });
});

describe('a service that hedges', () => {
  it('asks a second instance when the first is late, and takes the first answer, for tools that only read', async () => {
    await using late = await aServer(modernServer);
    await using other = await modernServer();
    await using proxy = await proxyTo({ s: [late, other] }, { health: { hang: { floorMs: 60_000 } } }, { hedge: true });
    for (let n = 0; n < 40; n += 1) await rest(proxy, 'echo', echo);
    late.silent.calls = true;
    const answers = await Promise.all(Array.from({ length: 10 }, () => rest(proxy, 'echo', echo)));
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, instance: 'i1' });
    expect(late.silent.held.length).toBeGreaterThan(0);
    expect(proxy.router.instances.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
    expect(proxy.router.instances.flatMap(({ changes }) => changes.map(({ reason }) => reason))).toEqual(['ok', 'ok']);
  });
});

describe('closing', () => {
  it('lets calls that are under way end, and takes no new ones', async () => {
    await using server = await modernServer();
    const proxy = await proxyTo({ s: [server] });
    const under = rest(proxy, 'wait', { ms: 400 });
    await delay(100);
    const closed = proxy.close(5000);
    await expect(rest(proxy, 'echo', echo)).rejects.toThrow();
    expect(await under).toMatchObject({ status: 200 });
    await closed;
  });
});

describe('a process', () => {
  it('that has ended is started again at once, and the next call need not wait long for it', async () => {
    await using proxy = await proxyTo({
      s: [child(`if (params.arguments.die) process.exit(1); say({ id, result: text(String(process.pid)) })`)],
    });
    expect(await rest(proxy, 'do', { die: true })).toMatchObject({
      status: 502,
      code: 'upstream_closed',
      executed: 'maybe',
    });
    expect(await rest(proxy, 'do')).toMatchObject({ status: 200, tries: '1' });
    expect(proxy.router.instances[0]?.changes.map(({ reason }) => reason)).toEqual(['ok', 'crashed', 'ok']);
  });
});
