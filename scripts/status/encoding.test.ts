import { describe, expect, it } from 'vitest';
import { decodeStore, encodeStore } from './encoding.ts';
import { EMPTY_STORE, type Store } from './store.ts';
import { aRecord, aRun, aStore, at } from './testing.ts';

const NAMES = Array.from({ length: 300 }, (_none, index) => `com.example/server-${index}`);

const encoded = (store: Store) => new Map(encodeStore(store));

/** Reads a store from files in memory. */
function decode(files: ReadonlyMap<string, string>) {
  const read = async (path: string) => {
    const text = files.get(path);
    return text === undefined ? null : Buffer.from(text);
  };
  return decodeStore({ nameOf: (path) => `here/${path}`, mend: 'mend it', read });
}

/** The same value, with the fields of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toReversed();
  return Object.fromEntries(members.map(([key, member]) => [key, turned(member)]));
}

describe('a store as files', () => {
  it('is read as it was written', async () => {
    const store = aStore([...NAMES, 'com.example/constructor'], 0, [aRun('1'), aRun('2', 9)]);
    expect(await decode(encoded(store))).toEqual(store);
    expect(await decode(new Map())).toEqual(EMPTY_STORE);
  });

  it('is read as it was written before samples and days were rows', async () => {
    const days = [{ date: '2026-11-22', up: 3, degraded: 1, down: 0, maintenance: 0, excluded: 0, latencyMs: null }];
    const records = { 'com.example/weather': aRecord('com.example/weather', 0, { days }) };
    const store = await decode(new Map([['shards/59.json', JSON.stringify({ schemaVersion: 1, records })]]));
    expect(store.records).toEqual(new Map(Object.entries(records)));
    expect(encoded(store).get('shards/59.json')).toContain('"days":[["2026-11-22",3,1,0,0,0]]');
    expect(await decode(encoded(store))).toEqual(store);
  });

  it('has the percentiles of a day behind its counts, where there are any', async () => {
    const day = { date: '2026-11-22', up: 3, degraded: 1, down: 0, maintenance: 0, excluded: 0 };
    const days = [
      { ...day, latencyMs: null },
      { ...day, date: '2026-11-23', latencyMs: { p50: 120, p95: 410 } },
    ];
    const name = 'com.example/weather';
    const store = { ...EMPTY_STORE, records: new Map([[name, aRecord(name, 0, { days })]]) };
    const rows = '"days":[["2026-11-22",3,1,0,0,0],["2026-11-23",3,1,0,0,0,120,410]]';
    expect(encoded(store).get('shards/59.json')).toContain(rows);
    expect(await decode(encoded(store))).toEqual(store);
  });

  it('has all 64 shards, each with the servers whose hash says so, the runs, and a summary', () => {
    const files = encoded(aStore(['com.example/weather']));
    const shards = Array.from({ length: 64 }, (_none, shard) => `shards/${String(shard).padStart(2, '0')}.json`);
    expect([...files.keys()]).toEqual([...shards, 'runs.json', 'summary.json']);
    // sha256('com.example/weather') begins with 0xfb, and 0xfb mod 64 is 59
    expect(JSON.parse(files.get('shards/59.json') ?? '')).toEqual({
      schemaVersion: 2,
      records: { 'com.example/weather': { ...aRecord(), samples: [[at(0), 'u', 4]] } },
    });
    expect(files.get('shards/00.json')).toBe('{"schemaVersion":2,"records":{}}\n');
  });

  it('has equal bytes where stores are equal, whatever the order of names, runs and fields', async () => {
    const { records, runs } = aStore(NAMES, 0, [aRun('1'), aRun('2', 9)]);
    const { tools: _tools, ...plain } = aRecord();
    const same = [...records].toReversed().map(([name]) => [name, aRecord(name)] as const);
    expect(encoded({ records: new Map(same), runs: runs.toReversed() })).toEqual(encoded({ records, runs }));

    const straight = JSON.stringify({
      schemaVersion: 1,
      records: { 'com.example/weather': { ...plain, tools: null } },
    });
    const opposite = JSON.stringify(turned(JSON.parse(straight)));
    expect(opposite).not.toBe(straight);
    const [one, other] = [straight, opposite].map((text) => decode(new Map([['shards/59.json', text]])));
    if (one && other) expect(encoded(await one)).toEqual(encoded(await other));
  });

  it('gives each record and each run a line, so that a look changes few lines', () => {
    const before = encoded(aStore(NAMES, 0, [aRun('1')]));
    const { records, runs } = aStore(NAMES, 0, [aRun('1'), aRun('2', 9)]);
    const after = encoded({
      records: new Map(records).set('com.example/server-7', aRecord('com.example/server-7', 9)),
      runs,
    });
    const changed = [...after].flatMap(([path, text]) => {
      const known = new Set(
        before
          .get(path)
          ?.split('\n')
          .map((line) => line.replace(/,$/, '')),
      );
      return path === 'summary.json' ? [] : text.split('\n').filter((line) => !known.has(line.replace(/,$/, '')));
    });
    expect(changed).toHaveLength(2);
  });
});

describe('what is no store', () => {
  const shard = (records: Record<string, unknown>) =>
    new Map([['shards/59.json', JSON.stringify({ schemaVersion: 1, records })]]);
  const weather = aRecord();

  it.each([
    ['is cut short', new Map([['shards/07.json', '{"schemaVersion":1,']]), 'here/shards/07.json is not readable JSON'],
    ['is no text', new Map([['shards/07.json', '']]), 'here/shards/07.json is not readable JSON'],
    ['lacks fields', shard({ 'com.example/weather': { status: {} } }), 'records["com.example/weather"].status'],
    [
      'has fields of its own',
      shard({ 'com.example/weather': { ...weather, more: 1 } }),
      'here/shards/59.json is no status',
    ],
    ['has a name that leads elsewhere', shard({ '../../etc/passwd': weather }), 'records["../../etc/passwd"]'],
    ['has a name without end', shard({ [`a/${'b'.repeat(200)}`]: weather }), 'here/shards/59.json is no status shard'],
    ['has a name of the language', shard({ constructor: weather }), 'here/shards/59.json is no status shard'],
    ['has a server of another shard', shard({ 'com.example/other': weather }), 'belongs elsewhere, com.example/other'],
    [
      'says another name than its key',
      shard({ 'com.example/weather': aRecord('com.example/other') }),
      'belongs elsewhere, com.example/weather (mend it)',
    ],
    ['is no list of runs', new Map([['runs.json', '{}']]), 'here/runs.json is no list of runs (mend it)'],
    ['has a run without end', new Map([['runs.json', '[{"id":"1"}]']]), 'here/runs.json is no list of runs'],
  ])('is refused where it %s, and the file is named', async (_what, files, message) => {
    await expect(decode(files)).rejects.toThrow(message);
  });
});
