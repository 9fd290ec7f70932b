import { UserError } from '../user-error.ts';
import { type GitOptions, git, withoutSecrets } from './git.ts';

/** A branch of a remote, what it stood at when it was looked at (null: it was not there), and what it shall stand at. */
export interface Move {
  /** A remote's name, or an address. */
  remote: string;
  branch: string;
  seen: string | null;
  commit: string;
}

/**
 * Moves a branch of a remote, if it is still as it was seen. Null when the remote took it; what git said when another writer
 * was quicker. Throws `UserError` when it was refused for any other reason.
 */
export async function moveBranch({ remote, branch, seen, commit }: Move, options: GitOptions): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${seen ?? ''}`;
  const alone = ['--no-signed', '--no-follow-tags', '--no-recurse-submodules', '--porcelain', '--quiet'];
  const { code, stdout, stderr } = await git(['push', ...alone, lease, '--', remote, `${commit}:${ref}`], options);
  if (code === 0) return null;
  const said = withoutSecrets(`${stdout.toString('utf8')}${stderr}`.trim());
  if (WAS_LATE.test(said)) return said;
  const what = `The push to ${nameOfBranch(remote, branch)} failed, and the branch is as it was.`;
  throw new UserError(`${what} May you write there? git said:\n${said}`);
}

/** What messages call a branch. */
export function nameOfBranch(remote: string, branch: string): string {
  return `the branch ${branch} of ${withoutSecrets(remote)}`;
}

/** How git words that another writer was quicker: seen before sending, or by the remote while it took our commit. */
const WAS_LATE = /\(stale info\)|cannot lock ref|failed to update ref|reference already exists|incorrect old value/i;
