import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishToFolder } from '../../../catalog/publish/folder.ts';
import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import { aListing, aRegistry } from '../../../catalog/testing.ts';
import { writeCatalog } from '../../../catalog/testing-files.ts';
import { FreshSnapshot } from './fresh-snapshot.ts';
import { aServer, snapshotOf } from './testing.ts';

let folder: string;
let base: { snapshot: SnapshotIndex };
let fresh: FreshSnapshot;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fresh-'));
  writeCatalog(folder, {
    'registry.json': aRegistry,
    'servers/com.example/first/1.0.0.json': aServer('com.example/first'),
    'servers/com.example/first/listing.json': aListing({ alias: 'first' }),
  });
  base = { snapshot: await snapshotOf(folder) };
  fresh = new FreshSnapshot(base);
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = () => new Date('2026-11-28T22:00:00Z');

async function publish(name: string, version = '1.0.0') {
  const { entries } = await publishToFolder(folder, [{ server: aServer(name, version) }], { now });
  await fresh.add(entries);
}

const shown = () => fresh.snapshot.servers.all.map(({ name, version }) => `${name} ${version}`);

describe('what the registry tells of after a change', () => {
  it('is what the proxy reads, while nothing was published', () => {
    expect(fresh.snapshot).toBe(base.snapshot);
  });

  it('is that, and what was published; the rest of it is as it was', async () => {
    await publish('com.example/first', '2.0.0');
    await publish('com.example/second');
    expect(shown()).toEqual(['com.example/first 1.0.0', 'com.example/first 2.0.0', 'com.example/second 1.0.0']);
    const [before] = base.snapshot.servers.all;
    expect(fresh.snapshot.servers.all.find(({ isLatest }) => isLatest)?.version).toBe('2.0.0');
    expect(fresh.snapshot.get('first')?.versions.find(({ server }) => server.version === '1.0.0')?.publishedAt).toBe(
      base.snapshot.get('first')?.versions[0]?.publishedAt,
    );
    expect(before?.isLatest).toBe(true);
  });

  it('stays when the proxy reads a snapshot that was made before', async () => {
    const older = await snapshotOf(folder);
    await publish('com.example/second');
    base.snapshot = older;
    expect(shown()).toContain('com.example/second 1.0.0');
    await vi.waitFor(() => expect(fresh.snapshot.manifest.at).not.toBe(base.snapshot.manifest.at));
    expect(shown()).toContain('com.example/second 1.0.0');
  });

  it('is not what was taken back since, as a much later snapshot says', async () => {
    const older = await snapshotOf(folder);
    await publish('com.example/second');
    older.manifest.at = new Date(Date.now() + 11 * 60_000).toISOString();
    base.snapshot = older;
    await vi.waitFor(() => expect(fresh.snapshot).toBe(base.snapshot));
  });

  it('is what the proxy reads again, once that has it', async () => {
    await publish('com.example/second');
    base.snapshot = await snapshotOf(folder);
    await vi.waitFor(() => expect(fresh.snapshot).toBe(base.snapshot));
    expect(shown()).toEqual(['com.example/first 1.0.0', 'com.example/second 1.0.0']);
    await publish('com.example/third');
    expect(shown()).toHaveLength(3);
  });
});
