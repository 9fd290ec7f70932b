import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_SCHEMA_URL } from '../../catalog/server-json.ts';
import { aListing, aRegistry, aServerJson } from '../../catalog/testing.ts';
import { writeCatalog } from '../../catalog/testing-files.ts';
import { validateCatalog } from './check.ts';
import { fixCatalog, fixFiles } from './fix.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const weather = 'servers/com.example/weather/1.0.0.json';

/** Oddly laid out, and with a fault of each kind that can be mended, and some that cannot. */
const BROKEN = `{
    "$schema": "${SERVER_SCHEMA_URL.replace('2025-12-11', '2025-09-16')}",
    "name": "com.example/weather",   "version": "1.0.0",
    "description" : " Tells the weather ",
    "status": "active",
    "website_url": "https://example.com/ ",
    "repository": { "source": "github", "url": "https://github.com/example/weather.git" },
    "packages": [
        { "registry_name": "npm", "registry_type": "npm", "name": "@example/weather", "version": "1.0.0",
          "transport": {"type":"stdio"}, "environment_variables": [ {"name": "KEY", "is_secret": true} ] }
    ],
    "remotes": [{ "type": "sse", "url": "http://weather.example.com/sse" }]
}`;

const FIXED = `{
    "$schema": "${SERVER_SCHEMA_URL}",
    "name": "com.example/weather",   "version": "1.0.0",
    "description" : "Tells the weather",
    "websiteUrl": "https://example.com/",
    "repository": { "source": "github", "url": "https://github.com/example/weather" },
    "packages": [
        { "registryType": "npm", "registry_type": "npm", "identifier": "@example/weather", "version": "1.0.0",
          "transport": {"type":"stdio"}, "environmentVariables": [ {"name": "KEY", "isSecret": true} ] }
    ],
    "remotes": [{ "type": "sse", "url": "http://weather.example.com/sse" }]
}`;

function aBrokenCatalog(): void {
  writeCatalog(folder, {
    'registry.json': aRegistry,
    [weather]: BROKEN,
    'servers/com.example/weather/listing.json': aListing(),
  });
}

function commit(): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'first');
}

const textNow = (path = weather) => readFileSync(join(folder, path), 'utf8');

describe('fixCatalog', () => {
  it('makes what is safe, leaves every other byte and every other fault, and says what it did', async () => {
    aBrokenCatalog();
    const said = await fixCatalog(folder, { force: false });
    expect(textNow()).toBe(FIXED);
    expect(said).toHaveLength(10);
    expect(said[0]).toMatch(/1\.0\.0\.json:2:16 {2}fixed W305 {2}Write "\$schema"/);
    const { problems } = await validateCatalog(folder);
    expect(problems.map(({ code }) => code)).toEqual(['E322', 'E309']);
    expect(problems.some(({ edit }) => edit)).toBe(false);
    expect(readdirSync(join(folder, 'servers/com.example/weather'))).toEqual(['1.0.0.json', 'listing.json']);
  });

  it('has nothing to do the second time', async () => {
    aBrokenCatalog();
    await fixCatalog(folder, { force: false });
    expect(await fixCatalog(folder, { force: false })).toEqual([]);
  });

  it('leaves a version that was committed, unless it is forced', async () => {
    aBrokenCatalog();
    commit();
    const other = 'servers/com.example/weather/1.1.0.json';
    writeCatalog(folder, { [other]: BROKEN.replaceAll('"1.0.0"', '"1.1.0"') });
    expect((await fixCatalog(folder, { force: false })).every((line) => line.includes('1.1.0.json'))).toBe(true);
    expect(textNow()).toBe(BROKEN);
    expect(textNow(other)).toBe(FIXED.replaceAll('"1.0.0"', '"1.1.0"'));
    expect(await fixCatalog(folder, { force: true })).toHaveLength(10);
    expect(textNow()).toBe(FIXED);
  });

  it('leaves a file whose JSON is broken', async () => {
    aBrokenCatalog();
    writeCatalog(folder, { [weather]: BROKEN.replace('/sse" }]', '/sse" },]') });
    expect(await fixCatalog(folder, { force: false })).toEqual([]);
  });
});

describe('fixFiles', () => {
  it('fixes a lone file, but no version that a catalog has committed', async () => {
    writeCatalog(folder, { 'my.json': { ...aServerJson(), title: ' Weather' } });
    expect(await fixFiles([join(folder, 'my.json')], { force: false })).toHaveLength(1);
    expect(JSON.parse(textNow('my.json'))).toEqual(aServerJson());
    aBrokenCatalog();
    commit();
    expect(await fixFiles([join(folder, weather)], { force: false })).toEqual([]);
    expect(await fixFiles([join(folder, weather)], { force: true })).toHaveLength(10);
  });
});
