import { relative, resolve, sep } from 'node:path';
import type { Note } from '../../catalog/dialects/dialect.ts';
import { type ReadVersion, readVersion } from '../../catalog/dialects/read-version.ts';
import type { Found } from '../../catalog/dialects/versions-in.ts';
import type { Problem } from '../../catalog/problem.ts';
import type { publishToFolder } from '../../catalog/publish/folder.ts';
import type { Outcome, Submission } from '../../catalog/publish/submission.ts';
import { textIn } from '../../catalog/rules/server-view.ts';

/** What became of one version that was read: nothing is left out. */
export interface TakenIn {
  /** Where it stood. */
  at: string;
  name: string;
  version: string;
  /** Null where no dialect recognized it. */
  dialect: string | null;
  outcome: Outcome;
  /** What was dropped, mended or guessed. */
  notes: Note[];
  /** What stands against it, with a way to mend it. */
  problems: Reason[];
}

/** A problem without its place in a file, since there is none of a version that was refused. */
export type Reason = Pick<Problem, 'code' | 'pointer' | 'message' | 'fix'>;

/** How versions get in. */
export interface Door {
  folder: string;
  publish: (folder: string, submissions: Submission[]) => ReturnType<typeof publishToFolder>;
  /** What is submitted of a version, or why it is not. */
  submit: (read: ReadVersion) => Submission | Reason;
}

/** Reads versions, submits them together, and says of each what became of it, in their order. */
export async function takeIn(found: Found[], { folder, publish, submit }: Door): Promise<TakenIn[]> {
  const drafts = found.map(({ at, value }) => draftOf(at, value, submit));
  const submitted = drafts.flatMap((draft) => ('submission' in draft ? [draft] : []));
  const { results } = await publish(
    folder,
    submitted.map(({ submission }) => submission),
  );
  const resultOf = new Map(submitted.map((draft, index) => [draft, results[index]]));
  return drafts.map((draft) => {
    if (!('submission' in draft)) return draft.refused;
    const result = resultOf.get(draft);
    if (!result) throw new Error(`nothing is said of ${draft.read.server.name}`);
    const { outcome, problems } = result;
    const why = outcome === 'refused' ? problems.filter(({ severity }) => severity === 'error') : [];
    return {
      ...headOf(draft.at, draft.read),
      outcome,
      problems: why.map((problem) => reasonOf(problem, folder, `servers/${result.name}/${result.version}.json`)),
    };
  });
}

type Draft = { at: string; read: ReadVersion; submission: Submission } | { refused: TakenIn };

function draftOf(at: string, value: unknown, submit: Door['submit']): Draft {
  const read = readVersion(value);
  if (!read) {
    const problems = [UNKNOWN];
    return { refused: { at, name: '', version: '', dialect: null, outcome: 'refused', notes: [], problems } };
  }
  const submission = submit(read);
  if ('server' in submission) return { at, read, submission };
  return { refused: { ...headOf(at, read), outcome: 'refused', problems: [submission] } };
}

const UNKNOWN: Reason = {
  code: 'no-server',
  pointer: '',
  message: 'This is no server in any dialect',
  fix: 'Give a server.json, or what a registry answers with: see scripts/import/README.md.',
};

function headOf(at: string, { server, dialect, notes }: ReadVersion) {
  const [name, version] = [textIn(server, 'name') ?? '', textIn(server, 'version') ?? ''];
  return { at, name, version, dialect, notes };
}

/** Of a fault in another file, such as a neighbour's, the message says where. */
function reasonOf({ code, pointer, message, fix, file }: Problem, folder: string, own: string): Reason {
  const path = relative(folder, resolve(file)).split(sep).join('/');
  const where = path.startsWith('servers/') && path !== own ? `${path}: ` : '';
  return { code, pointer, message: where + message, fix };
}
