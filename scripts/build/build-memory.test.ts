import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot, SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import { anIncident, aToolsChange } from '../../catalog/testing.ts';
import { aSnapshot, someAssets } from '../../site/testing.ts';
import { ROOT } from '../command.ts';
import type { BuiltAssets } from './assets.ts';
import { BuildMemory } from './build-memory.ts';
import { renderSite } from './render-site.ts';
import { sharedWith } from './shared-with.ts';
import { withManifest } from './site-manifest.ts';
import { bytesOf, writeFolder } from './write-folder.ts';

const assets: BuiltAssets = { names: someAssets, files: new Map(), guide: new Map(), draw: (svg) => Buffer.from(svg) };

let folder = '';
beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  folder = await mkdtemp(join(ROOT, '.cache/build-memory-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NAME = 'com.example/ok';

function withEntry(snapshot: Snapshot, change: (entry: SnapshotEntry) => SnapshotEntry): Snapshot {
  return { ...snapshot, entries: snapshot.entries.map((entry) => (entry.name === NAME ? change(entry) : entry)) };
}

function withServer(snapshot: Snapshot, server: object): Snapshot {
  return withEntry(snapshot, (entry) => ({
    ...entry,
    versions: entry.versions.map((version) => ({ ...version, server: { ...version.server, ...server } })),
  }));
}

/** What may become of a catalog between two builds. */
const CHANGES: Record<string, (snapshot: Snapshot) => Snapshot> = {
  'a server goes down': (snapshot) =>
    withEntry(snapshot, (entry) => ({
      ...entry,
      status: entry.status && { ...entry.status, health: 'unhealthy', reason: 'tls' },
    })),
  'a description': (snapshot) => withServer(snapshot, { description: 'Says something else.' }),
  'a title that another server has': (snapshot) => withServer(snapshot, { title: 'Many 7' }),
  'a category': (snapshot) =>
    withEntry(snapshot, (entry) => ({ ...entry, listing: { ...entry.listing, categories: ['search'] } })),
  'an owner': (snapshot) =>
    withEntry(snapshot, (entry) => ({
      ...entry,
      listing: { ...entry.listing, owners: [{ githubId: 7, login: 'acme', since: '2026-11-01T00:00:00Z' }] },
    })),
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
    answers: new Map(snapshot.answers).set(NAME, [{ at: snapshot.at, latencyMs: 12 }]),
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
function anew(snapshot: Snapshot): Map<string, string> {
  const files = withManifest(renderSite(structuredClone(snapshot), assets), snapshot.commit);
  return new Map([...files].map((file) => [file[0], Buffer.from(bytesOf(file)).toString('base64')]));
}

async function written(out: string): Promise<Map<string, string>> {
  const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name)).filter((path) => !path.endsWith('.nojekyll'));
  return new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => {
        return [path.slice(out.length + 1), await readFile(path, 'base64')];
      }),
    ),
  );
}

describe('a build that remembers the one before', () => {
  it('gives the same bytes as one that does not, whatever changed', async () => {
    const [out, memory] = [join(folder, 'out'), new BuildMemory()];
    let before = aSnapshot();
    const next = async (change: (snapshot: Snapshot) => Snapshot, what: string) => {
      const snapshot = sharedWith(before, structuredClone(change(before)));
      before = snapshot;
      const { written: count } = await writeFolder(
        out,
        withManifest(renderSite(snapshot, assets), snapshot.commit, memory),
      );
      const [is, should] = [await written(out), anew(snapshot)];
      expect([...is.keys()].sort(), what).toEqual([...should.keys()].sort());
      for (const [path, bytes] of should) expect(is.get(path) === bytes, `${what}: ${path}`).toBe(true);
      return count;
    };
    await next((snapshot) => snapshot, 'the first time');
    for (const [what, change] of Object.entries(CHANGES)) expect(await next(change, what), what).toBeGreaterThan(0);
    expect(await next((snapshot) => snapshot, 'nothing')).toBe(0);
  });

  it('does not make what is made from the same', async () => {
    const memory = new BuildMemory();
    const snapshot = aSnapshot();
    const made = () => {
      const files = [...withManifest(renderSite(snapshot, assets), snapshot.commit, memory)];
      return files.filter(([, , about]) => about !== 'unchanged').map(([path]) => path);
    };
    expect(made().filter((path) => path.includes(NAME))).not.toEqual([]);
    expect(made().filter((path) => path.includes(NAME))).toEqual([]);
  });

  it('brings back what somebody took away', async () => {
    const [out, memory, snapshot] = [join(folder, 'taken'), new BuildMemory(), aSnapshot()];
    const build = () => writeFolder(out, withManifest(renderSite(snapshot, assets), snapshot.commit, memory));
    await build();
    const page = join(out, 'server', NAME, 'index.html');
    const before = await readFile(page, 'utf8');
    await rm(page);
    expect((await build()).written).toBe(1);
    expect(await readFile(page, 'utf8')).toBe(before);
  });

  it('makes again what could not be written', async () => {
    const [out, memory, snapshot] = [join(folder, 'failed'), new BuildMemory(), aSnapshot()];
    const files = () => withManifest(renderSite(snapshot, assets), snapshot.commit, memory);
    function* failing() {
      for (const file of files()) {
        if (file[0] === `server/${NAME}/index.html`) throw new Error('disk full');
        yield file;
      }
    }
    await expect(writeFolder(out, failing())).rejects.toThrow('disk full');
    await writeFolder(out, files());
    expect(await written(out)).toEqual(anew(snapshot));
  });
});
