import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot, SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import { anIncident, aStatus, aToolsChange } from '../../catalog/testing.ts';
import { siteParts } from '../../site/build.ts';
import { contentOf, piecesOf } from '../../site/made-file.ts';
import { aSnapshot, someAssets } from '../../site/testing.ts';
import { ROOT } from '../command.ts';
import type { BuiltAssets } from './assets.ts';
import { BuildMemory, type Parts } from './build-memory.ts';
import type { BuiltParts } from './built-part.ts';
import { renderSite } from './render-site.ts';
import { sharedWith } from './shared-with.ts';
import { withManifest } from './site-manifest.ts';
import { writeBuild } from './write-build.ts';
import type { Batch } from './write-folder.ts';

const assets: BuiltAssets = {
  names: someAssets,
  files: new Map(),
  guide: new Map(),
  draw: async (svg) => Buffer.from(svg),
};

let folder = '';
beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/build-memory-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NAME = 'com.example/ok';

function withEntry(snapshot: Snapshot, change: (entry: SnapshotEntry) => SnapshotEntry, of = NAME): Snapshot {
  return { ...snapshot, entries: snapshot.entries.map((entry) => (entry.name === of ? change(entry) : entry)) };
}

function asDown(entry: SnapshotEntry): SnapshotEntry {
  return { ...entry, status: aStatus({ server: entry.name, health: 'unhealthy', reason: 'tls' }) };
}

function withServer(snapshot: Snapshot, server: object): Snapshot {
  return withEntry(snapshot, (entry) => ({
    ...entry,
    versions: entry.versions.map((version) => ({ ...version, server: { ...version.server, ...server } })),
  }));
}

function withStatus(snapshot: Snapshot, status: 'active' | 'deprecated' | 'deleted'): Snapshot {
  return withEntry(snapshot, (entry) => ({
    ...entry,
    versions: entry.versions.map((version) => ({ ...version, status })),
  }));
}

/** The same object, its members in the other order. */
function turned<Value extends object>(value: Value): Value {
  return Object.assign(
    {},
    ...Object.entries(value)
      .toReversed()
      .map(([key, member]) => ({ [key]: member })),
  );
}

/** What may become of a catalog between two builds. */
const CHANGES: Record<string, (snapshot: Snapshot) => Snapshot> = {
  'a server goes down': (snapshot) => withEntry(snapshot, asDown),
  'a description': (snapshot) => withServer(snapshot, { description: 'Says something else.' }),
  'a title that another server has': (snapshot) => withServer(snapshot, { title: 'Many 7' }),
  'a category': (snapshot) =>
    withEntry(snapshot, (entry) => ({ ...entry, listing: { ...entry.listing, categories: ['search'] } })),
  'an owner': (snapshot) =>
    withEntry(snapshot, (entry) => ({
      ...entry,
      listing: { ...entry.listing, owners: [{ githubId: 7, login: 'acme', since: '2026-11-01T00:00:00Z' }] },
    })),
  'a version that is deprecated': (snapshot) => withStatus(snapshot, 'deprecated'),
  'a server that is deleted': (snapshot) => withStatus(snapshot, 'deleted'),
  'and is back': (snapshot) => withStatus(snapshot, 'active'),
  'the order of members': (snapshot) =>
    withEntry(snapshot, (entry) => ({
      ...entry,
      versions: entry.versions.map((version) => ({ ...version, server: turned(version.server) })),
    })),
  'hints of tools': (snapshot) =>
    withEntry(snapshot, (entry) => {
      const tools = entry.tools?.tools.map((tool) => ({ ...tool, readOnly: !tool.readOnly })) ?? [];
      return { ...entry, tools: entry.tools && { ...entry.tools, tools } };
    }),
  'a definition of a tool': (snapshot) => ({
    ...snapshot,
    definitions: new Map([...snapshot.definitions].map(([name, tools]) => [name, tools.slice(1)])),
  }),
  'an incident': (snapshot) => ({
    ...snapshot,
    histories: new Map(snapshot.histories).set(NAME, {
      ...{ incidents: [anIncident()], toolChanges: [aToolsChange()], evidence: [] },
    }),
  }),
  'answers of a day': (snapshot) => ({
    ...snapshot,
    latencies: new Map(snapshot.latencies).set(NAME, {
      answers: [{ at: snapshot.at, latencyMs: 12 }],
      days: [{ date: snapshot.at.slice(0, 10), latencyMs: { p50: 12, p95: 12 } }],
    }),
  }),
  'runs of the probe': (snapshot) => ({ ...snapshot, runs: [] }),
  'a server less': (snapshot) => ({ ...snapshot, entries: snapshot.entries.toSpliced(3, 1) }),
  'a server more': (snapshot) => {
    const [first] = snapshot.entries;
    return { ...snapshot, entries: first ? [{ ...first, name: 'aa.first/one' }, ...snapshot.entries] : [] };
  },
  'where calls go': (snapshot) => ({
    ...snapshot,
    registry: { ...snapshot.registry, proxyUrl: 'https://calls.example.com' },
  }),
  'the name of the registry': (snapshot) => ({ ...snapshot, registry: { ...snapshot.registry, title: 'Another' } }),
  'the commit': (snapshot) => ({ ...snapshot, commit: 'b'.repeat(40) }),
  'the day': (snapshot) => ({ ...snapshot, at: new Date(Date.parse(snapshot.at) + 86_400_000).toISOString() }),
};

