import { beforeAll, describe, expect, it } from 'vitest';
import { anEntry, aRegistry, aStatus, aTool } from '../testing.ts';
import { type Snapshot, type SnapshotParts, takeSnapshot } from './snapshot.ts';
import { encodeSnapshot, SnapshotManifest, sha256 } from './snapshot-files.ts';
import { SnapshotIndex } from './snapshot-index.ts';

function aSnapshot(over: Partial<SnapshotParts> = {}): Snapshot {
  return takeSnapshot({
    registry: aRegistry,
    commit: 'abc',
    at: '2026-11-22T09:37:02Z',
    entries: [anEntry()],
    ...over,
  });
}

function read(files: Map<string, Buffer>): Promise<SnapshotIndex> {
  return SnapshotIndex.read(async (path) => {
    const bytes = files.get(path);
    if (!bytes) throw new Error(`ENOENT: ${path}`);
    return bytes;
  });
}

/** The same files, but for one part, which the manifest knows. */
function withPart(files: Map<string, Buffer>, path: string, bytes: Buffer): Map<string, Buffer> {
  const manifest = SnapshotManifest.parse(JSON.parse(String(files.get('manifest.json'))));
  const parts = manifest.parts.map((part) => (part.path === path ? { ...part, sha256: sha256(bytes) } : part));
  const changed = new Map(files).set(path, bytes);
  return changed.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, parts })));
}

