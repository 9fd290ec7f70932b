import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn } from '../../catalog/git/testing-git.ts';
import { readBranch } from './branch.ts';
import { pushStore } from './push.ts';
import { EMPTY_STORE } from './store.ts';
import { aRun, aStore } from './testing.ts';
import { aRemote, author, type Remote } from './testing-git.ts';

let remote: Remote;
beforeEach(() => {
  remote = aRemote();
});
afterEach(() => remote[Symbol.dispose]());

/** Makes the branch `status` hold one file, as anybody who may write there could. */
function branchOf(path: string, content: string, mode = '100644'): void {
  const into = (input: string, ...args: string[]) =>
    execFileSync('git', args, { cwd: remote.bare, input, maxBuffer: 2 ** 28, encoding: 'utf8' }).trim();
  const blob =
    mode === '160000' ? gitIn(remote.bare, 'rev-parse', 'main') : into(content, 'hash-object', '-w', '--stdin');
  const kind = mode === '160000' ? 'commit' : 'blob';
  const [name, ...folders] = path.split('/').toReversed();
  let line = `${mode} ${kind} ${blob}\t${name}`;
  for (const folder of folders) line = `040000 tree ${into(`${line}\0`, 'mktree', '-z')}\t${folder}`;
  const commit = gitIn(remote.bare, 'commit-tree', into(`${line}\0`, 'mktree', '-z'), '-m', 'by hand');
  gitIn(remote.bare, 'update-ref', 'refs/heads/status', commit);
}

describe('reading the status branch', () => {
  it('finds nothing where there is no branch, in a remote with commits and in an empty one', async () => {
    const at = remote.clone();
    expect(await readBranch(at)).toEqual({ commit: null, store: EMPTY_STORE });
    const empty = `${remote.folder}/empty.git`;
    gitIn(remote.folder, 'init', '--quiet', '--bare', empty);
    expect(await readBranch({ ...at, remote: empty })).toEqual({ commit: null, store: EMPTY_STORE });
  });

  it('finds what was pushed, also over a history that somebody left there', async () => {
    const [at, store] = [remote.clone(), aStore(['com.example/weather', 'com.example/notes'], 0, [aRun()])];
    const { commit } = await pushStore(store, at, { author, keep: async () => {} });
    expect(await readBranch(remote.clone('--depth=1'))).toEqual({ commit, store });
    const later = gitIn(remote.bare, 'commit-tree', 'status^{tree}', '-p', 'status', '-m', 'a second');
    gitIn(remote.bare, 'update-ref', 'refs/heads/status', later);
    expect(await readBranch(at)).toEqual({ commit: later, store });
  });

  it.each([
    [
      'a link',
      'shards/59.json',
      '/etc/passwd',
      '120000',
      'shards/59.json in the branch status of origin is no plain file',
    ],
    ['a program', 'shards/59.json', '{}', '100755', 'shards/59.json in the branch status of origin is no plain file'],
    ['a submodule', 'shards/59.json', '', '160000', 'shards/59.json in the branch status of origin is no plain file'],
    [
      'a shard too many',
      'shards/64.json',
      '{}',
      '100644',
      'shards/64.json in the branch status of origin is no file of',
    ],
    ['an absurd name', 'shards/\u001b[2J\n.json', '{}', '100644', 'shards/\\u001b[2J\\n.json in the branch status of'],
    ['a page', 'index.html', '<p>', '100644', 'index.html in the branch status of origin is no file of a store'],
    [
      'a damaged shard',
      'shards/07.json',
      '{"sch',
      '100644',
      'shards/07.json in the branch status of origin is not read',
    ],
    [
      'runs without end',
      'runs.json',
      ' '.repeat(2 ** 20 + 1),
      '100644',
      'runs.json in the branch status of origin is larg',
    ],
  ])('refuses %s, names it, and says how to mend it', async (_what, path, content, mode, message) => {
    branchOf(path, content, mode);
    const at = remote.clone('--single-branch');
    await expect(readBranch(at)).rejects.toThrow(message);
    await expect(readBranch(at)).rejects.toThrow('git push origin --delete status, npm run status -- restore');
    await expect(pushStore(aStore(['a/b']), at, { author, keep: async () => {} })).rejects.toThrow(message);
  });

  it('refuses a branch of code, so that no mistake in registry.json replaces it', async () => {
    const at = { ...remote.clone(), branch: 'main' };
    const before = gitIn(remote.bare, 'rev-parse', 'main');
    await expect(pushStore(aStore(['a/b']), at, { author, keep: async () => {} })).rejects.toThrow(
      'README.md in the branch main of origin is no file of a store, so main may be no status branch',
    );
    expect(gitIn(remote.bare, 'rev-parse', 'main')).toBe(before);
  });

  it.each(['--upload-pack=touch x', 'a b', 'a:refs/heads/main', '../x', ''])(
    'does nothing for a branch %j',
    async (branch) => {
      const at = { ...remote.clone(), branch };
      const before = gitIn(remote.bare, 'for-each-ref');
      await expect(pushStore(aStore(['a/b']), at, { author, keep: async () => {} })).rejects.toThrow('failed');
      expect(gitIn(remote.bare, 'for-each-ref')).toBe(before);
    },
  );
});
