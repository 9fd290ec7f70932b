import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../catalog/load.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { baseAddress, listAddress, type RegistryPage, walkRegistry } from '../../catalog/registry-walk.ts';
import { judgeCatalog } from '../../catalog/rules/judge.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { aSnapshotOf, registryServer, type TestVersion } from '../../proxy/registry/testing.ts';
import type { TakenIn } from '../import/take-in.ts';
import { count, emptyTally } from '../import/tally.ts';
import { readState, stateFile, writeState } from './state.ts';
import { type SyncOptions, syncRegistry } from './sync.ts';

type Servers = Record<string, TestVersion[]>;

/** The registry that is mirrored, and what it has; each change is a moment later than all before. */
let registry: Awaited<ReturnType<typeof registryServer>>;
let has: Servers;
let folder: string;

beforeEach(async () => {
  folder = writeCatalog(await mkdtemp(join(tmpdir(), 'sync-')), { 'registry.json': aRegistry });
  has = {
    'com.example/weather': [{ version: '1.0.0', at: day(1) }],
    'com.example/tides': [
      { version: '0.9.0', at: day(1) },
      { version: '1.0.0', at: day(2), status: 'deprecated' },
    ],
    'com.example/gone': [{ version: '1.0.0', at: day(2), status: 'deleted' }],
    'io.many/one': [{ version: '2026-01-01', at: day(3) }],
    'io.many/two': [{ version: '1.0.0+build.1', at: day(3) }],
  };
  registry = await registryServer(has);
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function day(number: number): string {
  return `2026-02-${String(number).padStart(2, '0')}T00:00:00Z`;
}

async function change(servers: Servers): Promise<void> {
  has = { ...has, ...servers };
  registry.state.snapshot = await aSnapshotOf(has);
}

/** Syncs once, in small pages and batches: what became of the rows that were walked. */
async function sync(over: Partial<SyncOptions> & { page?: (page: RegistryPage) => unknown } = {}): Promise<TakenIn[]> {
  const { page: eachPage = () => {}, ...options } = over;
  const file = stateFile(folder, registry.origin);
  const taken: TakenIn[] = [];
  const taking = syncRegistry({
    registry: baseAddress(registry.origin),
    folder,
    state: await readState(file, registry.origin),
    walk: async function* (asked) {
      const egress = { any: true };
      for await (const page of walkRegistry(listAddress(registry.origin), { ...asked, egress, limit: 2, gapMs: 0 })) {
        yield page;
        await eachPage(page);
      }
    },
    save: (state) => writeState(file, state),
    batch: 2,
    ...options,
  });
  for await (const some of taking) taken.push(...some);
  return taken;
}

function outcomes(taken: TakenIn[]): string[] {
  return taken.map(({ name, version, outcome }) => `${outcome} ${name.split('/')[1]} ${version}`);
}

/** Every row of a registry, deleted ones too: what was published, and all that the registry says of it. */
function rowsOf({ servers }: SnapshotIndex) {
  return servers.all.map(({ response }) => {
    const { server, _meta } = JSON.parse(response.toString('utf8'));
    return { server, official: _meta['io.modelcontextprotocol.registry/official'] };
  });
}

/** The mirror, as it would be served. */
async function mirror(): Promise<SnapshotIndex> {
  const loaded = await loadCatalog(folder);
  expect(judgeCatalog(loaded).filter(({ severity }) => severity === 'error')).toEqual([]);
  const { entries } = loaded;
  const files = encodeSnapshot(takeSnapshot({ registry: aRegistry, commit: null, at: day(28), entries }));
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}

async function expectEqual(): Promise<void> {
  expect(rowsOf(await mirror())).toEqual(rowsOf(registry.state.snapshot));
}

describe('a mirror', () => {
  it('has all there is after the first walk, and says where it is from', async () => {
    const taken = await sync({ now: () => new Date('2026-03-01T00:00:00Z') });
    const tally = emptyTally();
    count(tally, taken);
    expect(tally).toMatchObject({ read: 6, added: 6, refused: 0, mended: 0 });
    await expectEqual();
    const { entries } = await loadCatalog(folder);
    const origin = { registry: registry.origin, syncedAt: '2026-03-01T00:00:00Z' };
    for (const { listing } of entries) expect(listing.origin).toEqual(origin);
  });

  it('then asks only for what changed, and changes nothing where nothing did', async () => {
    await sync();
    const listing = join(folder, 'servers/io.many/one/listing.json');
    const before = await readFile(listing, 'utf8');
    // The overlap brings what is newest once more.
    expect(outcomes(await sync({ now: () => new Date('2027-01-01T00:00:00Z') }))).toEqual([
      'unchanged one 2026-01-01',
      'unchanged two 1.0.0+build.1',
    ]);
    expect(await readFile(listing, 'utf8')).toBe(before);
    await change({ 'io.many/three': [{ version: '1.0.0', at: day(5) }] });
    expect(outcomes(await sync())).toContain('added three 1.0.0');
    await expectEqual();
  });

  it('follows a deprecation, a deletion and a restoration', async () => {
    await sync();
    for (const [at, status] of [
      [day(5), 'deprecated'],
      [day(6), 'deleted'],
      [day(7), 'active'],
    ] as const) {
      await change({ 'com.example/weather': [{ version: '1.0.0', at, status }] });
      expect(outcomes(await sync())).toContain('updated weather 1.0.0');
      await expectEqual();
    }
  });

  it('has one latest version, though the registry does not tell that another no longer is', async () => {
    await sync();
    // The row of 1.0.0 keeps its date when it loses the flag.
    await change({
      'com.example/weather': [
        { version: '1.0.0', at: day(1) },
        { version: '1.1.0', at: day(5) },
      ],
    });
    expect(outcomes(await sync())).not.toContain('unchanged weather 1.0.0');
    const latest = (await mirror()).servers.latest.filter(({ name }) => name === 'com.example/weather');
    expect(latest.map(({ version }) => version)).toEqual(['1.1.0']);
    await expectEqual();
    // Deleted again, the flag goes back, and again only one row says so.
    await change({
      'com.example/weather': [
        { version: '1.0.0', at: day(1) },
        { version: '1.1.0', at: day(6), status: 'deleted' },
      ],
    });
    await sync();
    await expectEqual();
  });

  it('misses nothing that is published while it walks, before the walk or behind it', async () => {
    let pages = 0;
    await sync({
      page: async () => {
        pages += 1;
        if (pages !== 2) return;
        await change({
          'com.example/aaa': [{ version: '1.0.0', at: '2026-12-01T00:00:00Z' }],
          'io.many/zwo': [{ version: '1.0.0', at: '2026-12-01T00:00:01Z' }],
        });
      },
    });
    const names = (await mirror()).servers.all.map(({ name }) => name);
    expect([names.includes('com.example/aaa'), names.includes('io.many/zwo')]).toEqual([false, true]);
    await sync();
    await expectEqual();
  });

  it('goes on after a crash from the last batch that is in, and loses nothing', async () => {
    let calls = 0;
    const publish: SyncOptions['publish'] = (to, submissions) => {
      calls += 1;
      if (calls === 3) throw new Error('the disk is full');
      return publishToFolder(to, submissions);
    };
    await expect(sync({ publish })).rejects.toThrow('the disk is full');
    const state = await readState(stateFile(folder, registry.origin), registry.origin);
    expect(state).toMatchObject({ seen: null, walk: { since: null, cursor: expect.any(String) } });
    expect((await loadCatalog(folder)).entries.map(({ name }) => name)).toEqual([
      'com.example/gone',
      'com.example/tides',
      'com.example/weather',
    ]);
    expect(outcomes(await sync())).toEqual(['added one 2026-01-01', 'added two 1.0.0+build.1']);
    await expectEqual();
  });

  it('begins again when its cursor is not understood any more', async () => {
    const file = stateFile(folder, registry.origin);
    const walk = { since: null, startedAt: day(4), newest: null, cursor: 'of another time' };
    await writeState(file, { registry: registry.origin, seen: null, walk });
    expect(await sync()).toHaveLength(6);
    await expectEqual();
  });

  it('walks everything again when asked to, or what changed since some day', async () => {
    await sync();
    expect(await sync({ full: true })).toHaveLength(6);
    expect(outcomes(await sync({ since: day(1) }))).toHaveLength(4);
  });
});

describe('what is not the registry’s', () => {
  it('stays as it is, and is reported', async () => {
    writeCatalog(folder, {
      'servers/com.example/weather/0.1.0.json': aServerJson({ version: '0.1.0' }),
      'servers/com.example/weather/listing.json': aListing({
        versions: { '0.1.0': { status: 'active', publishedAt: day(1) } },
      }),
    });
    const other = { registry: 'https://other.example.com', syncedAt: day(1) };
    writeCatalog(folder, {
      'servers/io.many/one/0.1.0.json': aServerJson({ name: 'io.many/one', version: '0.1.0', remotes: [] }),
      'servers/io.many/one/listing.json': aListing({
        origin: other,
        versions: { '0.1.0': { status: 'active', publishedAt: day(1) } },
      }),
    });
    const refused = (await sync()).filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ name, problems }) => [name, problems[0]?.code, problems[0]?.message])).toEqual([
      ['com.example/weather', 'not-mirrored', 'com.example/weather is this catalog’s own'],
      ['io.many/one', 'not-mirrored', 'io.many/one is mirrored from https://other.example.com'],
    ]);
    const { entries } = await loadCatalog(folder);
    expect(entries.find(({ name }) => name === 'com.example/weather')?.versions).toHaveLength(1);
  });
});

