import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareWithBase, publishedFiles } from './base.ts';
import { aListing, aServerJson } from './testing.ts';
import { writeCatalog } from './testing-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'base-'));
  writeCatalog(folder, {
    'catalog/servers/com.example/weather/1.0.0.json': aServerJson(),
    'catalog/servers/com.example/weather/1.1.0.json': aServerJson({ version: '1.1.0' }),
    'catalog/servers/com.example/weather/listing.json': aListing(),
    'README.md': 'Text',
  });
  git('init', '--quiet', '--initial-branch=main');
  commit('first');
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...args: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'pipe' });
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

const weather = (file: string) => `catalog/servers/com.example/weather/${file}`;

async function found(revision = 'main'): Promise<string[]> {
  const problems = await compareWithBase(join(folder, 'catalog'), revision);
  return problems.map(({ file, code, line, pointer }) => {
    return `${code} ${file.slice(file.indexOf('com.example/') + 12)}:${line} ${pointer}`;
  });
}

describe('compareWithBase', () => {
  it('is content with new versions, and with whatever a listing says', async () => {
    writeCatalog(folder, {
      [weather('1.2.0.json')]: aServerJson({ version: '1.2.0' }),
      [weather('listing.json')]: aListing({ tags: ['new'] }),
      'catalog/servers/com.example/climate/1.0.0.json': aServerJson({ name: 'com.example/climate' }),
      'README.md': 'Other text',
    });
    expect(await found()).toEqual([]);
    commit('second');
    expect(await found('HEAD~1')).toEqual([]);
  });

  it('finds a version that was edited, and where, committed or not', async () => {
    writeCatalog(folder, { [weather('1.0.0.json')]: aServerJson({ title: 'Climate' }) });
    const edited = ['E501 weather/1.0.0.json:4 /title'];
    expect(await found()).toEqual(edited);
    git('checkout', '--quiet', '-b', 'topic');
    commit('edit');
    expect(await found()).toEqual(edited);
  });

  it('finds a version whose bytes alone changed', async () => {
    writeCatalog(folder, { [weather('1.0.0.json')]: JSON.stringify(aServerJson()) });
    expect(await found()).toEqual(['E501 weather/1.0.0.json:1 ']);
  });

  it('finds a version that is gone, also when it was moved and edited on the way', async () => {
    rmSync(join(folder, weather('1.1.0.json')));
    mkdirSync(join(folder, 'catalog/servers/com.example/climate'));
    renameSync(join(folder, weather('1.0.0.json')), join(folder, 'catalog/servers/com.example/climate/1.0.0.json'));
    expect(await found()).toEqual(['E502 weather/1.0.0.json:1 ', 'E502 weather/1.1.0.json:1 ']);
  });

  it('finds a version that became a link', async () => {
    rmSync(join(folder, weather('1.0.0.json')));
    symlinkSync('nowhere', join(folder, weather('1.0.0.json')));
    expect(await found()).toEqual(['E502 weather/1.0.0.json:1 ']);
  });

  it('does not miss what others published since this branch began', async () => {
    git('checkout', '--quiet', '-b', 'topic');
    git('checkout', '--quiet', 'main');
    writeCatalog(folder, { [weather('2.0.0.json')]: aServerJson({ version: '2.0.0' }) });
    commit('by others');
    git('checkout', '--quiet', 'topic');
    expect(await found()).toEqual([]);
  });

  it('throws where git does not know the revision, whatever it looks like', async () => {
    await expect(found('no-such-branch')).rejects.toThrow();
    await expect(found('--output=evil')).rejects.toThrow();
  });
});

describe('publishedFiles', () => {
  it('are the versions that were committed', async () => {
    writeCatalog(folder, { [weather('1.2.0.json')]: aServerJson({ version: '1.2.0' }) });
    expect([...(await publishedFiles(join(folder, 'catalog')))]).toEqual([
      'servers/com.example/weather/1.0.0.json',
      'servers/com.example/weather/1.1.0.json',
    ]);
    expect((await publishedFiles(tmpdir())).size).toBe(0);
  });
});
