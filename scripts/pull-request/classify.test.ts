import { describe, expect, it } from 'vitest';
import type { Listing } from '../../catalog/listing.ts';
import { catalogFile } from '../../catalog/read-catalog.ts';
import type { ServerJson } from '../../catalog/server-json.ts';
import { arrange, type EntrySources } from '../../catalog/sources.ts';
import { aListing, aServerJson } from '../../catalog/testing.ts';
import { classify } from './classify.ts';

const OLD = { status: 'active' as const, publishedAt: '2026-01-02T03:04:05Z' };

/** An entry by its files: versions, and its listing. */
function anEntry(servers: Partial<ServerJson>[], listing: Partial<Listing> = {}): EntrySources | null {
  const all = servers.map((server) => aServerJson(server));
  const versions = Object.fromEntries(all.map(({ version }) => [version, OLD]));
  const files: [string, unknown][] = [
    ...all.map((server): [string, unknown] => [`${server.version}.json`, server]),
    ['listing.json', aListing({ versions, ...listing })],
  ];
  const read = files.map(([path, content]) => {
    const place = `com.example/weather/${path}`;
    return [place, catalogFile(place, JSON.stringify(content))] as const;
  });
  return arrange(read.map(([path, file]) => [path, file]))[0] ?? null;
}

const npm = { registryType: 'npm', identifier: 'weather-mcp', version: '1.0.0', transport: { type: 'stdio' } };
const image = { registryType: 'oci', identifier: 'ghcr.io/acme/weather:1.0.0', transport: { type: 'stdio' } };
const first = { packages: [npm, image] };
const next = { ...first, version: '2.0.0' };

/** The classes of what follows an entry with one version, which has packages. */
const after = (servers: Partial<ServerJson>[], listing?: Partial<Listing>) =>
  classify({ name: 'com.example/weather', before: anEntry([first]), after: anEntry(servers, listing) });

describe('a new version', () => {
  it.each<[string, Partial<ServerJson>, string[]]>([
    ['words only', { title: 'Rain', description: 'Tells whether it rains' }, ['words']],
    [
      'newer packages',
      {
        packages: [
          { ...npm, version: '2.0.0' },
          { ...image, identifier: 'ghcr.io/acme/weather:2.0.0' },
        ],
      },
      ['release'],
    ],
    ['another package', { packages: [{ ...npm, identifier: 'wether-mcp' }, image] }, ['package']],
    ['another image', { packages: [npm, { ...image, identifier: 'ghcr.io/evil/weather:1.0.0' }] }, ['package']],
    ['another registry', { packages: [{ ...npm, registryBaseUrl: 'https://npm.example.net' }, image] }, ['package']],
    ['another host', { remotes: [{ type: 'streamable-http', url: 'https://evil.example.net/mcp' }] }, ['place']],
    ['another path', { remotes: [{ type: 'streamable-http', url: 'https://weather.example.com/x' }] }, ['place']],
    ['a new input', { packages: [{ ...npm, environmentVariables: [{ name: 'TOKEN' }] }, image] }, ['inputs']],
    [
      'another start',
      { packages: [{ ...npm, runtimeArguments: [{ type: 'positional', value: 'x' }] }, image] },
      ['inputs'],
    ],
    ['a website', { websiteUrl: 'https://evil.example.net/' }, ['links']],
  ])('with %s', (_what, server, classes) => {
    expect(after([first, { ...next, ...server }])).toEqual(classes);
  });
});

describe('a listing', () => {
  it.each<[string, Partial<Listing>, string[]]>([
    ['tags', { tags: ['rain'] }, ['listing words']],
    ['status', { versions: { '1.0.0': { ...OLD, status: 'deprecated', statusMessage: 'Use 2.0.0' } } }, ['status']],
    ['moderator', { versions: { '1.0.0': { ...OLD, status: 'deleted', by: 'moderator' } } }, ['moderator']],
    ['dates', { versions: { '1.0.0': { status: 'active', publishedAt: '2020-01-02T03:04:05Z' } } }, ['dates']],
    ['owners', { owners: [{ githubId: 1 }] }, ['owners']],
    ['alias', { alias: 'rain' }, ['alias']],
    ['instances', { instances: [{ id: 'eu', transport: 'sse', url: 'https://eu.example.com/' }] }, ['place']],
    ['who is told', { probe: { notify: { webhook: 'https://hooks.example.com/x' } } }, ['probe']],
    ['its origin', { nameOrigin: 'derived' }, ['listing']],
  ])('with other %s', (_what, listing, classes) => {
    expect(after([first], listing)).toEqual(classes);
  });
});

it('sees entries that come and go', () => {
  const entry = anEntry([{}]);
  expect(classify({ name: 'a.b/c', before: null, after: entry })).toEqual(['new entry']);
  expect(classify({ name: 'a.b/c', before: entry, after: null })).toEqual(['deletion']);
  expect(classify({ name: 'a.b/c', before: entry, after: entry })).toEqual([]);
});
