import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from './load.ts';
import { aListing, aRegistry, aServerJson } from './testing.ts';
import { writeCatalog } from './testing-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const weather = 'servers/com.example/weather';

function weatherFiles(versions: Record<string, object>): Record<string, unknown> {
  const files = Object.keys(versions).map((version) => [`${weather}/${version}.json`, aServerJson({ version })]);
  return {
    'registry.json': aRegistry,
    [`${weather}/listing.json`]: { ...aListing(), versions },
    ...Object.fromEntries(files),
  };
}

const active = { status: 'active' };

describe('loadCatalog', () => {
  it('gives entries with their versions, oldest publication first', async () => {
    const files = weatherFiles({
      '1.10.0': { ...active, publishedAt: '2026-01-03T00:00:00Z' },
      '1.9.0': { ...active, publishedAt: '2026-01-03T00:00:00Z' },
      '2.0.0': { ...active, publishedAt: '2026-01-01T00:00:00+02:00', statusChangedAt: '2026-02-01T00:00:00Z' },
    });
    const { registry, entries, problems } = await loadCatalog(writeCatalog(folder, files));
    expect(problems).toEqual([]);
    expect(registry).toEqual(aRegistry);
    expect(entries.map(({ name, lock }) => ({ name, lock }))).toEqual([{ name: 'com.example/weather', lock: null }]);
    expect(entries[0]?.versions.map(({ server, ...dates }) => ({ version: server.version, ...dates }))).toEqual([
      { version: '2.0.0', publishedAt: '2025-12-31T22:00:00Z', updatedAt: '2026-02-01T00:00:00Z' },
      { version: '1.9.0', publishedAt: '2026-01-03T00:00:00Z', updatedAt: '2026-01-03T00:00:00Z' },
      { version: '1.10.0', publishedAt: '2026-01-03T00:00:00Z', updatedAt: '2026-01-03T00:00:00Z' },
    ]);
  });

  it('says which files and folders are not where they should be', async () => {
    writeCatalog(folder, {
      'servers/README.md': 'hello',
      'servers/com.example/weather.json': aServerJson(),
      'servers/com.example/weather/extra/1.0.0.json': aServerJson(),
      'servers/com.example/lonely/listing.json': aListing(),
      'servers/com.example/unlisted/1.0.0.json': aServerJson(),
    });
    symlinkSync(
      join(folder, 'servers/com.example/weather.json'),
      join(folder, 'servers/com.example/lonely/1.0.0.json'),
    );
    const { problems, entries } = await loadCatalog(folder);
    expect(entries).toEqual([]);
    expect(problems.map(({ file, code }) => `${code} ${file.slice(folder.length + 1)}`).sort()).toEqual([
      'E220 servers/README.md',
      'E220 servers/com.example/weather.json',
      'E220 servers/com.example/weather/extra/1.0.0.json',
      'E221 servers/com.example/lonely/1.0.0.json',
      'E222 servers/com.example/lonely/listing.json',
      'E223 servers/com.example/unlisted/1.0.0.json',
      'E224 registry.json',
    ]);
  });

  it('keeps an entry that can be read although something is wrong with it', async () => {
    const { entries, problems } = await loadCatalog(
      writeCatalog(folder, {
        'registry.json': aRegistry,
        [`${weather}/1.0.0.json`]: `${JSON.stringify(aServerJson({ description: 'x'.repeat(101) })).slice(0, -1)},}`,
        [`${weather}/listing.json`]: { ...aListing(), colour: 'blue' },
      }),
    );
    expect(problems.map(({ code }) => code).sort()).toEqual(['E102', 'E201', 'E203']);
    expect(entries).toMatchObject([{ name: 'com.example/weather', versions: [{ server: { version: '1.0.0' } }] }]);
  });

  it('leaves out an entry whose files cannot be used, and says why', async () => {
    const { entries, problems } = await loadCatalog(
      writeCatalog(folder, {
        'registry.json': aRegistry,
        [`${weather}/1.0.0.json`]: '{',
        [`${weather}/listing.json`]: { ...aListing(), versions: 4 },
      }),
    );
    expect(entries).toEqual([]);
    expect(problems.map(({ code, pointer }) => `${code} ${pointer}`).sort()).toContain('E201 /versions');
  });

  it('asks for a date where neither the listing nor git has one', async () => {
    const { entries, problems } = await loadCatalog(writeCatalog(folder, weatherFiles({ '1.0.0': active })));
    expect(entries).toEqual([]);
    expect(problems).toMatchObject([{ code: 'E225', pointer: '/versions/1.0.0', line: 9, column: 5 }]);
    expect(problems[0]?.fix).toContain('"publishedAt"');
  });

  it('takes dates from git, and for a file not yet committed from the file', async () => {
    writeCatalog(folder, weatherFiles({ '1.0.0': active }));
    commit('2026-03-01T10:00:00+01:00');
    writeCatalog(folder, weatherFiles({ '1.0.0': active, '1.1.0': active, '1.2.0': active }));
    utimesSync(join(folder, weather, '1.2.0.json'), new Date(), new Date('2026-05-01T00:00:00Z'));
    execFileSync('git', ['add', `${weather}/1.1.0.json`], { cwd: folder });
    writeCatalog(folder, { [`${weather}/1.0.0.json`]: aServerJson({ title: 'Weather Again' }) });
    commit('2026-04-01T00:00:00Z', [`${weather}/1.1.0.json`, `${weather}/1.0.0.json`]);
    const { entries, problems } = await loadCatalog(folder);
    expect(problems).toEqual([]);
    expect(entries[0]?.versions.map(({ publishedAt, updatedAt }) => [publishedAt, updatedAt])).toEqual([
      ['2026-03-01T09:00:00Z', '2026-04-01T00:00:00Z'],
      ['2026-04-01T00:00:00Z', '2026-04-01T00:00:00Z'],
      ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00Z'],
    ]);
  });

  it('warns when git holds only the newest commits', async () => {
    writeCatalog(folder, weatherFiles({ '1.0.0': active }));
    commit('2026-03-01T00:00:00Z');
    const shallow = join(folder, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, shallow]);
    expect((await loadCatalog(shallow)).problems).toMatchObject([{ code: 'W226', severity: 'warning' }]);
  });
});

function commit(date: string, paths: string[] = ['.']): void {
  const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder, env });
  git('init', '-q');
  git('add', ...paths);
  git('commit', '-q', '-m', 'a commit', '--', ...paths);
}
