import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomOf } from '../../../catalog/tools/testing-schemas.ts';
import { registryServer } from '../../../proxy/registry/testing.ts';
import type { Find } from '../find.ts';
import { Memory } from '../memory.ts';
import { Mirror, type MirroredServer } from './official-registry/mirror.ts';
import { ManyServers, servingMany } from './official-registry/testing-many-servers.ts';
import { isDeleted, officialRegistry } from './official-registry.ts';
import { anAround, found } from './testing-far-around.ts';

type Serving = Awaited<ReturnType<typeof servingMany>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'official-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function around({ origin }: Pick<Serving, 'origin'>, over: Parameters<typeof anAround>[0] = {}) {
  return anAround({ settings: { registries: [origin] }, folder, ...over });
}

async function find(serving: Serving, over: Parameters<typeof anAround>[0] = {}): Promise<Find[]> {
  using a = around(serving, over);
  const finds = await found(officialRegistry, a);
  expect(a.faults).toEqual([]);
  return finds;
}

/** Breaks a run off at its request of this number. */
async function brokenOff(serving: Serving, at: number): Promise<void> {
  const stop = new AbortController();
  const last = serving.asked.length + at;
  serving.before = async (count) => {
    if (count >= last) stop.abort(new Error('broken off'));
  };
  using a = around(serving, { signal: stop.signal });
  await expect(found(officialRegistry, a)).rejects.toThrow('broken off');
  serving.before = async () => {};
}

/** What is found, but for when; a line each, since many of them are compared. */
function timeless(finds: Find[]): string[] {
  return finds.map(({ at: _at, ...find }) => JSON.stringify(find));
}

/** Everything that is kept of a registry. */
async function mirrored({ origin }: Pick<Serving, 'origin'>, memory: Memory): Promise<MirroredServer[]> {
  await using mirror = await Mirror.open(memory, origin);
  const servers: MirroredServer[] = [];
  for await (const server of mirror.servers()) servers.push(server);
  return servers;
}

/** All rows, as nobody but the walk numbers them. */
function rowsOf(servers: MirroredServer[]) {
  return servers.flatMap(({ versions, latest }) =>
    versions.map(({ walk: _walk, ...row }) => JSON.stringify([row, row.version === latest.version])),
  );
}

/** A walk of everything that remembers nothing finds the same, and keeps the same rows. */
async function expectAsFresh(serving: Serving, finds: Find[]): Promise<void> {
  using a = around(serving, { folder: undefined });
  expect(timeless(finds)).toEqual(timeless(await found(officialRegistry, a)));
  const fresh = rowsOf(await mirrored(serving, a.memory));
  expect(rowsOf(await mirrored(serving, new Memory(folder)))).toEqual(fresh);
}

it('walks 25,000 servers whole, goes on where it was broken off, and then asks for changes only', {
  timeout: 180_000,
}, async () => {
  const servers = await ManyServers.make(25_000, randomOf(1));
  await using serving = await servingMany(servers);
  const rows = servers.rowsAfter(null);
  expect(rows).toBeGreaterThan(30_000);
  await brokenOff(serving, 205);
  // The rows of the last pages were added when it ended; the one that it was broken off at is asked for again. What
  // changed meanwhile is asked for in the same run.
  await find(serving, { since: new Date() });
  const sinceLast = servers.rowsAfter('2026-01-18T08:34:59.000Z');
  expect(serving.asked).toHaveLength(Math.ceil(rows / 100) + 1 + Math.ceil(sinceLast / 100));

  serving.asked.length = 0;
  const at = new Date('2026-10-01T09:00:00Z');
  servers.change(200, at);
  await serving.renew();
  const all = timeless(await find(serving));
  expect(serving.asked).toHaveLength(Math.ceil(servers.rowsAfter('2026-01-18T08:34:59.000Z') / 100));
  expect(serving.asked[0]).toContain('updated_since=2026-01-18T08%3A34%3A');
  using a = around(serving, { folder: undefined });
  expect(all).toEqual(timeless(await found(officialRegistry, a)));
});

it.each([2, 3])('comes to what a fresh walk finds, whatever happens and when, with seed %i', async (seed) => {
  const random = randomOf(seed);
  const servers = await ManyServers.make(300, random);
  await using serving = await servingMany(servers);
  for (let round = 0; round < 6; round += 1) {
    servers.change(1 + Math.floor(random() * 40), new Date());
    await serving.renew();
    // Some runs are broken off; in some the registry changes on this side and on that of where the walk is.
    if (random() < 0.5) await brokenOff(serving, 1 + Math.floor(random() * (round === 0 ? 6 : 1)));
    const changeAt = serving.asked.length + Math.floor(random() * 8);
    serving.before = async (count) => {
      if (count !== changeAt) return;
      servers.change(10, new Date());
      await serving.renew();
    };
    await find(serving);
    serving.before = async () => {};
    await expectAsFresh(serving, await find(serving));
  }
});

