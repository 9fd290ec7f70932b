import { describe, expect, it } from 'vitest';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import { latestVersion } from '../../catalog/snapshot/snapshot.ts';
import { aSite, contentsOf, ofEveryServer } from '../testing.ts';
import { changesOf } from './changes.ts';
import { FILES, SERVER_FILES } from './index.ts';

const site = aSite();
const files = contentsOf([
  ...SERVER_FILES.flatMap((make) => ofEveryServer(make, site)),
  ...FILES.flatMap((make) => [...make(site)]),
]);
const read = (path: string) => JSON.parse(files.get(path) ?? 'null');

describe('the registry API as files', () => {
  it('lists the latest version of every server, without a cursor', () => {
    const { servers, metadata } = read('v0.1/servers/index.html');
    const live = site.snapshot.entries.filter((entry) => latestVersion(entry).status !== 'deleted');
    expect(servers.map(({ server }: { server: { name: string } }) => server.name)).toEqual(
      live.map(({ name }) => name),
    );
    expect(metadata).toEqual({ count: live.length });
  });

  it('has a file for each version, and the latest twice', () => {
    const folder = 'v0.1/servers/com.example/old/versions';
    expect(read(`${folder}/latest`)._meta[OFFICIAL_META]).toMatchObject({ status: 'deprecated', isLatest: true });
    expect(files.get(`${folder}/1.0.0`)).toBe(files.get(`${folder}/latest`));
    expect(read(`${folder}/index.html`)).toMatchObject({ servers: [read(`${folder}/latest`)], metadata: { count: 1 } });
  });

  it('has none of what was deleted', () => {
    expect([...files.keys()].filter((path) => path.includes('com.example/gone') && path.startsWith('v0.1/'))).toEqual(
      [],
    );
  });
});

describe('the catalog in few files', () => {
  it('is named by index.json, and each name says what is in it', () => {
    const index = read('index.json');
    for (const path of [...index.lists, index.facets, index.changes]) expect(files.has(path), path).toBe(true);
    expect(index.bundle).toMatch(/^bundle\.[0-9a-f]{12}\.json\.gz$/);
    expect(files.has(index.bundle)).toBe(true);
    expect(index.lists.flatMap(read)).toHaveLength(site.cards.length);
    expect(read(index.facets).facets.map(({ id }: { id: string }) => id)).toContain('category');
  });

  it('tells what became of versions, by month', () => {
    const all = changesOf(site.snapshot);
    expect(all.length).toBeGreaterThanOrEqual(site.snapshot.entries.length);
    const { months, changes } = read('changes/latest.json');
    const lines = months.flatMap((path: string) => (files.get(path) ?? '').trim().split('\n'));
    expect(lines).toHaveLength(all.length);
    expect(changes).toHaveLength(Math.min(100, all.length));
    expect(changes[0]).toEqual(all[0]);
    expect(lines.map((line: string) => JSON.parse(line).at).toSorted()).toEqual(all.map(({ at }) => at).toReversed());
  });
});
