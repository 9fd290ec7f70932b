import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, child } from '../mcp/testing.ts';
import { legacyServer, type TestServer } from '../testing.ts';
import { ask, askAfresh, lineTo, openSession, type TestWorkers, workersOf, workersOn } from './testing.ts';

const path = '/mcp/old';
let upstream: TestServer;
beforeAll(async () => {
  upstream = await legacyServer();
});
afterAll(() => upstream[Symbol.asyncDispose]());

const start = (settings = {}) => workersOn({ old: [{ url: upstream.url }], slow: [child(SLOW)] }, settings);
const SLOW = `setTimeout(() => say({ id, result: text('at last') }), 3000)`;
const echo = (message: string, id: unknown = 1) => call('echo', { message }, id);
const said = (message: string) => ({ status: 200, body: { result: { content: [{ type: 'text', text: message }] } } });

/** The process of a worker: they are numbered as they were started. */
async function pidOf({ pid }: TestWorkers, worker: number): Promise<number> {
  const found = (await workersOf(pid)).sort((a, b) => a - b)[worker - 1];
  if (found === undefined) throw new Error(`there is no worker ${worker}`);
  return found;
}

async function socketFolders({ temporary }: TestWorkers): Promise<string[]> {
  return (await readdir(temporary)).filter((name) => name.startsWith('mcp-registry-'));
}

describe('several workers', () => {
  it('serve 200 sessions, however often their clients connect anew', { timeout: 60_000 }, async () => {
    await using workers = await start({ workers: 3 });
    const session = async (at: number): Promise<number> => {
      const client = new Client(workers.url);
      const session = await openSession(client, path);
      await client.close();
      for (const round of [1, 2, 3]) {
        const answer = await askAfresh(workers.url, path, echo(`${at}.${round}`, at), { session });
        expect(answer).toMatchObject(said(`${at}.${round}`));
      }
      return (await askAfresh(workers.url, path, null, { session, method: 'DELETE' })).status;
    };
    const ended: number[] = [];
    for (let from = 0; from < 200; from += 25)
      ended.push(...(await Promise.all(Array.from({ length: 25 }, (_, at) => session(from + at)))));
    expect(ended).toEqual(Array.from({ length: 200 }, () => 200));
  });

  it('go on without one that was killed, until another takes its place', { timeout: 60_000 }, async () => {
    await using workers = await start();
    await using one = await lineTo(workers.url);
    await using other = await lineTo(workers.url, one.worker);
    const [lost, kept] = [await openSession(one.client, path), await openSession(other.client, path)];
    expect(await ask(other.client, path, echo('before'), { session: lost })).toMatchObject(said('before'));
    const slow = await openSession(one.client, '/mcp/slow');
    const underWay = ask(other.client, '/mcp/slow', call('do', {}, 'w'), { session: slow });
    await delay(300);
    process.kill(await pidOf(workers, one.worker), 'SIGKILL');
    // Whoever waits is told at once, and that it may have run.
    expect(await underWay).toMatchObject({
      status: 200,
      body: { id: 'w', error: { data: { code: 'upstream_closed', executed: 'maybe' } } },
    });
    expect(await ask(other.client, path, echo('on'), { session: kept })).toMatchObject(said('on'));
    expect(await ask(other.client, path, echo('off'), { session: lost })).toMatchObject({
      status: 404,
      body: { id: 1, error: { code: -32001 } },
    });
    await expect
      .poll(async () => (await askAfresh(workers.url, '/health', null, { method: 'GET' })).body, { timeout: 10_000 })
      .toMatchObject({ workers: 2 });
    await using third = await lineTo(workers.url, other.worker);
    expect(third.worker).toBe(3);
    expect(await ask(third.client, path, echo('kept'), { session: kept })).toMatchObject(said('kept'));
    expect((await ask(third.client, path, echo('off'), { session: lost })).status).toBe(404);
    expect((await askAfresh(workers.url, path, echo('off'), { session: lost })).status).toBe(404);
    expect(workers.log.filter((line) => line.includes('another takes its place'))).toHaveLength(1);
    const fresh = await openSession(third.client, path);
    expect(await ask(other.client, path, echo('new'), { session: fresh })).toMatchObject(said('new'));
  });

  it('are replaced ever more slowly when they die again and again; who comes meanwhile waits', {
    timeout: 60_000,
  }, async () => {
    await using workers = await start();
    const waits = () => workers.log.flatMap((line) => /"afterMs":(\d+)/.exec(line)?.[1] ?? []);
    for (const round of [1, 2]) {
      for (const pid of await workersOf(workers.pid)) process.kill(pid, 'SIGKILL');
      await expect.poll(() => waits().length, { timeout: 5000 }).toBe(2 * round);
      expect((await askAfresh(workers.url, '/health/live', null, { method: 'GET' })).status).toBe(200);
      await expect.poll(async () => (await workersOf(workers.pid)).length, { timeout: 5000 }).toBe(2);
      await expect
        .poll(async () => (await askAfresh(workers.url, '/health', null, { method: 'GET' })).body, { timeout: 10_000 })
        .toMatchObject({ workers: 2 });
    }
    expect(waits()).toEqual(['100', '100', '200', '200']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'all end when the primary gets %s, and leave nothing behind',
    { timeout: 60_000 },
    async (signal) => {
      await using workers = await start();
      await using one = await lineTo(workers.url);
      const session = await openSession(one.client, path);
      const [leave, headers] = [new AbortController(), { accept: 'text/event-stream', 'mcp-session-id': session }];
      const listening = await fetch(`${workers.url}${path}`, { headers, signal: leave.signal });
      const pids = await workersOf(workers.pid);
      expect([pids.length, (await socketFolders(workers)).length, listening.status]).toEqual([2, 1, 200]);
      expect(await workers.end(signal)).toBe(signal === 'SIGKILL' ? null : 0);
      await expect.poll(() => pids.filter(isAlive), { timeout: 3000 }).toEqual([]);
      await expect.poll(() => socketFolders(workers)).toEqual([]);
      leave.abort();
    },
  );

  it('end what is under way when they get SIGTERM, also what is at another', { timeout: 60_000 }, async () => {
    await using workers = await start();
    await using one = await lineTo(workers.url);
    await using other = await lineTo(workers.url, one.worker);
    const session = await openSession(one.client, '/mcp/slow');
    const calls = [one, other].map(({ client }, at) => ask(client, '/mcp/slow', call('do', {}, at), { session }));
    await delay(300);
    expect(await workers.end('SIGTERM')).toBe(0);
    expect(await Promise.all(calls)).toMatchObject([said('at last'), said('at last')]);
  });

  it('do not begin where the port is taken', { timeout: 60_000 }, async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start({ port })).rejects.toThrow(`ended with 1:\nPort ${port} on 127.0.0.1 is taken.`);
    await new Promise((closed) => server.close(closed));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
