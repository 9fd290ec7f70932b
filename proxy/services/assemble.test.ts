import { beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../config.ts';
import { assemble } from './assemble.ts';
import type { InstanceSpec } from './service.ts';
import { type Found, plainServer } from './sources/source.ts';

let snapshot: SnapshotIndex;
beforeAll(async () => {
  const entries = ['weather', 'time'].map((alias) =>
    anEntry({ server: { name: `com.example/${alias}` }, listing: { alias } }),
  );
  const files = encodeSnapshot(
    takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries }),
  );
  snapshot = await SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
});

const spec = (id: string): InstanceSpec => ({
  id,
  transport: 'streamable-http',
  address: 'http://10.0.0.1/mcp',
  location: 'remote',
  target: { transport: 'streamable-http', http: { url: 'http://10.0.0.1/mcp', headers: {}, egress: { any: true } } },
});

function aFound(name: string, { slug = name, id = `found-${name}`, origin = `container ${name}` } = {}): Found {
  return { origin, slug, server: plainServer(name), instances: [spec(id)], variables: [] };
}

function put(found: Found[], services: object[] = []) {
  const at = '2026-11-22T00:00:00.000Z';
  const { services: all, leftOut } = assemble({
    config: ProxyConfig.parse({ services }),
    folder: '/',
    snapshot,
    found,
    at,
  });
  const shown = all.map(({ name, entry, inCatalog, instances }) => ({
    name,
    server: entry.name,
    inCatalog,
    instances: instances.map(({ id }) => id),
  }));
  return { all, shown, leftOut };
}

describe('what is found', () => {
  it('is one more instance of the entry of its name, whether it is named in full or by its alias', () => {
    const { shown } = put(
      [aFound('com.example/weather', { id: 'a' }), aFound('weather', { id: 'b' })],
      [{ name: 'weather' }],
    );
    expect(shown).toEqual([
      { name: 'weather', server: 'com.example/weather', inCatalog: true, instances: ['remote-0', 'a', 'b'] },
    ]);
  });

  it('is all there is of an entry that the operator has not enabled', () => {
    const { shown } = put([aFound('time')]);
    expect(shown).toEqual([{ name: 'time', server: 'com.example/time', inCatalog: true, instances: ['found-time'] }]);
  });

  it('is a service of its own where no entry has its name', () => {
    const { shown, all } = put([aFound('books'), aFound('com.acme/maps', { slug: 'maps' })]);
    expect(shown).toEqual([
      { name: 'books', server: 'books', inCatalog: false, instances: ['found-books'] },
      { name: 'maps', server: 'com.acme/maps', inCatalog: false, instances: ['found-com.acme/maps'] },
    ]);
    expect(all[0]?.entry.versions[0]).toMatchObject({ publishedAt: '2026-11-22T00:00:00.000Z', isLatest: true });
  });

  it('has its full name alone where its short one is taken', () => {
    const { shown } = put([aFound('com.acme/weather', { slug: 'weather' })]);
    expect(shown).toMatchObject([{ name: 'com.acme/weather', inCatalog: false }]);
  });

  it('is one service when it has one name, with ids that differ', () => {
    const { shown } = put([aFound('books', { id: 'x' }), aFound('books', { id: 'x', origin: 'elsewhere' })]);
    expect(shown).toMatchObject([{ name: 'books', instances: ['x', 'x-2'] }]);
  });
});

describe('the operator', () => {
  it('switches off what was found, and a service of the catalog with all that joined it', () => {
    const off = [
      { name: 'books', enabled: false },
      { name: 'weather', enabled: false },
    ];
    expect(put([aFound('books'), aFound('weather')], off)).toMatchObject({ shown: [], leftOut: [] });
  });

  it('sets limits for what was found, and adds instances to it', () => {
    const instances = [{ id: 'mine', transport: 'sse', url: 'http://10.0.0.9/sse' }];
    const { all, shown } = put(
      [aFound('com.acme/maps', { slug: 'maps' })],
      [{ name: 'maps', timeoutMs: 5, instances }],
    );
    expect(shown).toMatchObject([{ name: 'maps', instances: ['mine', 'found-com.acme/maps'] }]);
    expect(all[0]?.timeoutMs).toBe(5);
  });

  it('hears of names that nobody knows', () => {
    const off = { name: 'not yet there', enabled: false };
    expect(put([], [{ name: 'gone' }, off, { name: 'time' }])).toMatchObject({
      shown: [{ name: 'time' }],
      leftOut: ['gone'],
    });
  });
});
