import { randomUUID } from 'node:crypto';
import { git, gitOutput, withoutSecrets } from '../../catalog/git/git.ts';
import { nameOfBranch } from '../../catalog/git/git-push.ts';
import { UserError } from '../command.ts';
import { decodeStore, STORE_FILES } from './encoding.ts';
import { EMPTY_STORE, type Store } from './store.ts';

/** Which branch holds the statuses, and how it is reached. */
export interface StatusBranch {
  /** A folder inside the clone whose settings and credentials git uses. */
  cwd: string;
  /** A remote's name, or an address. */
  remote: string;
  branch: string;
}

/** What a branch held when it was looked at; `commit` is null where there is no branch yet. */
export interface SeenBranch {
  commit: string | null;
  store: Store;
}

/** The most bytes that are read of a whole branch. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads the store in the status branch of a remote; a branch that is not there is empty. Only objects are added to the
 * clone: no branch, index or file of it is touched. Throws `UserError` that names the file when it holds anything else.
 */
export async function readBranch(at: StatusBranch): Promise<SeenBranch> {
  const commit = await fetchTip(at);
  if (commit === null) return { commit, store: EMPTY_STORE };
  const files = await readTree(at, commit);
  const store = await decodeStore({
    nameOf: (path) => nameOf(at, path),
    mend: mendOf(at),
    read: async (path) => files.get(path) ?? null,
  });
  return { commit, store };
}

/**
 * No `--depth`, although the newest commit is all there is: in a whole clone it would leave a mark that makes git, and
 * us, take all of its history for cut off.
 */
async function fetchTip(at: StatusBranch): Promise<string | null> {
  const { cwd, remote, branch } = at;
  const what = `Reading ${nameOfBranch(at.remote, at.branch)}`;
  const ref = `refs/heads/${branch}`;
  const asked = ['ls-remote', '--exit-code', '--', remote, ref];
  const { code } = await git(asked, { cwd });
  if (code === 2) return null;
  // Once more where it failed, for its words.
  if (code !== 0) await gitOutput(what, asked, { cwd });

  const kept = `refs/status-fetch/${randomUUID()}`;
  const quiet = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-prune',
    '--no-recurse-submodules',
    '--no-filter',
    '--refmap=',
  ];
  try {
    await gitOutput(what, ['fetch', ...quiet, '--', remote, `+${ref}:${kept}`], { cwd });
    const sha = await gitOutput(what, ['rev-parse', '--verify', '--end-of-options', `${kept}^{commit}`], { cwd });
    return sha.toString('utf8').trim();
  } finally {
    await git(['update-ref', '-d', kept], { cwd });
  }
}

async function readTree(at: StatusBranch, commit: string): Promise<Map<string, Buffer>> {
  const what = `Reading ${nameOfBranch(at.remote, at.branch)}`;
  const { cwd } = at;
  const listed = await gitOutput(what, ['ls-tree', '-r', '-z', '--long', '--full-tree', commit], { cwd });
  const blobs = listed
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => checkedBlob(at, line));
  const all = blobs.reduce((sum, { size }) => sum + size, 0);
  if (all > MAX_BYTES) throw new UserError(`${nameOf(at, 'All')} is larger than ${MAX_BYTES} bytes (${mendOf(at)})`);
  const wanted = blobs.filter(({ path }) => STORE_FILES.has(path));
  const input = wanted.map(({ sha }) => `${sha}\n`).join('');
  const bytes = await gitOutput(what, ['cat-file', '--batch'], { cwd, input, maxBytes: all + 2 ** 20 });
  // Each blob follows a line `<sha> blob <size>`, and is ended by a line feed.
  let offset = 0;
  return new Map(
    wanted.map(({ path, size }) => {
      const start = bytes.indexOf(10, offset) + 1;
      offset = start + size + 1;
      return [path, bytes.subarray(start, start + size)];
    }),
  );
}

/** Whatever is no file of ours is refused: the branch may be another than was meant, and a push would replace it. */
function checkedBlob(at: StatusBranch, line: string): { path: string; sha: string; size: number } {
  const [, mode, kind, sha = '', length, path = ''] = /^(\d+) (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
  const most = path === 'summary.json' ? MAX_BYTES : STORE_FILES.get(path);
  const fault = (says: string) => new UserError(`${nameOf(at, path)} ${says} (${mendOf(at)})`);
  if (kind !== 'blob' || mode !== '100644') throw fault('is no plain file');
  if (most === undefined) throw fault(`is no file of a store, so ${at.branch} may be no status branch`);
  if (Number(length) > most) throw fault(`is larger than ${most} bytes`);
  return { path, sha, size: Number(length) };
}

function nameOf(at: StatusBranch, path: string): string {
  return `${JSON.stringify(path).slice(1, -1)} in ${nameOfBranch(at.remote, at.branch)}`;
}

function mendOf({ remote, branch }: StatusBranch): string {
  const deletion = `git push ${withoutSecrets(remote)} --delete ${branch}`;
  return `if the branch is lost: ${deletion}, npm run status -- restore, npm run status -- push`;
}
