import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../../catalog/entry.ts';
import { loadCatalog } from '../../../catalog/load.ts';
import { aDesk, type StandIn, sendJson, standIn } from '../../../catalog/packages/testing.ts';
import { publishToFolder } from '../../../catalog/publish/folder.ts';
import { anEntry, aRegistry, aServerJson } from '../../../catalog/testing.ts';
import { Memory } from '../memory.ts';
import { Hosts } from '../polite/hosts.ts';
import { PoliteFetch } from '../polite/polite-fetch.ts';
import { DiscoverySettings } from '../settings.ts';
import { refreshEntries } from './refresh.ts';
import { type RefreshDesk, submissionsOf } from './refresh-entry.ts';
import { refreshTable } from './table.ts';

const NAME = 'io.github.acme/weather';
const AT = new Date('2026-11-28T10:00:00.123Z');
const url = 'https://github.com/acme/weather';
const stdio = { type: 'stdio' };
const npm = { registryType: 'npm', identifier: 'acme-weather', version: '1.0.0', transport: stdio };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refresh-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** All registries and GitHub's API, at one address. */
type Routes = Parameters<typeof standIn>[0];

function deskAt(there: StandIn, deletedIn: RefreshDesk['deletedIn'] = () => []): RefreshDesk {
  const politeness = { ...DiscoverySettings.parse({}).politeness, gapMs: 0 };
  const sleep = (ms: number) => delay(Math.min(ms, 5));
  const polite = new PoliteFetch({
    ...{ politeness, strangers: {}, operators: { any: true }, signal: new AbortController().signal, sleep },
    ...{ hosts: new Hosts({ gapMs: 0, sleep }), memory: new Memory(join(folder, 'memory')) },
  });
  return { packages: aDesk(there), repositories: { get: polite.get, api: there.origin }, deletedIn, now: () => AT };
}

async function refreshed(entry: Entry, routes: Routes) {
  await using there = await standIn(routes);
  return await refreshEntries([entry], deskAt(there));
}

const manifest = (version: string, over: object = {}) => ({ name: 'acme-weather', version, mcpName: NAME, ...over });
const repository = { id: 7, full_name: 'acme/weather', html_url: url, license: { spdx_id: 'MIT' }, archived: false };
const at = '2026-11-28T10:00:00Z';
const known = [
  { kind: 'licence' as const, of: url, value: 'MIT', at: '2026-01-01T00:00:00Z' },
  { kind: 'repository-id' as const, of: url, value: 'github:7', at: '2026-01-01T00:00:00Z' },
];

describe('a newer package', () => {
  const entry = anEntry({ server: { name: NAME, packages: [npm] } });

  it('is a new version of the server, and nothing else of it changes', async () => {
    const [found] = await refreshed(entry, () => ({
      '/acme-weather/1.0.0': manifest('1.0.0'),
      '/acme-weather/latest': manifest('1.1.0'),
      '/acme-weather/1.1.0': manifest('1.1.0'),
    }));
    const server = aServerJson({ name: NAME, version: '1.1.0', packages: [{ ...npm, version: '1.1.0' }] });
    expect(found).toMatchObject({ name: NAME, next: server, facts: null });
  });

  it.each([
    ['names another server', { mcpName: 'com.example/other' }],
    ['names no server', { mcpName: undefined }],
  ])('is none that %s: somebody took it over', async (why, over) => {
    const [found] = await refreshed(entry, () => ({
      '/acme-weather/1.0.0': manifest('1.0.0'),
      '/acme-weather/latest': manifest('1.1.0', over),
      '/acme-weather/1.1.0': manifest('1.1.0', over),
    }));
    expect(found).toMatchObject({ next: null, notes: [`npm:acme-weather ${why} in version 1.1.0`], facts: null });
  });

  it('waits until all packages of the server are there', async () => {
    const oci = { registryType: 'oci', identifier: 'ghcr.io/acme/weather:1.0.0', transport: stdio };
    const [found] = await refreshed(anEntry({ server: { name: NAME, packages: [npm, oci] } }), () => ({
      '/acme-weather/1.0.0': manifest('1.0.0'),
      '/acme-weather/latest': manifest('1.1.0'),
      '/acme-weather/1.1.0': manifest('1.1.0'),
    }));
    expect(found?.next).toBeNull();
    expect(found?.notes).toContain('oci:ghcr.io/acme/weather is not there in version 1.1.0');
  });
});

describe('a package', () => {
  const entry = anEntry({ server: { name: NAME, packages: [npm] } });

  it('that is deprecated is a fact with its date and its maintainer’s reason', async () => {
    const routes = { '/acme-weather/1.0.0': manifest('1.0.0', { deprecated: 'Use acme-climate' }) };
    const [found] = await refreshed(entry, () => routes);
    const value = 'npm has acme-weather@1.0.0, deprecated: Use acme-climate';
    expect(found?.news).toEqual([{ kind: 'package-deprecated', of: 'npm:acme-weather', value, at }]);
  });

  it('that its registry says nothing of changes nothing', async () => {
    const before = anEntry({
      server: { name: NAME, packages: [npm] },
      listing: { facts: [{ kind: 'package-gone', of: 'npm:acme-weather', at }] },
    });
    const broken = {
      '/acme-weather/1.0.0': (_request: object, response: Parameters<typeof sendJson>[0]) =>
        sendJson(response, 500, {}),
    };
    const [found] = await refreshed(before, () => broken);
    expect(found).toMatchObject({
      news: [],
      gone: [],
      facts: null,
      notes: ['npm:acme-weather could not be looked up'],
    });
  });
});