describe('a snapshot of more entries than go into one part', () => {
  const name = (index: number) => `com.example/server-${String(index).padStart(4, '0')}`;
  const entries = Array.from({ length: 2001 }, (_none, index) =>
    anEntry({ server: { name: name(index) }, listing: index % 2 ? { alias: `alias-${index}` } : {} }),
  );
  const looks = new Map(
    entries.filter((_entry, index) => index % 2).map((entry) => [entry.name, [aTool(), aTool({ name: 'b' })]]),
  );
  const snapshot = aSnapshot({ entries, looks, statuses: new Map([[name(3), aStatus({ server: name(3) })]]) });
  const files = encodeSnapshot(snapshot);
  let index: SnapshotIndex;
  beforeAll(async () => {
    index = await read(files);
  });

  it('is several parts, which the manifest counts', () => {
    const { parts, ...rest } = SnapshotManifest.parse(JSON.parse(String(files.get('manifest.json'))));
    expect(rest).toEqual({
      ...{ schemaVersion: 1, commit: 'abc', at: snapshot.at, registry: aRegistry },
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(parts.map(({ path, count }) => [path, count])).toEqual([
      ['entries-00.ndjson.gz', 1024],
      ['entries-01.ndjson.gz', 977],
      ['servers-00.ndjson', 1024],
      ['servers-01.ndjson', 977],
      ['tools-00.ndjson.gz', 1024],
      ['tools-01.ndjson.gz', 977],
    ]);
    expect([...files.keys()]).toEqual([...parts.map(({ path }) => path), 'manifest.json']);
    expect(parts.map(({ bytes }) => bytes)).toEqual(parts.map(({ path }) => files.get(path)?.length));
  });

  it('is read as it was written', () => {
    expect(index.size).toBe(2001);
    expect([...index.names()]).toEqual(entries.map((entry) => entry.name));
    expect([...index.names()].map((each) => index.get(each))).toEqual(snapshot.entries);
    expect(index.tools(name(1))).toEqual(snapshot.definitions.get(name(1)));
    expect(index.tools(name(0))).toEqual([]);
    expect(index.tools('com.example/nobody')).toEqual([]);
  });

  it('finds an entry by its alias as by its name, and nothing else', () => {
    expect([...index.aliases()].length).toBe(1000);
    expect(index.get('alias-1999')?.name).toBe(name(1999));
    expect(['alias-0', 'server-0001', 'null', '', 'constructor', '__proto__'].map((each) => index.get(each))).toEqual(
      Array(6).fill(undefined),
    );
  });
});

describe('names that try to break a line', () => {
  const names = [
    'com.example/"quoted"',
    'com.example/back\\slash\\',
    'com.example/\\"',
    'com.example/","alias":"stolen',
    'com.example/line\nbreak\u2028\u0000',
    'com.example/lone\ud800surrogate',
    `com.example/${'語'.repeat(188)}`,
    `com.example/${'🌦'.repeat(500)}`,
    `com.example/${'\u0001'.repeat(188)}`,
    `com.example/${'x'.repeat(490)}`,
    '__proto__',
  ];

  it('are read as they were written, whatever their length', async () => {
    const entries = names.map((name, index) => anEntry({ server: { name }, listing: { alias: `a-${index}` } }));
    const looks = new Map(names.map((name) => [name, [aTool({ name: `tool of ${name}` })]]));
    const snapshot = aSnapshot({ entries, looks });
    const index = await read(encodeSnapshot(snapshot));
    expect(new Set(index.names())).toEqual(new Set(names));
    expect(snapshot.entries.map(({ name }) => index.get(name))).toEqual(snapshot.entries);
    expect(names.map((_name, at) => index.get(`a-${at}`)?.name)).toEqual(names);
    expect(names.map((name) => index.tools(name)[0]?.name)).toEqual(names.map((name) => `tool of ${name}`));
    expect(index.get('stolen')).toBeUndefined();
  });

  it('may be aliases too', async () => {
    const aliases = ['"', '\\', 'é', 'a","b":"c', 'line\nbreak', '語'.repeat(300), 'null'];
    const entries = aliases.map((alias, index) =>
      anEntry({ server: { name: `com.example/${index}` }, listing: { alias } }),
    );
    const index = await read(encodeSnapshot(aSnapshot({ entries })));
    expect([...index.aliases()]).toEqual(aliases);
  });

  it('lose to a name that is equal to an alias', async () => {
    const entries = [anEntry({ server: { name: 'a' }, listing: { alias: 'b' } }), anEntry({ server: { name: 'b' } })];
    const index = await read(encodeSnapshot(aSnapshot({ entries })));
    expect(index.get('b')?.name).toBe('b');
  });
});

describe('encodeSnapshot', () => {
  it('gives equal bytes for equal input, and another id for any other', () => {
    const entries = ['b', 'a', 'c'].map((name) => anEntry({ server: { name } }));
    const files = encodeSnapshot(aSnapshot({ entries }));
    expect(encodeSnapshot(aSnapshot({ entries: structuredClone(entries).toReversed() }))).toEqual(files);
    const idOf = (snapshot: Snapshot) => JSON.parse(String(encodeSnapshot(snapshot).get('manifest.json'))).id;
    const ids = [
      idOf(aSnapshot()),
      idOf(aSnapshot({ commit: 'abd' })),
      idOf(aSnapshot({ at: '2026-11-22T09:37:03Z' })),
      idOf(aSnapshot({ registry: { ...aRegistry, title: 'Other' } })),
      idOf(aSnapshot({ entries: [anEntry({ server: { title: 'Other' } })] })),
      idOf(aSnapshot({ looks: new Map([['com.example/weather', [aTool()]]]) })),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('writes an empty catalog too', async () => {
    const index = await read(encodeSnapshot(aSnapshot({ entries: [] })));
    expect([index.size, [...index.names()], index.manifest.parts]).toEqual([0, [], []]);
  });
});

describe('SnapshotIndex.read', () => {
  it('refuses a damaged part by its name', async () => {
    const files = encodeSnapshot(aSnapshot({ looks: new Map([['com.example/weather', [aTool()]]]) }));
    const { id } = JSON.parse(String(files.get('manifest.json')));
    for (const path of ['entries-00.ndjson.gz', 'servers-00.ndjson', 'tools-00.ndjson.gz']) {
      const bytes = Buffer.from(files.get(path) ?? '');
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
      for (const damaged of [flipped, bytes.subarray(0, -1), Buffer.alloc(0)]) {
        await expect(read(new Map(files).set(path, damaged))).rejects.toThrow(
          `${path} does not match the manifest (snapshot ${id})`,
        );
      }
      const without = new Map(files);
      without.delete(path);
      await expect(read(without)).rejects.toThrow(`ENOENT: ${path}`);
    }
  });

  it('refuses a part whose lines are no servers, and one whose lines stand elsewhere', async () => {
    const files = encodeSnapshot(aSnapshot({ entries: ['a', 'b'].map((name) => anEntry({ server: { name } })) }));
    const servers = String(files.get('servers-00.ndjson'));
    const [first, second] = servers.split('\n');
    for (const [text, why] of [
      ['{"oops":1}\n', 'servers-00.ndjson: a line is no version of a server'],
      [`${second}\n${first}\n`, 'a 1.0.0 does not stand in its place'],
    ] as const) {
      await expect(read(withPart(files, 'servers-00.ndjson', Buffer.from(text)))).rejects.toThrow(why);
    }
  });

  it('refuses a manifest that is none, and one that leads out of its folder', async () => {
    const files = encodeSnapshot(aSnapshot());
    const manifest = JSON.parse(String(files.get('manifest.json')));
    const escaping = { ...manifest, parts: [{ ...manifest.parts[0], path: '../entries-00.ndjson' }] };
    for (const text of [
      '',
      '{',
      '[]',
      '{}',
      JSON.stringify({ ...manifest, schemaVersion: 2 }),
      JSON.stringify(escaping),
    ]) {
      await expect(read(new Map(files).set('manifest.json', Buffer.from(text))), text).rejects.toThrow(
        'manifest.json is no manifest of a snapshot',
      );
    }
  });
});
