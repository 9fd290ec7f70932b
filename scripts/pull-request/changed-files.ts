import { gitOutput } from '../../catalog/git/git.ts';
import { commonCommit, type Repository, sizesOf, type TreeFile } from './objects.ts';

/** A file that a change adds, modifies, deletes, or makes another kind of thing of; a file that moved is two of them. */
export interface ChangedFile {
  /** From the repository's root; null where it is no UTF-8. */
  path: string | null;
  /** For people: bytes that are no UTF-8 are replaced. */
  shown: string;
  /** What was there where the change started from; null where it adds the file. */
  before: Omit<TreeFile, 'bytes'> | null;
  /** What is there now; null where it deletes the file. */
  after: TreeFile | null;
}

/** What a change did since it left the branch that it goes to. */
export interface ChangedFiles {
  /** The commit that it starts from. */
  start: string;
  files: ChangedFile[];
}

/** The list itself has a limit: five thousand files of the longest paths fit. */
const LIST_BYTES = 2 ** 25;

/** Compares a commit with where it left a branch, without a look at names that may have moved. */
export async function changedFiles(repository: Repository, base: string, head: string): Promise<ChangedFiles> {
  const start = await commonCommit(repository, base, head);
  const diff = ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', start, head, '--'];
  const list = await gitOutput('Comparing', diff, { cwd: repository.cwd, maxBytes: LIST_BYTES });
  const rows = rowsOf(list);
  const sizes = await sizesOf(
    repository,
    rows.flatMap(({ after }) => (after && after.mode !== SUBMODULE ? [after.id] : [])),
  );
  const files = rows.map(({ after, ...row }) => ({
    ...row,
    after: after && { ...after, bytes: sizes.get(after.id) ?? 0 },
  }));
  return { start, files };
}

export const SUBMODULE = '160000';
export const LINK = '120000';
export const EXECUTABLE = '100755';

type Row = Omit<ChangedFile, 'after'> & { after: Omit<TreeFile, 'bytes'> | null };

/** `:<mode> <mode> <id> <id> <status>`, then the path, each ended by NUL. */
function rowsOf(list: Buffer): Row[] {
  const words: Buffer[] = [];
  for (let at = 0; at < list.length; ) {
    const end = list.indexOf(0, at);
    words.push(list.subarray(at, end));
    at = end + 1;
  }
  const rows: Row[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [facts, path] = [words[at]?.toString('latin1') ?? '', words[at + 1] ?? Buffer.alloc(0)];
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = facts.slice(1).split(' ');
    rows.push({ ...namesOf(path), before: thing(oldMode, oldId), after: thing(newMode, newId) });
  }
  return rows;
}

function thing(mode: string, id: string): Omit<TreeFile, 'bytes'> | null {
  return mode === '000000' ? null : { mode, id };
}

function namesOf(path: Buffer): Pick<ChangedFile, 'path' | 'shown'> {
  const shown = path.toString('utf8');
  return { path: Buffer.from(shown, 'utf8').equals(path) ? shown : null, shown };
}
