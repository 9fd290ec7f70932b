import { stepsOf } from '../json/json.ts';
import type { Problem } from '../problem.ts';
import { judgeNeighbours, type NeighbourProblem } from '../rules/judge.ts';
import type { CatalogSources, EntrySources } from '../sources.ts';
import type { Named, World } from './draft.ts';
import { isError, type Settled, settleEntry, without } from './settle-entry.ts';

/**
 * Decides on a batch: each submission is judged in its entry, and the entries as neighbours of all others. Of two that
 * cannot both be, what is in the catalog stays, and then what was submitted first. When one is refused the others are
 * judged anew, since what stood against them may have gone with it.
 */
export function settleBatch(catalog: CatalogSources, submissions: Named[], world: World): Settled[] {
  const before = new Map(catalog.entries.map((entry) => [entry.name, entry]));
  const settled = new Map<string, Settled>();
  for (const [name, group] of groupsOf(submissions)) {
    settled.set(name, settleEntry(before.get(name) ?? emptyEntry(name), group, world));
  }
  for (;;) {
    const blamed = blame(quarrels(catalog, settled), settled);
    if (blamed.size === 0) return [...settled.values()];
    for (const [name, problems] of blamed) {
      const { steps, refused } = settled.get(name) ?? { steps: [], refused: new Map<Named, Problem[]>() };
      const culprits = problems.flatMap((problem) =>
        culpritsOf(
          problem,
          steps.map(({ submission }) => submission),
        ),
      );
      const rest = steps.map(({ submission }) => submission).filter((submission) => !culprits.includes(submission));
      const again = settleEntry(before.get(name) ?? emptyEntry(name), rest, world);
      for (const culprit of culprits) again.refused.set(culprit, problems);
      for (const [submission, why] of refused) again.refused.set(submission, why);
      settled.set(name, again);
    }
  }
}

function groupsOf(submissions: Named[]): Map<string, Named[]> {
  const groups = new Map<string, Named[]>();
  for (const submission of submissions) {
    const group = groups.get(submission.name);
    if (group) group.push(submission);
    else groups.set(submission.name, [submission]);
  }
  return groups;
}

function emptyEntry(name: string): EntrySources {
  return { name, versions: new Map(), listing: null, tools: null };
}

/** What changed entries have against their neighbours, or these against them, that was not so before. */
function quarrels({ registry, entries }: CatalogSources, settled: Map<string, Settled>): NeighbourProblem[] {
  const isTouched = ({ name }: EntrySources) => (settled.get(name)?.changed.size ?? 0) > 0;
  // Last come those that change, in the order of the submissions: rules find fault with the later of two.
  const still = entries.filter((entry) => !isTouched(entry));
  const moved = [...settled.values()].map(({ entry }) => entry).filter(isTouched);
  const after = judgeNeighbours({ registry, entries: [...still, ...moved] }).filter(({ problem }) => isError(problem));
  if (after.length === 0) return [];
  const old = new Map(entries.map((entry) => [entry.name, entry]));
  const were = moved.flatMap(({ name }) => old.get(name) ?? []);
  const known = judgeNeighbours({ registry, entries: [...still, ...were] }).map(({ problem }) => problem);
  const fresh = new Set(
    without(
      after.map(({ problem }) => problem),
      known,
    ),
  );
  return after.filter(({ problem }) => fresh.has(problem));
}

/** The entries to which the quarrels are put down, by name: of two, the later. Those that may yet be cleared wait. */
function blame(quarrels: NeighbourProblem[], settled: Map<string, Settled>): Map<string, Problem[]> {
  const order = new Map(
    [...settled].flatMap(([name, { changed }], index) => (changed.size > 0 ? [[name, index]] : [])),
  );
  const rank = (name: string | undefined) => (name === undefined ? -1 : (order.get(name) ?? -1));
  const pairs = quarrels
    .map(({ problem, name, neighbour }) => ({ problem, sides: [name, neighbour].sort((a, b) => rank(b) - rank(a)) }))
    .flatMap(({ problem, sides: [later, earlier] }) =>
      later === undefined || rank(later) < 0 ? [] : [{ problem, later, earlier }],
    );
  const all = new Set(pairs.map(({ later }) => later));
  const blamed = new Map<string, Problem[]>();
  for (const { problem, later, earlier } of pairs) {
    if (earlier !== undefined && all.has(earlier)) continue;
    blamed.set(later, [...(blamed.get(later) ?? []), problem]);
  }
  return blamed;
}

/** The submissions of an entry that a problem stems from: that of the file, those that say the field, else all. */
function culpritsOf({ file, pointer }: Problem, submissions: Named[]): Named[] {
  if (pointer === '/name') return submissions;
  const ofFile = submissions.filter(({ name, version }) => file.endsWith(`servers/${name}/${version}.json`));
  if (ofFile.length > 0) return ofFile;
  const [field = ''] = stepsOf(pointer);
  const ofField = submissions.filter(({ listing = {}, defaults = {} }) => field in listing || field in defaults);
  return ofField.length > 0 ? ofField : submissions;
}
