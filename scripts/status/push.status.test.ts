import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitIn, gitServer } from '../../catalog/git/testing-git.ts';
import { readBranch, type StatusBranch } from './branch.ts';
import { encodeStore } from './encoding.ts';
import { readStore, writeStore } from './folder.ts';
import { pushStore } from './push.ts';
import { EMPTY_STORE, mergeStores, type Store } from './store.ts';
import { aRun, aStore } from './testing.ts';
import { aRemote, author, type Remote, stateOf } from './testing-git.ts';

let remote: Remote;
beforeEach(() => {
  remote = aRemote();
});
afterEach(() => remote[Symbol.dispose]());

const soon = async () => {};
const push = (store: Store, at: StatusBranch) => pushStore(store, at, { author, keep: soon, pause: soon });
const files = (branch = 'status') => gitIn(remote.bare, 'ls-tree', '-r', '--name-only', branch).split('\n');

describe('pushing a store', () => {
  it('makes a branch of one commit without parents, by the registry, as of the last look', async () => {
    const store = aStore(['com.example/weather'], 5, [aRun()]);
    const { commit, tries } = await push(store, remote.clone());
    expect(tries).toBe(1);
    expect(gitIn(remote.bare, 'rev-list', '--parents', 'status')).toBe(commit);
    expect(
      gitIn(remote.bare, 'log', '--format=%an <%ae> %cn <%ce> %aI %cI %s', 'status').replaceAll('+00:00', 'Z'),
    ).toBe(
      `${`${author.name} <${author.email}> `.repeat(2)}${'2026-11-22T09:37:07Z '.repeat(2)}` +
        'Status of 1 servers at 2026-11-22T09:37:07.000Z',
    );
    expect(files()).toEqual([...encodeStore(store)].map(([path]) => path).sort());
    for (const [path, content] of encodeStore(store)) {
      expect(gitIn(remote.bare, 'show', `status:${path}`)).toBe(content.trim());
    }
  });

  it('replaces that commit, and keeps what only the branch had', async () => {
    const at = remote.clone();
    await push(aStore(['a/one', 'a/two'], 0, [aRun('1')]), at);
    const kept: Store[] = [];
    const keep = async (merged: Store) => void kept.push(merged);
    await pushStore(aStore(['a/two', 'a/three'], 9, [aRun('2', 9)]), at, { author, keep });
    expect(gitIn(remote.bare, 'rev-list', '--count', 'status')).toBe('1');
    const { store } = await readBranch(remote.clone());
    expect(store).toEqual(
      mergeStores(aStore(['a/one'], 0, [aRun('1')]), aStore(['a/two', 'a/three'], 9, [aRun('2', 9)])),
    );
    expect(kept).toEqual([store]);
  });

  it('makes the same commit of the same store in any clone, so a second push has nothing to do', async () => {
    const { commit } = await push(aStore(['a/one'], 3), remote.clone());
    expect(await push(aStore(['a/one'], 3), remote.clone())).toEqual({ commit, tries: 0 });
    gitIn(remote.bare, 'update-ref', '-d', 'refs/heads/status');
    expect(await push(aStore(['a/one'], 3), remote.clone())).toEqual({ commit, tries: 1 });
  });

  it.each([[[]], [['--depth=1']], [['--depth=1', '--single-branch', '--no-tags']], [['--filter=blob:none']]])(
    'leaves the clone as it was, also one made with %j',
    async (flags) => {
      gitIn(remote.bare, 'config', 'uploadpack.allowFilter', 'true');
      const at = remote.clone(...flags);
      writeFileSync(join(at.cwd, 'README.md'), 'being edited');
      writeFileSync(join(at.cwd, 'staged.txt'), 'being added');
      gitIn(at.cwd, 'add', 'staged.txt');
      const [before, main] = [stateOf(at), gitIn(remote.bare, 'rev-parse', 'main')];
      await push(aStore(['a/one']), at);
      await push(aStore(['a/two'], 9), at);
      expect((await readBranch(at)).store.records.size).toBe(2);
      expect(stateOf(at)).toEqual(before);
      expect(gitIn(remote.bare, 'rev-parse', 'main')).toBe(main);
      gitIn(at.cwd, 'fsck', '--no-dangling');
    },
  );

  it('works from a clone that stands at no branch, and inside a hook of another repository', async () => {
    const at = remote.clone('--depth=1');
    gitIn(at.cwd, 'checkout', '--quiet', '--detach');
    process.env.GIT_DIR = '/nowhere';
    try {
      await push(aStore(['a/one']), at);
    } finally {
      delete process.env.GIT_DIR;
    }
    expect(gitIn(remote.bare, 'rev-list', '--count', 'status')).toBe('1');
  });

  it('runs no hook of the clone', async () => {
    const at = remote.clone();
    writeFileSync(join(at.cwd, '.git/hooks/pre-push'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await push(aStore(['a/one']), at)).toMatchObject({ tries: 1 });
  });
});

describe('two writers at once', () => {
  it('lose nothing, whoever is quicker', { timeout: 60_000 }, async () => {
    const writers = [remote.clone(), remote.clone('--depth=1')];
    for (let round = 1; round <= 4; round += 1) {
      await Promise.all(
        writers.map((at, writer) => {
          const own = aStore([`a/own-${writer}`, `a/round-${round}-${writer}`], round, [
            aRun(`${round}-${writer}`, round),
          ]);
          return push(mergeStores(own, aStore(['a/both'], round * 10 + writer)), at);
        }),
      );
    }
    const { store } = await readBranch(remote.clone());
    expect(store.records.size).toBe(11);
    expect(store.runs.length).toBe(8);
    expect(store.records.get('a/both')).toEqual(aStore(['a/both'], 41).records.get('a/both'));
    expect(store.records.get('a/own-0')).toEqual(aStore(['a/own-0'], 4).records.get('a/own-0'));
    expect(gitIn(remote.bare, 'rev-list', '--parents', '--count', 'status')).toBe('1');
  });

  it('end after five refusals with a clear error, and the folder has everything', async () => {
    const [at, other, folder] = [remote.clone(), remote.clone(), join(remote.folder, 'status')];
    let round = 0;
    const keep = async (merged: Store) => {
      await writeStore(folder, merged);
      round += 1;
      await push(aStore([`a/other-${round}`], round), other);
    };
    await expect(pushStore(aStore(['a/mine']), at, { author, keep, pause: soon })).rejects.toThrow(
      /Others wrote to the branch status of origin each of the 5 times.+push again\. git said:\n.*stale info/s,
    );
    expect(round).toBe(5);
    const names = [1, 2, 3, 4].map((number) => `a/other-${number}`);
    expect([...(await readStore(folder)).records.keys()].sort()).toEqual(['a/mine', ...names]);
  });
});

describe('a remote that does not take it', () => {
  it('is not asked again when it refuses for a reason of its own, and its words are passed on', async () => {
    const at = remote.clone();
    const hook = '#!/bin/sh\necho "this branch is protected" >&2\nexit 1\n';
    writeFileSync(join(remote.bare, 'hooks/pre-receive'), hook, { mode: 0o755 });
    await expect(push(aStore(['a/one']), at)).rejects.toThrow(
      /The push to the branch status of origin failed.+May you write there\?.+this branch is protected/s,
    );
    expect((await readBranch(at)).commit).toBeNull();
  });

  it('asks for no password, and says what was tried; no password is shown', async () => {
    await using server = await gitServer(remote.folder, 'secret');
    const url = server.url.replace('//', '//robot:hunter2@');
    const pushed = push(aStore(['a/one']), { ...remote.clone(), remote: `${url}/remote.git` });
    const said = await pushed.catch((error: unknown) => String(error));
    expect(said).toContain('Reading the branch status of');
    expect(said).toContain('Authentication failed');
    expect(said).not.toContain('hunter2');
  });

  it('is reached with the credentials that the clone was given, as a checkout in CI has them', async () => {
    gitIn(remote.bare, 'config', 'http.receivepack', 'true');
    await using server = await gitServer(remote.folder, 'secret');
    const at = remote.clone('--depth=1');
    gitIn(at.cwd, 'remote', 'set-url', 'origin', `${server.url}/remote.git`);
    gitIn(at.cwd, 'config', `http.${server.url}/.extraheader`, 'AUTHORIZATION: Bearer secret');
    await push(aStore(['a/one']), at);
    await push(aStore(['a/two'], 4), at);
    expect((await readBranch(at)).store.records.size).toBe(2);
  });

  it.each(['nowhere', '/nowhere/at/all.git'])('is named when it is not there: %s', async (name) => {
    const at = { ...remote.clone(), remote: name };
    await expect(push(aStore(['a/one']), at)).rejects.toThrow(
      `Reading the branch status of ${name} failed: git ls-remote`,
    );
  });

  it('is not written to from outside a repository', async () => {
    const cwd = join(remote.folder, 'plain');
    mkdirSync(cwd);
    const at = { cwd, remote: remote.bare, branch: 'status' };
    await expect(push(EMPTY_STORE, at)).rejects.toThrow('not a git repository');
    expect(readFileSync(join(remote.bare, 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
  });
});
