import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitIn, gitServer } from '../../catalog/git/testing-git.ts';
import { readBranch } from './branch.ts';
import { pushStore } from './push.ts';
import { mergeStores } from './store.ts';
import { aRun, aStore, at } from './testing.ts';
import { aRemote, author, type Remote } from './testing-git.ts';

const ROUNDS = 25;

let remote: Remote;
beforeAll(() => {
  remote = aRemote();
  gitIn(remote.bare, 'config', 'http.receivepack', 'true');
});
afterAll(() => remote[Symbol.dispose]());

describe.each(['a folder', 'HTTP'])('two writers at once, over %s', (way) => {
  it(`lose nothing in ${ROUNDS} rounds, also of the servers that both look at`, { timeout: 600_000 }, async () => {
    await using server = await gitServer(remote.folder);
    const place = way === 'HTTP' ? `${server.url}/remote.git` : `file://${remote.bare}`;
    const branch = way === 'HTTP' ? 'status-http' : 'status-file';
    const writers = [remote.clone('--depth=1'), remote.clone()].map((to) => ({ ...to, remote: place, branch }));
    let again = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all(
        writers.map(async (to, writer) => {
          const own = aStore([`a/own-${writer}`, `a/only-${round}-${writer}`], round, [
            aRun(`${round}-${writer}`, round),
          ]);
          // Each is the newer one of the two in every second round.
          const both = aStore(['a/both'], round * 10 + ((round + writer) % 2));
          const { tries } = await pushStore(mergeStores(own, both), to, {
            ...{ author, keep: async () => {} },
            pause: () => delay(Math.random() * 50),
          });
          again += tries - 1;
        }),
      );
      const { store } = await readBranch({ cwd: remote.bare, remote: place, branch });
      expect(store.records.get('a/both')?.status.checkedAt).toBe(at(round * 10 + 1));
      expect(['a/own-0', 'a/own-1'].map((name) => store.records.get(name)?.status.checkedAt)).toEqual([
        at(round),
        at(round),
      ]);
      expect([store.records.size, store.runs.length]).toEqual([3 + 2 * round, 2 * round]);
      expect(gitIn(remote.bare, 'rev-list', '--count', branch)).toBe('1');
    }
    console.log(`${ROUNDS} rounds over ${way}: ${again} pushes were late and tried again`);
    expect(again).toBeGreaterThan(0);
  });
});
