import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../load.ts';
import { judgeCatalog } from '../rules/judge.ts';
import { aListing, aRegistry, aServerJson, aTool } from '../testing.ts';
import { writeCatalog } from '../testing-files.ts';
import { fingerprintTools } from '../tools/tool.ts';
import { publishToFolder } from './folder.ts';
import type { Submission } from './submission.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
  writeCatalog(folder, {
    'registry.json': aRegistry,
    'servers/com.example/weather/1.0.0.json': aServerJson(),
    'servers/com.example/weather/listing.json': aListing({ alias: 'forecast' }),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const now = () => new Date('2026-11-22T09:00:00Z');

/** A server that has nothing in common with another but what a test says. */
function aServer(name: string, over: Partial<ReturnType<typeof aServerJson>> = {}) {
  const url = `https://${name.replace('/', '.').toLowerCase()}.example.org/mcp`;
  return aServerJson({ name, remotes: [{ type: 'streamable-http', url }], ...over });
}

async function publish(...submissions: Submission[]) {
  const { results } = await publishToFolder(folder, submissions, { now });
  return results;
}

async function outcomes(...submissions: Submission[]) {
  return (await publish(...submissions)).map(({ outcome, problems }) => [outcome, ...problems.map(({ code }) => code)]);
}

const textOf = (path: string) => readFileSync(join(folder, path), 'utf8');
const jsonOf = (path: string) => JSON.parse(textOf(path));

/** The catalog as it is now has no fault at all, and nothing is left lying about. */
async function expectSound() {
  expect(judgeCatalog(await loadCatalog(folder))).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['registry.json', 'servers']);
}

describe('publishToFolder', () => {
  afterEach(expectSound);

  it('adds a new server with its listing', async () => {
    const server = aServer('com.acme/clock');
    const [result] = await publish({ server, listing: { alias: 'clock', tags: ['time'] } });
    const files = ['servers/com.acme/clock/1.0.0.json', 'servers/com.acme/clock/listing.json'];
    expect(result).toEqual({ name: 'com.acme/clock', version: '1.0.0', outcome: 'added', files, problems: [] });
    expect(textOf(files[0] ?? '')).toBe(`${JSON.stringify(server, null, 2)}\n`);
    expect(textOf(files[1] ?? '')).toBe(
      `${JSON.stringify(
        {
          $schema: '../../../schema/listing.schema.json',
          alias: 'clock',
          nameOrigin: 'publisher',
          categories: [],
          tags: ['time'],
          owners: [],
          versions: { '1.0.0': { status: 'active', publishedAt: '2026-11-22T09:00:00Z' } },
        },
        null,
        2,
      )}\n`,
    );
  });

  it('does nothing the second time', async () => {
    const submission = { server: aServer('com.acme/clock'), listing: { tags: ['time'] } };
    expect(await outcomes(submission, submission)).toEqual([['added'], ['unchanged']]);
    expect(await outcomes(submission)).toEqual([['unchanged']]);
  });

  it('adds a version beside those that are there, and leaves the listing as it was otherwise', async () => {
    expect(await outcomes({ server: aServerJson({ version: '1.1.0' }), defaults: { alias: 'other' } })).toEqual([
      ['added'],
    ]);
    expect(jsonOf('servers/com.example/weather/listing.json')).toEqual(
      aListing({
        alias: 'forecast',
        versions: {
          '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' },
          '1.1.0': { status: 'active', publishedAt: '2026-11-22T09:00:00Z' },
        },
      }),
    );
  });

  it('adds two versions at once, with the dates it is told', async () => {
    const versions = {
      '1.0.0': { status: 'deprecated', statusMessage: 'Use 2.0.0', publishedAt: '2025-01-01T00:00:00Z' },
      '2.0.0': { status: 'active', publishedAt: '2026-01-01T00:00:00Z' },
    } as const;
    const submissions = Object.entries(versions).map(([version, record]) => ({
      server: aServer('com.acme/clock', { version }),
      defaults: { nameOrigin: 'derived' as const, versions: { [version]: record } },
    }));
    expect(await outcomes(...submissions)).toEqual([['added'], ['added']]);
    expect(jsonOf('servers/com.acme/clock/listing.json')).toMatchObject({ nameOrigin: 'derived', versions });
    expect(await outcomes(...submissions)).toEqual([['unchanged'], ['unchanged']]);
  });

  it('never edits a version that came out', async () => {
    const before = textOf('servers/com.example/weather/1.0.0.json');
    const [result] = await publish({ server: aServerJson({ title: 'Other' }), listing: { tags: ['new'] } });
    expect(result).toMatchObject({ outcome: 'refused', files: [], problems: [{ code: 'E501' }] });
    expect(result?.problems[0]?.message).toContain('duplicate version');
    expect(textOf('servers/com.example/weather/1.0.0.json')).toBe(before);
    const twice = [aServer('com.acme/clock'), aServer('com.acme/clock', { title: 'Other' })];
    expect(await outcomes(...twice.map((server) => ({ server })))).toEqual([['added'], ['refused', 'E501']]);
  });

  it('changes what the catalog says of a version, and says when', async () => {
    const listing = { versions: { '1.0.0': { status: 'deprecated', statusMessage: 'Gone soon' } } } as const;
    const [result] = await publish({ server: aServerJson(), listing });
    expect(result).toMatchObject({ outcome: 'updated', files: ['servers/com.example/weather/listing.json'] });
    expect(jsonOf('servers/com.example/weather/listing.json').versions['1.0.0']).toEqual({
      status: 'deprecated',
      statusMessage: 'Gone soon',
      statusChangedAt: '2026-11-22T09:00:00Z',
      publishedAt: '2026-01-02T03:04:05Z',
      updatedAt: '2026-11-22T09:00:00Z',
    });
    expect(await outcomes({ server: aServerJson(), listing })).toEqual([['unchanged']]);
    expect(await outcomes({ server: aServerJson(), listing: { alias: null } })).toEqual([['updated']]);
    expect(jsonOf('servers/com.example/weather/listing.json')).not.toHaveProperty('alias');
  });

  it('keeps the bytes of a listing that a person formatted', async () => {
    const path = 'servers/com.example/weather/listing.json';
    const record = '"1.0.0": { "status": "active", "publishedAt": "2026-01-02T03:04:05Z" }';
    const written = (versions: string, tags: string) =>
      `{\n    "versions": {\n        ${versions}\n    },\n    "tags": ${tags}, "categories": [], "owners": [],\n    "nameOrigin": "publisher"\n}\n`;
    writeCatalog(folder, { [path]: written(record, '[ "a",  "b" ]') });
    await publish({ server: aServerJson(), listing: { nameOrigin: 'derived' } });
    expect(textOf(path)).toBe(written(record, '[ "a",  "b" ]').replace('publisher', 'derived'));
    await publish({ server: aServerJson({ version: '1.1.0' }) });
    expect(textOf(path)).toContain(record);
    expect(textOf(path)).toContain('"tags": [ "a",  "b" ], "categories"');
  });

  it('writes the reviewed tools', async () => {
    const tools = { schemaVersion: 1, version: '1.0.0', era: 'legacy', ...fingerprintTools([aTool()]) };
    const [result] = await publish({ server: aServerJson(), tools });
    expect(result).toMatchObject({ outcome: 'updated', files: ['servers/com.example/weather/tools.json'] });
    expect(await outcomes({ server: aServerJson(), tools })).toEqual([['unchanged']]);
    expect(await outcomes({ server: aServerJson(), tools: { ...tools, setHash: 'x' } })).toEqual([['refused', 'E316']]);
  });

  it('refuses what breaks a rule, says all that is wrong, and takes the rest', async () => {
    const wrong = aServer('com.acme/clock', { version: 'latest', description: '' });
    expect(await outcomes({ server: wrong }, { server: aServer('com.acme/watch') })).toEqual([
      ['refused', 'E201', 'E303'],
      ['added'],
    ]);
    expect(existsSync(join(folder, 'servers/com.acme/clock'))).toBe(false);
    expect(await outcomes({ server: aServer('com.acme/clock'), listing: { tags: ['Not A Tag'] } })).toEqual([
      ['refused', 'E201'],
    ]);
  });

  it('refuses values that are no server at all', async () => {
    let deep: unknown = {};
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    const odd = [undefined, null, 4, 'text', [], {}, { name: 4, version: [] }, deep, { ...aServerJson(), _meta: deep }];
    for (const { outcome, problems, files } of await publish(...odd.map((server) => ({ server })))) {
      expect({ outcome, files }).toEqual({ outcome: 'refused', files: [] });
      expect(problems.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['../../evil', '1.0.0'],
    ['com.acme/..', '1.0.0'],
    ['../com.acme', '1.0.0'],
    ['com.acme/clock/../../evil', '1.0.0'],
    ['com.acme/clock', '../../../../evil'],
    ['com.acme/clock', '1.0.0/evil'],
    ['com.acme/clock', 'listing'],
    ['com.acme\\clock', '1.0.0'],
    ['com.acme/clock', `1.0.0-${'x'.repeat(240)}`],
    ['com.acme/cl\u0000ock', '1.0.0'],
  ])('lets no name lead out of the catalog: %j, %j', async (name, version) => {
    const [result] = await publish({ server: aServer('com.acme/clock', { name, version }) });
    expect(result?.outcome).toBe('refused');
    expect(readdirSync(join(folder, 'servers'))).toEqual(['com.example']);
  });

  it('refuses a name that is taken for another, in the catalog or earlier in the batch', async () => {
    expect(
      await outcomes(
        { server: aServer('com.example/Wea-ther') },
        { server: aServer('com.zebra/clock') },
        { server: aServer('com.ZEBRA/clo_ck') },
        { server: aServer('com.zebra/c.lock', { version: '2.0.0' }) },
        { server: aServer('com.zebra/c.lock', { version: '3.0.0' }) },
      ),
    ).toEqual([['refused', 'E308'], ['added'], ['refused', 'E308'], ['refused', 'E308'], ['refused', 'E308']]);
  });

  it('refuses an alias or an address that is taken, whoever sorts first', async () => {
    const taken = aServerJson().remotes ?? [];
    expect(
      await outcomes(
        { server: aServer('com.acme/one'), listing: { alias: 'forecast' } },
        { server: aServer('com.acme/two', { remotes: taken }) },
        { server: aServer('com.acme/three'), listing: { alias: 'all' } },
        { server: aServer('com.zebra/four'), listing: { alias: 'same' } },
        { server: aServer('com.acme/five'), listing: { alias: 'same' } },
        { server: aServer('com.acme/forecast') },
        { server: aServer('com.acme/six'), listing: { alias: 'seven' } },
        { server: aServer('com.acme/seven') },
      ),
    ).toEqual([
      ['refused', 'E307'],
      ['refused', 'E314'],
      ['refused', 'E307'],
      ['added'],
      ['refused', 'E307'],
      ['refused', 'E307'],
      ['added'],
      ['refused', 'E307'],
    ]);
  });

  it('refuses nothing for the sake of one that is refused itself', async () => {
    const remotes = (url: string) => [{ type: 'streamable-http', url: `https://${url}.example.org/mcp` }];
    const both = [...(aServerJson().remotes ?? []), ...remotes('shared')];
    expect(
      await outcomes(
        { server: aServer('com.acme/one', { remotes: both }) },
        { server: aServer('com.acme/two', { remotes: remotes('shared') }) },
      ),
    ).toEqual([['refused', 'E314'], ['added']]);
  });

  it('takes the versions of a server that are right, when one is wrong', async () => {
    const taken = aServerJson().remotes ?? [];
    expect(
      await outcomes(
        { server: aServer('com.acme/clock', { version: '1.0.0' }) },
        { server: aServer('com.acme/clock', { version: '^2.0.0' }) },
        { server: aServer('com.acme/clock', { version: '3.0.0', remotes: taken }) },
        { server: aServer('com.acme/clock', { version: '4.0.0' }), listing: { tags: ['Not A Tag'] } },
        { server: aServer('com.acme/clock', { version: '5.0.0' }) },
      ),
    ).toEqual([['added'], ['refused', 'E303'], ['refused', 'E314'], ['refused', 'E201'], ['added']]);
  });

  it('lets calls for one folder wait for each other', async () => {
    const calls = ['1.0.0', '2.0.0', '3.0.0'].map((version) =>
      publish({ server: aServer('com.acme/clock', { version }) }),
    );
    expect((await Promise.all(calls)).flat().map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added']);
    expect(Object.keys(jsonOf('servers/com.acme/clock/listing.json').versions)).toHaveLength(3);
  });

  it('takes thousands at once', async () => {
    const submissions = Array.from({ length: 5000 }, (_, index) => ({
      server: aServer(`com.acme${index % 50}/s${index % 500}`, { version: `1.0.${index}` }),
    }));
    const results = await publish(...submissions);
    expect(results.filter(({ outcome }) => outcome === 'added')).toHaveLength(5000);
  }, 30_000);
});

describe('publishToFolder, stopped', () => {
  const submissions = [
    { server: aServerJson({ version: '1.1.0' }) },
    ...['one', 'two'].map((name) => ({ server: aServer(`com.acme/${name}`) })),
  ];

  it.each([1, 2, 3, 4, 5])('before its move number %i: the next call leaves all or nothing of it', async (stop) => {
    let moves = 0;
    const rename = (from: string, to: string) => {
      moves += 1;
      if (moves === stop) throw new Error('The disk is gone');
      renameSync(from, to);
    };
    await expect(publishToFolder(folder, submissions, { now, rename })).rejects.toThrow('The disk is gone');
    await publish();
    await expectSound();
    const versions = Object.keys(jsonOf('servers/com.example/weather/listing.json').versions);
    expect(versions).toHaveLength(stop === 1 ? 1 : 2);
    expect(existsSync(join(folder, 'servers/com.acme/two/listing.json'))).toBe(stop > 1);
  });

  it('by a link where a folder should be', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    symlinkSync(elsewhere, join(folder, 'servers/com.acme'));
    await expect(publish({ server: aServer('com.acme/clock') })).rejects.toThrow(/com\.acme is a link/);
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });
});
