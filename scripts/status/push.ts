import { setTimeout as delay } from 'node:timers/promises';
import { type Author, git, withoutSecrets } from '../../catalog/git.ts';
import { UserError } from '../command.ts';
import { nameOfBranch, readBranch, type SeenBranch, type StatusBranch } from './branch.ts';
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
  let merged = store;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const seen = await readBranch(at);
    merged = mergeStores(merged, seen.store);
    await keep(merged);
    const commit = await commitStore(merged, author, at.cwd);
    if (commit === seen.commit) return { commit, tries: tries - 1 };
    const refusal = await replace(seen, commit, at);
    if (refusal === null) return { commit, tries };
    if (tries === TRIES) {
      const times = `each of the ${TRIES} times that it was to be pushed`;
      const lost = 'Nothing is lost, here or there: push again';
      throw new UserError(`Others wrote to ${nameOfBranch(at)} ${times}. ${lost}. git said:\n${refusal}`);
    }
    await pause(tries);
  }
  throw new Error('the last try either succeeds or throws');
}

/** Null when the remote took the commit; what git said when its branch is no longer what was seen. */
async function replace(seen: SeenBranch, commit: string, at: StatusBranch): Promise<string | null> {
  const ref = `refs/heads/${at.branch}`;
  const lease = `--force-with-lease=${ref}:${seen.commit ?? ''}`;
  const alone = ['--no-signed', '--no-follow-tags', '--no-recurse-submodules', '--porcelain', '--quiet'];
  const target = ['--', at.remote, `${commit}:${ref}`];
  const { code, stdout, stderr } = await git(['push', ...alone, lease, ...target], at);
  if (code === 0) return null;
  const said = withoutSecrets(`${stdout.toString('utf8')}${stderr}`.trim());
  if (WAS_LATE.test(said)) return said;
  throw new UserError(
    `The push to ${nameOfBranch(at)} failed, and the branch is as it was. May this clone write there? git said:\n${said}`,
  );
}

/** How git words that another writer was quicker: seen before sending, or by the remote while it took our commit. */
const WAS_LATE = /\(stale info\)|cannot lock ref|failed to update ref|reference already exists|incorrect old value/i;
