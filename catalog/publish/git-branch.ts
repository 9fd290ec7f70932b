import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Author } from '../git/git.ts';
import { nameOfBranch } from '../git/git-push.ts';
import { UserError } from '../user-error.ts';
import { GitCopy } from './git-copy.ts';
import { inTurn } from './in-turn.ts';

const { join } = posix;

/** A catalog in a git repository that is reached by its address. */
export interface CatalogRepository {
  /** An address that git understands. */
  remote: string;
  /** The branch that changes are made for. */
  branch: string;
  /** Where the catalog lies in the repository: `catalog`, if nothing else is said; `.` is the repository itself. */
  folder?: string;
  /** Where branches are pushed to, if that is another repository: a fork. */
  pushRemote?: string;
  /** A token for the hosts of both addresses, where they are http; otherwise git uses what it knows. */
  token?: string;
}

/** A change of a catalog, made on a branch. */
export interface CatalogChange<Result> {
  /** The branch to push to. The one that changes are made for means: publish at once. */
  to: string;
  author: Author;
  message: string | ((result: Result) => string);
  /**
   * Changes what is below `servers/` in this folder. It is called again when the catalog has become newer meanwhile. `at` is
   * the moment of the change, in whole seconds: that of an earlier push of it, so that the same change is the same commit.
   */
  change: (folder: string, at: Date) => Promise<Result>;
  /** Makes the commit and its diff as if for the first time, and pushes nothing. */
  dryRun?: boolean;
  /** Waits before the next try; writers that wait equally long would meet again. */
  pause?: (tries: number) => Promise<unknown>;
}

/** What became of a change. */
export interface ChangedCatalog<Result> {
  result: Result;
  branch: string;
  /** What the branch stands at now; null where the change changed nothing. */
  commit: string | null;
  /** Whether something was pushed: false when the branch stood at this commit already. */
  isPushed: boolean;
  /** What the commit changes, as `git diff` shows it. */
  diff: string;
}

/** How often a change is made when others write at the same time. */
const TRIES = 5;

/**
 * Changes a catalog in a remote repository, in a private copy and in nobody's checkout, and pushes what has changed to a
 * branch. The branch that changes are made for only moves on from where it was seen: when somebody else was quicker, the
 * change is made again. Any other branch gets one commit on top of it, and is never taken from another author. Changes of one repository
 * wait for each other within this process. Throws `UserError`, and what `change` throws; then nothing was pushed.
 */
export async function changeCatalog<Result>(
  repository: CatalogRepository,
  change: CatalogChange<Result>,
): Promise<ChangedCatalog<Result>> {
  const { pause = (tries) => delay(Math.random() * 250 * 2 ** tries) } = change;
  return inTurn(`git:${repository.remote}`, async () => {
    for (let tries = 1; ; tries += 1) {
      const { refusal, ...changed } = await changeOnce(repository, change);
      if (refusal === null) return changed;
      if (tries === TRIES) {
        const where = nameOfBranch(repository.pushRemote ?? repository.remote, change.to);
        throw new UserError(`Others wrote to ${where} each of the ${TRIES} times: try again. git said:\n${refusal}`);
      }
      await pause(tries);
    }
  });
}

async function changeOnce<Result>(
  { remote, branch, folder = 'catalog', pushRemote = remote, token }: CatalogRepository,
  { to, author, message, change, dryRun = false }: CatalogChange<Result>,
): Promise<ChangedCatalog<Result> & { refusal: string | null }> {
  await using copy = await GitCopy.open([remote, pushRemote], token);
  // Another repository may lack what comes before the newest commit, and takes it only as a whole.
  const base = await copy.fetch(remote, branch, { whole: pushRemote !== remote });
  const isBase = to === branch && pushRemote === remote;
  const earlier = isBase || dryRun ? null : await earlierChange(copy, { remote: pushRemote, branch: to, base, author });
  const at = earlier?.at ?? new Date(Math.floor(Date.now() / 1000) * 1000);

  const servers = join(folder, 'servers');
  if ((await copy.checkOut(base, [join(folder, 'registry.json'), servers])) === 0) {
    throw new UserError(`There is no catalog in ${folder} of ${nameOfBranch(remote, branch)}`);
  }
  const result = await change(join(copy.folder, folder), at);
  const words = typeof message === 'string' ? message : message(result);
  const commit = await copy.commit(servers, { parent: base, message: words, author, at });
  if (commit === null) return { result, branch: to, commit, isPushed: false, diff: '', refusal: null };

  const changed = { result, branch: to, commit, diff: await copy.diff(base, commit) };
  if (dryRun || commit === earlier?.commit) return { ...changed, isPushed: false, refusal: null };
  const seen = isBase ? base : (earlier?.commit ?? null);
  return { ...changed, isPushed: true, refusal: await copy.push({ remote: pushRemote, branch: to, seen, commit }) };
}

/** What a branch stands at that was pushed before, and the moment of its change; null where it is not there. */
async function earlierChange(
  copy: GitCopy,
  { remote, branch, base, author }: { remote: string; branch: string; base: string; author: Author },
): Promise<{ commit: string; at: Date | undefined } | null> {
  if (!(await copy.has(remote, branch))) return null;
  const commit = await copy.fetch(remote, branch);
  if (commit === base) return { commit, at: undefined };
  const { emails, at } = await copy.authorship(commit);
  if (emails.every((email) => email === author.email)) return { commit, at: at > new Date() ? undefined : at };
  const what = `${nameOfBranch(remote, branch)} has commits of somebody else, which are not to be lost`;
  throw new UserError(`${what}: merge it or delete it, and try again`);
}