/** All files of a site that is built for the first time, of objects that no build has seen. */
async function anew(snapshot: Snapshot, render: Render = whole): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const batch of withManifest(render(structuredClone(snapshot)), snapshot.commit))
    for (const file of filesIn(batch)) files.set(file[0], Buffer.concat(piecesOf(contentOf(file))).toString('base64'));
  return files;
}

type Render = (snapshot: Snapshot) => BuiltParts;
const whole: Render = (snapshot) => renderSite(snapshot, assets);
/** The same as if there were thousands of servers, without what is beside the site. */
const lean: Render = (snapshot) => siteParts(snapshot, { assets: assets.names, guide: assets.guide, leanFrom: 1 });

function written(out: string): Map<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name)).filter((path) => !path.endsWith('.nojekyll'));
  return new Map(paths.map((path) => [path.slice(out.length + 1), readFileSync(path, 'base64')]));
}

/** The catalog without most of the servers that only make its lists long. */
function withFew(snapshot: Snapshot): Snapshot {
  return { ...snapshot, entries: snapshot.entries.filter(({ name }) => !/many\/s\d\d/.test(name)) };
}

/** Builds what becomes of a catalog, again and again, and each time expects what a first build gives; tells how many files changed. */
async function startBuilding(out: string, render: Render = whole) {
  const memory = new BuildMemory();
  let before = aSnapshot();
  return async (change: (snapshot: Snapshot) => Snapshot, what: string): Promise<number> => {
    const snapshot = sharedWith(before, structuredClone(change(before)));
    before = snapshot;
    const { written: count } = await writeBuild(out, render(snapshot), { commit: snapshot.commit, memory });
    const [is, should] = [written(out), await anew(snapshot, render)];
    expect([...is.keys()].sort(), what).toEqual([...should.keys()].sort());
    for (const [path, bytes] of should) expect(is.get(path) === bytes, `${what}: ${path}`).toBe(true);
    return count;
  };
}

describe('a build that remembers the one before', () => {
  /** One change after the other, each built upon what the one before has left. */
  describe.each([
    ['a small catalog', whole],
    ['one of thousands', lean],
  ])('gives the same bytes as one that does not: %s', (name, render) => {
    let next: Awaited<ReturnType<typeof startBuilding>>;
    beforeAll(async () => {
      next = await startBuilding(join(folder, name), render);
      await next(() => withFew(aSnapshot()), 'the first time');
    });
    it.each(Object.entries(CHANGES))('%s', async (what, change) => {
      expect(await next(change, what)).toBeGreaterThan(0);
    });
    it('nothing', async () => {
      expect(await next((snapshot) => snapshot, 'nothing')).toBe(0);
    });
  });

  it('gives the same bytes where a list has several pages, and one goes down to the last', async () => {
    const next = await startBuilding(join(folder, 'many'));
    await next((snapshot) => snapshot, 'the first time');
    const goesDown = (snapshot: Snapshot) => withEntry(snapshot, asDown, 'com.example.many/s3');
    expect(await next(goesDown, 'one goes down')).toBeGreaterThan(0);
  });

  it('does not make what is made from the same', async () => {
    const [snapshot, before] = [aSnapshot(), new Map()];
    const made = async () => {
      const [paths, after]: [string[], Parts] = [[], new Map()];
      for await (const batch of withManifest(renderSite(snapshot, assets), snapshot.commit, { before, after }))
        for (const [path] of filesIn(batch)) paths.push(path);
      for (const [name, part] of after) before.set(name, part);
      return paths;
    };
    expect((await made()).filter((path) => path.includes(NAME))).not.toEqual([]);
    expect((await made()).filter((path) => path.includes(NAME))).toEqual([]);
  });

  describe('after one that failed', () => {
    const [snapshot, commit] = [aSnapshot(), 'a'.repeat(40)];
    const parts = (of = snapshot) => renderSite(of, assets);
    function* failing(some: BuiltParts) {
      for (const part of some) {
        if ('name' in part && part.name.includes(NAME)) throw new Error('disk full');
        yield part;
      }
    }

    it('makes again what could not be written', async () => {
      const [out, memory] = [join(folder, 'failed'), new BuildMemory()];
      await expect(writeBuild(out, failing(parts()), { commit, memory })).rejects.toThrow('disk full');
      await writeBuild(out, parts(), { commit, memory });
      expect(written(out)).toEqual(await anew(snapshot));
    });

    it('writes all of it where the folder had been taken away before', async () => {
      const [out, memory] = [join(folder, 'taken-and-failed'), new BuildMemory()];
      await writeBuild(out, parts(), { commit, memory });
      await rm(out, { recursive: true });
      await expect(writeBuild(out, failing(parts()), { commit, memory })).rejects.toThrow('disk full');
      await writeBuild(out, parts(), { commit, memory });
      expect(written(out)).toEqual(await anew(snapshot));
    });

    it('deletes what could not be deleted', async () => {
      const [out, memory] = [join(folder, 'not-deleted'), new BuildMemory()];
      const fewer = { ...snapshot, entries: snapshot.entries.filter(({ name }) => name !== NAME) };
      await writeBuild(out, parts(), { commit, memory });
      const stale = join(out, 'server', NAME, 'index.html');
      await rm(stale);
      await mkdir(stale);
      await expect(writeBuild(out, parts(fewer), { commit, memory })).rejects.toThrow();
      await rm(stale, { recursive: true });
      await writeBuild(out, parts(fewer), { commit, memory });
      expect(written(out)).toEqual(await anew(fewer));
    });
  });
});

function filesIn(batch: Batch) {
  return 'files' in batch ? [...batch.files] : [];
}