it('tries what was refused once more at the end, when what stood against it has gone', async () => {
  const remotes = [{ type: 'streamable-http', url: 'https://moved.example.com/mcp' }];
  const row = (name: string, status: string, at: string) => ({
    server: aServerJson({ name, remotes }),
    _meta: {
      'io.modelcontextprotocol.registry/official': { status, publishedAt: day(1), updatedAt: at, isLatest: true },
    },
  });
  const pages = (...rows: unknown[]): SyncOptions['walk'] =>
    async function* () {
      for (const [index, each] of rows.entries()) {
        yield { servers: [each], next: index + 1 < rows.length ? `${index}` : null, answeredAt: null };
      }
    };
  await sync({ walk: pages(row('com.example/old', 'active', day(1))), batch: 1 });
  const moved = pages(row('com.example/new', 'active', day(2)), row('com.example/old', 'deleted', day(2)));
  expect(outcomes(await sync({ walk: moved, batch: 1 }))).toEqual(['updated old 1.0.0', 'added new 1.0.0']);
});

it('refuses rows that are no servers, names that lead elsewhere, and other content for a version it has', async () => {
  const walk: SyncOptions['walk'] = async function* () {
    const bad = [null, { server: {} }, { server: aServerJson({ name: '../../../etc/x' }) }];
    const twice = [{ server: aServerJson() }, { server: aServerJson({ description: 'Says something else' }) }];
    yield { servers: [...bad, ...twice], next: null, answeredAt: null };
  };
  const taken = await sync({ walk });
  expect(taken.map(({ outcome }) => outcome).sort()).toEqual(['added', 'refused', 'refused', 'refused', 'refused']);
  await mirror();
});
