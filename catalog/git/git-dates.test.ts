import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeCatalog } from '../testing-files.ts';
import { gitDates } from './git-dates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dates-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(date: string, ...args: string[]): void {
  const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder, env });
}

it('knows when a file came and when it last changed, and forgets its earlier life', async () => {
  git('', 'init', '-q', '-b', 'main');
  const steps: [day: string, files: Record<string, string>][] = [
    ['2026-01-01', { 'servers/a b/é.json': '1', 'servers/back.json': '1', other: '1' }],
    ['2026-01-02', { 'servers/a b/é.json': '2' }],
    ['2026-01-04', { 'servers/back.json': '2' }],
  ];
  for (const [day, files] of steps) {
    if (day === '2026-01-04') {
      git('2026-01-03T00:00:00Z', 'rm', '-q', 'servers/back.json');
      git('2026-01-03T00:00:00Z', 'commit', '-q', '-m', 'gone');
    }
    writeCatalog(folder, files);
    git('', 'add', '.');
    git(`${day}T00:00:00Z`, 'commit', '-q', '-m', day);
  }
  expect(await gitDates(join(folder, 'servers'))).toEqual({
    shallow: false,
    files: new Map([
      ['back.json', { first: '2026-01-04T00:00:00Z', last: '2026-01-04T00:00:00Z' }],
      ['a b/é.json', { first: '2026-01-01T00:00:00Z', last: '2026-01-02T00:00:00Z' }],
    ]),
  });
});

it('takes the day of the merge for what came by a merge', async () => {
  git('', 'init', '-q', '-b', 'main');
  git('2026-01-01T00:00:00Z', 'commit', '-q', '--allow-empty', '-m', 'root');
  git('', 'checkout', '-q', '-b', 'side');
  writeCatalog(folder, { 'servers/new.json': '1' });
  git('', 'add', '.');
  git('2026-01-02T00:00:00Z', 'commit', '-q', '-m', 'new');
  git('', 'checkout', '-q', 'main');
  git('2026-01-05T00:00:00Z', 'merge', '-q', '--no-ff', '-m', 'merge', 'side');
  const dates = await gitDates(join(folder, 'servers'));
  expect(dates?.files.get('new.json')?.first).toBe('2026-01-05T00:00:00Z');
});

it('knows nothing outside git', async () => {
  expect(await gitDates(folder)).toBeNull();
});

it('knows no dates in a repository without a commit', async () => {
  git('', 'init', '-q');
  expect(await gitDates(folder)).toEqual({ shallow: false, files: new Map() });
});
