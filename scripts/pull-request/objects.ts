import { resolve } from 'node:path';
import { git, gitOutput } from '../../catalog/git/git.ts';
import { EXIT, UserError } from '../command.ts';

/** A repository, and where in it the catalog lies. All that is read of it is read as data: nothing is ever checked out. */
export interface Repository {
  /** A folder inside it. */
  cwd: string;
  /** The path of the catalog from its root, with a slash at the end: `catalog/`. */
  prefix: string;
}

/** A file of a tree. */
export interface TreeFile {
  /** As git writes it: `100644`, `100755`, `120000` for a link, `160000` for another repository. */
  mode: string;
  id: string;
  bytes: number;
}

/** The repository that a catalog's folder is in. Throws `UserError` where there is none. */
export async function repositoryOf(catalog: string): Promise<Repository> {
  const { code, stdout } = await git(['rev-parse', '--show-prefix'], { cwd: catalog });
  if (code !== 0) throw new UserError(`${catalog} is not in a git repository`, { exitCode: EXIT.misuse });
  return { cwd: resolve(catalog), prefix: stdout.toString('utf8').trim() };
}

/** Brings commits into the repository, objects alone, and moves no reference. */
export async function fetchCommits({ cwd }: Repository, remote: string, commits: string[]): Promise<void> {
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  await gitOutput('Reading the commits', ['fetch', ...quietly, '--', remote, ...commits], { cwd, maxBytes: 2 ** 22 });
}

/** The full name of the commit that a revision means. Throws `UserError` where there is none. */
export async function commitOf({ cwd }: Repository, revision: string): Promise<string> {
  // A revision is an argument of git, so it must not look like an option.
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { code, stdout } = await git(asked, { cwd });
  if (code === 0) return stdout.toString('utf8').trim();
  throw new UserError(`git knows no commit ${JSON.stringify(revision)} here`, { exitCode: EXIT.misuse });
}

/** Where two commits parted. Throws `UserError` where they have no history in common. */
export async function commonCommit({ cwd }: Repository, base: string, head: string): Promise<string> {
  const { code, stdout } = await git(['merge-base', base, head], { cwd });
  if (code === 0) return stdout.toString('utf8').trim();
  throw new UserError(`${head} has no history in common with ${base}: start the change from the branch it goes to`);
}

/** The files of a commit's catalog, by their paths from the catalog's folder. */
export async function catalogTree({ cwd, prefix }: Repository, commit: string): Promise<Map<string, TreeFile>> {
  const list = ['ls-tree', '-r', '-l', '-z', '--full-tree', commit, ...(prefix ? ['--', prefix] : [])];
  const lines = (await gitOutput('Reading the catalog', list, { cwd, maxBytes: 2 ** 29 })).toString('utf8').split('\0');
  const files = lines.flatMap((line): [string, TreeFile][] => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode = '', , id = '', bytes] = facts.split(/ +/);
    return path.startsWith(prefix) ? [[path.slice(prefix.length), { mode, id, bytes: Number(bytes) }]] : [];
  });
  return new Map(files);
}

/** How long objects are, by their names. */
export async function sizesOf({ cwd }: Repository, ids: string[]): Promise<Map<string, number>> {
  const asked = ['cat-file', '--batch-check=%(objectname) %(objectsize)'];
  const text = await gitOutput('Reading sizes', asked, { cwd, input: linesOf(ids), maxBytes: 2 ** 26 });
  const pairs = text.toString('utf8').trimEnd().split('\n');
  return new Map(pairs.map((pair) => [pair.split(' ')[0] ?? '', Number(pair.split(' ')[1])]));
}

/** So much is in memory at once while many objects are read. */
const BATCH_BYTES = 2 ** 26;

/** Reads files of trees, some at a time, in their order. */
export async function* readFiles<Key>(
  { cwd }: Repository,
  files: Iterable<[Key, TreeFile]>,
): AsyncGenerator<[Key, Buffer]> {
  for (const batch of batchesOf(files)) {
    const bytes = batch.reduce((sum, [, file]) => sum + file.bytes + 200, 0);
    const input = linesOf(batch.map(([, { id }]) => id));
    const answer = await gitOutput('Reading files', ['cat-file', '--batch'], { cwd, input, maxBytes: bytes });
    let at = 0;
    for (const [key, file] of batch) {
      at = answer.indexOf('\n', at) + 1;
      yield [key, answer.subarray(at, at + file.bytes)];
      at += file.bytes + 1;
    }
  }
}

function* batchesOf<Key>(files: Iterable<[Key, TreeFile]>): Generator<[Key, TreeFile][]> {
  let batch: [Key, TreeFile][] = [];
  let bytes = 0;
  for (const each of files) {
    if (batch.length > 0 && bytes + each[1].bytes > BATCH_BYTES) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(each);
    bytes += each[1].bytes;
  }
  if (batch.length > 0) yield batch;
}

function linesOf(ids: string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
