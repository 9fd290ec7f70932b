import { describe, expect, it } from 'vitest';
import { summarize } from '../status/status.ts';
import { aListing, anEntry, aRegistry, aServerJson, aStatus, aTool } from '../testing.ts';
import { fingerprintTools } from '../tools/tool.ts';
import { hintsOf, latestVersion, SnapshotEntry, takeSnapshot, titleOf } from './snapshot.ts';

const moment = { registry: aRegistry, commit: null, at: '2026-11-22T09:37:02Z' };
const dates = { publishedAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:04:05Z' };

describe('takeSnapshot', () => {
  it('tells all of an entry, its versions newest first', () => {
    const versions = ['1.0.0', '1.2.0', '1.1.0'].map((version, index) => ({
      server: aServerJson({ version }),
      publishedAt: `2026-01-0${index + 1}T00:00:00Z`,
      updatedAt: `2026-02-0${index + 1}T00:00:00Z`,
    }));
    const listing = aListing({
      $schema: 'listing.schema.json',
      alias: 'weather',
      versions: {
        '1.0.0': { status: 'deleted', statusMessage: 'Unsafe', statusChangedAt: '2026-03-01T00:00:00Z' },
        '1.1.0': { status: 'deprecated' },
        '1.2.0': { status: 'active' },
      },
    });
    const { entries, definitions, ...rest } = takeSnapshot({ ...moment, entries: [anEntry({ versions, listing })] });
    expect(rest).toEqual({ ...moment, runs: [], histories: new Map(), latencies: new Map() });
    expect(definitions).toEqual(new Map());
    const { versions: _versions, alias: _alias, $schema: _schema, ...listed } = listing;
    const [first, second, third] = versions;
    expect(entries).toEqual([
      {
        name: 'com.example/weather',
        alias: 'weather',
        listing: listed,
        versions: [
          { ...third, status: 'deprecated', statusChangedAt: third?.publishedAt, isLatest: false },
          { ...second, status: 'active', statusChangedAt: second?.publishedAt, isLatest: true },
          {
            ...first,
            ...{ status: 'deleted', statusMessage: 'Unsafe', statusChangedAt: '2026-03-01T00:00:00Z', isLatest: false },
          },
        ],
        tools: null,
        status: null,
      },
    ]);
    expect(entries.map((entry) => SnapshotEntry.parse(entry))).toEqual(entries);
  });

  it('sorts by name, and leaves what it was given as it was', () => {
    const given = ['com.example/b', 'com.example/B', 'com.example/a'].map((name) => anEntry({ server: { name } }));
    const before = structuredClone(given);
    const { entries } = takeSnapshot({ ...moment, entries: given });
    expect(entries.map(({ name }) => name)).toEqual(['com.example/B', 'com.example/a', 'com.example/b']);
    expect(given).toEqual(before);
  });

  it('shows the reviewed tools where there are some, else those of the last good look', () => {
    const reviewed = fingerprintTools([aTool({ annotations: { readOnlyHint: true } })]);
    const lock = { schemaVersion: 1 as const, version: '0.9.0', era: 'legacy' as const, ...reviewed };
    const looks = new Map([['com.example/weather', [aTool({ name: 'seen' })]]]);
    const statuses = new Map([
      ['com.example/weather', aStatus({ version: '0.9.5', evidence: [], incidents: ['i-1'] })],
    ]);
    const locked = takeSnapshot({ ...moment, entries: [anEntry({ lock })], statuses, looks });
    const looked = takeSnapshot({ ...moment, entries: [anEntry()], statuses, looks });
    const [hash, seen] = [reviewed.tools[0]?.hash, fingerprintTools([aTool({ name: 'seen' })])];
    expect(locked.entries[0]).toMatchObject({
      tools: {
        ...{ source: 'lock', version: '0.9.0', setHash: reviewed.setHash },
        tools: [{ name: 'forecast', hash, readOnly: true, destructive: false }],
      },
      status: summarize(aStatus({ version: '0.9.5' })),
    });
    expect(looked.entries[0]?.tools).toEqual({
      ...{ source: 'look', version: '0.9.5', setHash: seen.setHash },
      tools: [{ name: 'seen', hash: seen.tools[0]?.hash, readOnly: false, destructive: true }],
    });
    expect(locked.definitions).toEqual(new Map([['com.example/weather', reviewed.tools]]));
    expect(looked.definitions).toEqual(new Map([['com.example/weather', seen.tools]]));
    expect(locked.entries[0]?.status).not.toHaveProperty('incidents');
  });
});

describe('latestVersion and titleOf', () => {
  it('speak of the version that is marked', () => {
    const versions = ['2.0.0-rc.1', '1.0.0'].map((version) => ({
      server: aServerJson({ version, title: `W ${version}` }),
      ...dates,
    }));
    const listing = {
      versions: { '2.0.0-rc.1': { status: 'deleted' as const }, '1.0.0': { status: 'active' as const } },
    };
    const [entry] = takeSnapshot({ ...moment, entries: [anEntry({ versions, listing })] }).entries;
    expect(entry && latestVersion(entry).server.version).toBe('1.0.0');
    expect(entry && titleOf(entry)).toBe('W 1.0.0');
  });

  it('call a server without a title by the end of its name', () => {
    const { title: _title, ...server } = aServerJson();
    const [entry] = takeSnapshot({ ...moment, entries: [anEntry({ versions: [{ server, ...dates }] })] }).entries;
    expect(entry && titleOf(entry)).toBe('weather');
  });
});

describe('hintsOf', () => {
  it('takes a tool for a destructive one unless it says otherwise, in so many words', () => {
    const hints = (annotations: Record<string, unknown>) => Object.values(hintsOf(aTool({ annotations })));
    expect(Object.values(hintsOf(aTool()))).toEqual([false, true]);
    expect(hints({ destructiveHint: false })).toEqual([false, false]);
    expect(hints({ readOnlyHint: true })).toEqual([true, false]);
    expect(hints({ readOnlyHint: true, destructiveHint: true })).toEqual([true, false]);
    expect(hints({ readOnlyHint: 'true', destructiveHint: 'false' })).toEqual([false, true]);
  });
});