describe('a mirror', () => {
  async function few(seed = 5) {
    const servers = await ManyServers.make(150, randomOf(seed));
    return { servers, serving: await servingMany(servers) };
  }

  it('is walked whole again after a week, and forgets what is not there any more', async () => {
    const { servers, serving } = await few();
    await using _served = serving;
    const before = await find(serving);
    const [gone = ''] = servers.names;
    servers.forget(gone);
    await serving.renew();
    expect(await find(serving)).toHaveLength(before.length);
    const nextWeek = () => new Date(Date.now() + 8 * 86_400_000);
    const after = await find(serving, { now: nextWeek });
    expect(after).toHaveLength(before.length - 1);
    await expectAsFresh(serving, after);
  });

  it('gives with --since only the servers of which anything changed since', async () => {
    const { servers, serving } = await few();
    await using _served = serving;
    await find(serving);
    const at = new Date('2026-10-01T09:00:00Z');
    servers.change(20, at);
    await serving.renew();
    const changed = await find(serving, { since: new Date(at.getTime() - 1) });
    expect(changed.length).toBeGreaterThan(10);
    expect(changed.length).toBeLessThanOrEqual(20);
    expect(await find(serving, { since: new Date(at.getTime() + 60_000) })).toEqual([]);
  });

  it('is kept when its registry suddenly lists next to nothing', async () => {
    const { servers, serving } = await few();
    await using _served = serving;
    const before = await find(serving);
    for (const name of servers.names.slice(0, 140)) servers.forget(name);
    await serving.renew();
    using a = around(serving, { now: () => new Date(Date.now() + 8 * 86_400_000) });
    expect(await found(officialRegistry, a)).toHaveLength(before.length);
    expect(a.faults).toEqual([expect.stringMatching(/lists \d+ versions, where it had \d+/)]);
  });

  it('is not touched by a rehearsal, which finds the same', async () => {
    const { servers, serving } = await few();
    await using _served = serving;
    await find(serving);
    const kept = await mirrored(serving, new Memory(folder));
    servers.change(20, new Date());
    await serving.renew();
    const rehearsed = await find(serving, { isRehearsal: true });
    expect(await mirrored(serving, new Memory(folder))).toEqual(kept);
    expect(timeless(await find(serving))).toEqual(timeless(rehearsed));
  });

  it('is found as it was when its registry does not answer, or answers with something else', async () => {
    const { serving } = await few();
    const before = await find(serving);
    await serving[Symbol.asyncDispose]();
    using a = around(serving);
    expect(timeless(await found(officialRegistry, a))).toEqual(timeless(before));
    expect(a.faults).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('loses no row to one that was cut off in the middle', async () => {
    const { serving, servers } = await few();
    await using _served = serving;
    const before = await find(serving);
    const [own = ''] = readdirSync(folder);
    for (const file of readdirSync(join(folder, own)).filter((name) => name.startsWith('rows-')))
      appendFileSync(join(folder, own, file), '{"walk":1,"name":"com.exam');
    expect(timeless(await find(serving))).toEqual(timeless(before));
    servers.change(30, new Date());
    await serving.renew();
    await expectAsFresh(serving, await find(serving));
  });
});

it('tells of deprecated servers with the reason, of none that are deleted, and of each registry as far as it proves', async () => {
  await using registry = await registryServer({
    'com.example/gone': [{ status: 'deleted' }],
    'com.example/old': [{ status: 'deprecated' }],
    'com.example/two': [{ version: '1.9.0' }, { version: '1.10.0' }, { version: '2.0.0', status: 'deleted' }],
  });
  using a = around(registry);
  const finds = await found(officialRegistry, a);
  finds.sort((one, other) => (one.where < other.where ? -1 : 1));
  const { host } = new URL(registry.origin);
  expect(finds).toMatchObject([
    {
      where: `${registry.origin}/v0.1/servers/com.example%2Fold/versions/1.0.0`,
      nameOrigin: 'publisher',
      evidence: 'claimed',
      registry: { status: 'deprecated', isLatest: true },
      flags: [{ code: 'not-active', message: `${host} says that 1.0.0 is deprecated` }],
    },
    { server: { name: 'com.example/two', version: '1.10.0' }, registry: { status: 'active', isLatest: true } },
  ]);
  const servers = await mirrored(registry, a.memory);
  expect(servers.filter(isDeleted).map(({ name }) => name)).toEqual(['com.example/gone']);
});
