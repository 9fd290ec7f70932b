import { setTimeout as delay } from 'node:timers/promises';
import type { Author } from '../../catalog/git/git.ts';
import { moveBranch, nameOfBranch } from '../../catalog/git/git-push.ts';
import { UserError } from '../command.ts';
import { readBranch, type StatusBranch } from './branch.ts';
import { commitStore } from './commit.ts';
import { mergeStores, type Store } from './store.ts';

/** How often a push is tried when others write at the same time. */
const TRIES = 5;

export interface PushOptions {
  author: Author;
  /** Is given what the branch and the store have together, before each push: what is kept there no refusal can lose. */
  keep: (merged: Store) => Promise<void>;
  /** Waits before the next try; writers that wait equally long would meet again. */
  pause?: (tries: number) => Promise<unknown>;
}

export interface Pushed {
  commit: string;
  /** How often it was tried; 0 when the branch held all of it already. */
  tries: number;
}

/**
 * Replaces the one commit of the status branch by one that holds what it held and what the store has, the newer look of
 * each server. It replaces only what it has seen: when somebody else was quicker it looks again, and merges again.
 */
export async function pushStore(
  store: Store,
  at: StatusBranch,
  { author, keep, pause = (tries) => delay(Math.random() * 250 * 2 ** tries) }: PushOptions,
): Promise<Pushed> {
  const { cwd, remote, branch } = at;
  let merged = store;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const seen = await readBranch(at);
    merged = mergeStores(merged, seen.store);
    await keep(merged);
    const commit = await commitStore(merged, author, at.cwd);
    if (commit === seen.commit) return { commit, tries: tries - 1 };
    const refusal = await moveBranch({ remote, branch, seen: seen.commit, commit }, { cwd });
    if (refusal === null) return { commit, tries };
    if (tries === TRIES) {
      const times = `each of the ${TRIES} times that it was to be pushed`;
      const lost = 'Nothing is lost, here or there: push again';
      throw new UserError(`Others wrote to ${nameOfBranch(remote, branch)} ${times}. ${lost}. git said:\n${refusal}`);
    }
    await pause(tries);
  }
  throw new Error('the last try either succeeds or throws');
}