describe('a repository', () => {
  const server = { name: NAME, repository: { url, source: 'github', id: '7' } };

  it.each([
    ['as it was', repository, []],
    ['archived', { ...repository, archived: true }, [{ kind: 'repository-archived', of: url, at }]],
    [
      'moved',
      { ...repository, full_name: 'acme/climate', html_url: 'https://github.com/acme/climate' },
      [{ kind: 'repository-moved', of: url, value: 'https://github.com/acme/climate', at }],
    ],
    [
      'another one at the same address',
      { ...repository, id: 8 },
      [
        { kind: 'repository-id', of: url, value: 'github:8', at },
        { kind: 'repository-recreated', of: url, value: 'github:8', at },
      ],
    ],
    [
      'of another licence',
      { ...repository, license: { spdx_id: 'BUSL-1.1' } },
      [{ kind: 'licence', of: url, value: 'BUSL-1.1', at }],
    ],
  ])('is %s', async (_what, said, news) => {
    const [found] = await refreshed(anEntry({ server, listing: { facts: known } }), () => ({
      '/repos/acme/weather': said,
    }));
    expect(found?.news ?? []).toEqual(news);
  });

  it('is gone; when it is back, the fact goes', async () => {
    const [gone] = await refreshed(anEntry({ server, listing: { facts: known } }), () => ({}));
    expect(gone?.news).toEqual([{ kind: 'repository-gone', of: url, at }]);
    const facts = [{ kind: 'repository-gone' as const, of: url, at }, ...known];
    const [back] = await refreshed(anEntry({ server, listing: { facts } }), () => ({
      '/repos/acme/weather': repository,
    }));
    expect(back?.gone).toEqual([{ kind: 'repository-gone', of: url, at }]);
    expect(refreshTable(back ? [back] : [])).toContain('no longer: the repository is gone');
  });

  it('that GitHub says nothing of stays as it was known', async () => {
    const limited = {
      '/repos/acme/weather': (_request: object, response: Parameters<typeof sendJson>[0]) =>
        sendJson(response, 502, {}),
    };
    const [found] = await refreshed(anEntry({ server, listing: { facts: known } }), () => limited);
    const notes = ['its repository could not be looked at: GitHub answers 502'];
    expect(found).toMatchObject({ news: [], gone: [], facts: null, notes });
  });
});

it('that another registry deleted gets a fact of it, which goes when it is there again', async () => {
  await using there = await standIn(() => ({}));
  const registry = 'https://registry.example.com';
  const desk = deskAt(there, (name) => (name === NAME ? [registry] : []));
  const fact = { kind: 'registry-deleted' as const, of: registry, at };
  const [found] = await refreshEntries([anEntry({ server: { name: NAME } })], desk);
  expect(found?.news).toEqual([fact]);
  const [back] = await refreshEntries([anEntry({ server: { name: NAME }, listing: { facts: [fact] } })], deskAt(there));
  expect(back).toMatchObject({ facts: [], gone: [fact] });
});

it('goes through the one door: a new version file, and facts in the listing, which the second time say nothing new', async () => {
  const catalog = join(folder, 'catalog');
  const server = aServerJson({ name: NAME, packages: [npm], repository: { url, source: 'github' } });
  mkdirSync(catalog, { recursive: true });
  writeFileSync(join(catalog, 'registry.json'), JSON.stringify(aRegistry));
  await publishToFolder(catalog, [{ server, defaults: { nameOrigin: 'publisher' } }]);
  await using there = await standIn(() => ({
    '/repos/acme/weather': repository,
    '/acme-weather/1.0.0': manifest('1.0.0'),
    '/acme-weather/latest': manifest('1.1.0'),
    '/acme-weather/1.1.0': manifest('1.1.0'),
  }));
  const first = await refreshEntries((await loadCatalog(catalog)).entries, deskAt(there));
  const { results } = await publishToFolder(catalog, first.flatMap(submissionsOf));
  expect(results.map(({ outcome, problems }) => [outcome, problems])).toEqual([
    ['added', []],
    ['updated', []],
  ]);
  expect(JSON.parse(readFileSync(join(catalog, 'servers', NAME, 'listing.json'), 'utf8')).facts).toEqual([
    { kind: 'licence', of: url, value: 'MIT', at },
    { kind: 'repository-id', of: url, value: 'github:7', at },
  ]);
  expect(await refreshEntries((await loadCatalog(catalog)).entries, deskAt(there))).toEqual([]);
});
