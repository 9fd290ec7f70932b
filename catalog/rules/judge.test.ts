import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../load.ts';
import { readCatalogFile } from '../read-catalog.ts';
import { aListing, aRegistry, aServerJson } from '../testing.ts';
import { writeCatalog } from '../testing-files.ts';
import { judgeCatalog, judgeFile } from './judge.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'judge-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A catalog with a fault of each kind; the comment says where. */
const BROKEN = {
  'registry.json': aRegistry,
  'servers/com.example/weather/1.0.0.json': [
    '{',
    `  "$schema": "${aServerJson().$schema}",`,
    '  "name": "com.example/weather",',
    '  "title": "Weather",',
    '  "version": "1.0.0",',
    '  "title": "Weather",', //                                              duplicate key      6:3
    '  "remotes": [{ "type": "http", "url": "https://a.example.com/mcp" }],', // bad transport      7:25
    '}', //                                                                trailing comma     7:70, no description 1:1
  ].join('\n'),
  'servers/com.example/weather/listing.json': [
    '{',
    '  "nameOrigin": "publisher",',
    '  "alias": "forecast",',
    '  "catgories": [],', //                                                 unknown field      4:3
    '  "categories": [], "tags": [], "owners": [],',
    '  "versions": { "1.0.0": { "status": "active", "publishedAt": "2026-01-02T03:04:05Z" } }',
    '}',
  ].join('\n'),
  'servers/com.example/climate/1.0.0.json': [
    '{',
    `  "$schema": "${aServerJson().$schema}",`,
    '  "name": "com.example/climat",', //                                    wrong path         3:11
    `  "description": "${'x'.repeat(101)}",`, //                             101 characters     4:18
    '  "version": "^1.0.0",', //                                             range              5:14, and the path again
    '  "remotes": [',
    '    { "type": "sse", "url": "http://b.example.com/sse" }', //            plain http         7:29
    '  ]',
    '}',
  ].join('\n'),
  'servers/com.example/climate/listing.json': [
    '{',
    '  "nameOrigin": "publisher", "categories": [], "tags": [], "owners": [],',
    '  "versions": { "1.0.0": { "status": "active", "publishedAt": "2026-01-02T03:04:05Z" } },',
    '  "alias": "forecast"', //                                              duplicate alias    4:12
    '}',
  ].join('\n'),
};

describe('judgeCatalog', () => {
  it('finds everything that is wrong in one run, each at its place', async () => {
    const problems = judgeCatalog(await loadCatalog(writeCatalog(folder, BROKEN)));
    const found = problems.map(({ file, line, column, endColumn, code }) => {
      return `${file.slice(folder.length + '/servers/com.example/'.length)} ${line}:${column}-${endColumn} ${code}`;
    });
    expect(found).toEqual([
      'climate/1.0.0.json 3:11-31 E301',
      'climate/1.0.0.json 4:18-121 E201',
      'climate/1.0.0.json 5:14-22 E301',
      'climate/1.0.0.json 5:14-22 E303',
      'climate/1.0.0.json 7:29-55 E309',
      'weather/1.0.0.json 1:1-2 E201',
      'weather/1.0.0.json 6:3-10 E110',
      'weather/1.0.0.json 7:25-31 E201',
      'weather/1.0.0.json 7:70-71 E102',
      'weather/listing.json 3:12-22 E307',
      'weather/listing.json 4:3-14 E203',
    ]);
    for (const { message, fix } of problems) expect(message && fix).toBeTruthy();
  });

  it('finds no fault in the catalog that we ship', async () => {
    const catalog = await loadCatalog(fileURLToPath(new URL('..', import.meta.url)));
    expect(judgeCatalog(catalog).filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(catalog.entries.length).toBe(catalog.sources.entries.length);
  });

  it('judges odd values without falling over', async () => {
    const odd = [null, 4, 'text', [], [null], { name: 4, remotes: [null, 4, { url: 5 }], packages: {}, icons: 'x' }];
    const files = odd.map((value, index) => [`servers/com.example/odd${index}/1.0.0.json`, JSON.stringify(value)]);
    const listings = odd.map((value, index) => [`servers/com.example/odd${index}/listing.json`, JSON.stringify(value)]);
    const catalog = await loadCatalog(
      writeCatalog(folder, Object.fromEntries([...files, ...listings, ['registry.json', '[]']])),
    );
    const faulty = new Set(judgeCatalog(catalog).map(({ file }) => file));
    expect(faulty.size).toBe(odd.length * 2 + 1);
  });
});

describe('judgeFile', () => {
  const alone = (name: string, content: unknown) =>
    judgeFile(readCatalogFile(join(writeCatalog(folder, { [name]: content }), name)));

  it('asks nothing of a lone file about its place and its neighbours', () => {
    expect(alone('any-name.json', aServerJson())).toEqual([]);
    expect(alone('listing.json', aListing({ alias: 'all' }))).toEqual([]);
    expect(alone('registry.json', aRegistry)).toEqual([]);
  });

  it('holds it against every other rule', () => {
    const server = { ...aServerJson({ version: 'latest', description: '' }), websiteURL: 'https://example.com/' };
    expect(alone('server.json', server).map(({ code, reference }) => [code, reference])).toEqual([
      ['E201', undefined],
      ['E303', 'reserved-version-string'],
      ['W202', undefined],
    ]);
    expect(alone('tools.json', { tools: [] }).map(({ code }) => code)).toEqual(['E201', 'E201', 'E201', 'E201']);
  });
});
