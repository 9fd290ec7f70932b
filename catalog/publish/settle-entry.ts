import type { Problem } from '../problem.ts';
import { judgeEntry, judgeFile } from '../rules/judge.ts';
import type { CatalogFile, EntrySources } from '../sources.ts';
import { draftEntry, type Named, type Step, type World } from './draft.ts';

/** What of some submissions goes into an entry, and why the rest does not. */
export interface Settled {
  entry: EntrySources;
  /** The files that are not as they were, by their paths from the catalog's folder. */
  changed: Map<string, CatalogFile>;
  /** Those that go in, in their order, with what is to be said of them all the same. */
  steps: Step[];
  refused: Map<Named, Problem[]>;
}

/** Puts those submissions of one name into its entry that leave it without a new error. */
export function settleEntry(before: EntrySources, submissions: Named[], world: World): Settled {
  const draft = draftEntry(before, submissions, world);
  const last = draft.steps.at(-1);
  const together = newProblems(before, draft.entry);
  if (last && ![...together, ...draft.steps.flatMap(({ problems }) => problems)].some(isError)) {
    last.problems.push(...together);
    return { ...draft, refused: new Map() };
  }
  return settleOneByOne(before, submissions, world);
}

/** Something is wrong with one of them, so each is tried for itself. */
function settleOneByOne(before: EntrySources, submissions: Named[], world: World): Settled {
  const settled: Settled = { entry: before, changed: new Map(), steps: [], refused: new Map() };
  for (const submission of submissions) {
    const { entry, changed, steps } = draftEntry(settled.entry, [submission], world);
    const together = newProblems(settled.entry, entry);
    const problems = [...steps.flatMap((step) => step.problems), ...together];
    if (problems.some(isError)) {
      settled.refused.set(submission, problems);
      continue;
    }
    settled.entry = entry;
    for (const [path, file] of changed) settled.changed.set(path, file);
    settled.steps.push(...steps.map((step) => ({ ...step, problems })));
  }
  return settled;
}

/** What is wrong with an entry's listing and with its files together that was not wrong before. */
function newProblems(before: EntrySources, after: EntrySources): Problem[] {
  const found = problemsOf(after);
  return found.length === 0 ? [] : without(found, problemsOf(before));
}

function problemsOf(entry: EntrySources): Problem[] {
  return [...(entry.listing ? judgeFile(entry.listing) : []), ...judgeEntry(entry)];
}

/** The problems that are not among known ones; their lines may have moved. */
export function without(problems: Problem[], known: Problem[]): Problem[] {
  const keys = new Set(known.map(keyOf));
  return problems.filter((problem) => !keys.has(keyOf(problem)));
}

function keyOf({ file, code, pointer, message }: Problem): string {
  return JSON.stringify([file, code, pointer, message]);
}

/** Whether a problem keeps a change out. */
export function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
