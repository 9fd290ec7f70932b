import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitIn } from '../../catalog/git/testing-git.ts';
import type { StatusBranch } from './branch.ts';

/** Real repositories for tests, in a folder that goes away with them. */

export const author = { name: 'Test Registry', email: 'com.example.registry@noreply.invalid' };

export interface Remote extends Disposable {
  folder: string;
  /** The bare repository; its branch main has two commits. */
  bare: string;
  /** A fresh clone, as `git clone` makes it with these flags. */
  clone(...flags: string[]): StatusBranch;
}

/** A bare repository with some history of code. */
export function aRemote(): Remote {
  const folder = mkdtempSync(join(tmpdir(), 'status-git-'));
  const bare = join(folder, 'remote.git');
  gitIn(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  const first = join(folder, 'first');
  gitIn(folder, 'clone', '--quiet', bare, first);
  for (const text of ['one', 'two']) {
    writeFileSync(join(first, 'README.md'), text);
    gitIn(first, 'add', '.');
    gitIn(first, 'commit', '--quiet', '-m', text);
  }
  gitIn(first, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  let clones = 0;
  const clone = (...flags: string[]) => {
    clones += 1;
    const cwd = join(folder, `clone-${clones}`);
    gitIn(folder, 'clone', '--quiet', ...flags, `file://${bare}`, cwd);
    return { cwd, remote: 'origin', branch: 'status' };
  };
  return { folder, bare, clone, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** All that a push or a pull must leave alone in a clone: its branches, where it stands, its index and its files. */
export function stateOf({ cwd }: StatusBranch): string[] {
  return [
    gitIn(cwd, 'status', '--porcelain=v2', '--branch', '--ignored'),
    gitIn(cwd, 'for-each-ref', 'refs/heads', 'refs/tags', 'refs/status-fetch', 'refs/stash'),
    gitIn(cwd, 'ls-files', '--stage'),
    gitIn(cwd, 'reflog'),
    gitIn(cwd, 'config', '--local', '--list'),
    gitIn(cwd, 'rev-parse', '--is-shallow-repository'),
  ];
}
