import { median } from '../bench/statistics.ts';
import { table } from '../bench/table.ts';
import type { ReadRound } from './load-job.ts';
import type { ReadCell, RegistryBench } from './registry-bench.ts';

/** What a registry may cost at most, or be at least, and what it was: a median of all rounds. */
export interface RegistryGoal {
  what: string;
  figure: number;
  limit: number;
  least: boolean;
  unit: 'times' | 'ms' | 'MB';
}

const INDEX_GOALS = { readMs: 2000, heldMs: 20, rssMb: 400 };
const SEARCH_GOALS = { p95Ms: 5, cpuP99Ms: 15 };
const LARGEST = 50_000;
const STATIC_GOALS: Record<number, number> = { 10000: 12_000, 50000: 60_000 };

/** The goals of a run; those of reading a snapshot are for fifty thousand servers. */
export function registryGoals({ cells, sizes }: RegistryBench): RegistryGoal[] {
  const reading = sizes
    .filter(({ servers }) => servers === LARGEST)
    .flatMap(({ servers, first, again }): RegistryGoal[] => [
      {
        ...{ what: `Snapshot of ${servers} servers indexed`, unit: 'ms', least: false, limit: INDEX_GOALS.readMs },
        figure: median(first.map(({ readMs }) => readMs)),
      },
      {
        ...{ what: `Memory (RSS) with ${servers} servers`, unit: 'MB', least: false, limit: INDEX_GOALS.rssMb },
        figure: median(first.map(({ rssMb }) => rssMb)),
      },
      {
        ...{ what: `Longest hold while ${servers} are swapped`, unit: 'ms', least: false, limit: INDEX_GOALS.heldMs },
        figure: median(again.map(({ heldMs }) => heldMs)),
      },
    ]);
  const ranking = sizes
    .filter(({ servers }) => servers === LARGEST)
    .flatMap(({ servers, search }): RegistryGoal[] => [
      {
        ...{ what: `Ranked search of ${servers}, 95 of 100`, unit: 'ms', least: false, limit: SEARCH_GOALS.p95Ms },
        figure: median(search.map(({ p95Ms }) => p95Ms)),
      },
      {
        ...{ what: `Ranked search of ${servers}, 99 of 100: CPU`, unit: 'ms', least: false },
        ...{ limit: SEARCH_GOALS.cpuP99Ms, figure: median(search.map(({ cpuP99Ms }) => cpuP99Ms)) },
      },
    ]);
  const asking = cells.map(
    (cell): RegistryGoal => ({
      ...{ what: `${cell.servers} servers, ${cell.question}`, unit: 'times', least: true, limit: cell.goal },
      figure: shareOf(cell),
    }),
  );
  const writing = sizes.flatMap(({ servers, files }): RegistryGoal[] => {
    const limit = STATIC_GOALS[servers];
    if (limit === undefined) return [];
    const figure = median(files.map(({ ms }) => ms));
    return [{ what: `Static API of ${servers} servers written`, unit: 'ms', least: false, limit, figure }];
  });
  return [...reading, ...ranking, ...writing, ...asking];
}

/** Our speed as a share of the constant server's: by the time of a processor that an answer takes, round by round. */
export function shareOf({ ours, constant }: ReadCell): number {
  return median(ours.map((round, at) => costOf(constant[at]) / costOf(round)));
}

function costOf(round: ReadRound | undefined): number {
  return round && round.answers > 0 ? round.cpuMs / round.answers : Number.NaN;
}

/** Whether a goal is met, and else by how much it is missed. */
export function registryVerdict({ figure, limit, least }: RegistryGoal): string {
  if (least ? figure >= limit : figure <= limit) return 'met';
  return `missed by ${Math.max(1, Math.round((100 * Math.abs(figure - limit)) / limit))} %`;
}

/** A figure with its unit. */
export function registryFigure(figure: number, unit: RegistryGoal['unit']): string {
  if (unit === 'times') return figure.toFixed(2);
  return `${figure.toFixed(unit === 'ms' && figure < 100 ? 1 : 0)} ${unit}`;
}

/** The report of a run in Markdown. What it says is in the run: nothing is read or measured here. */
export function registryReport(run: RegistryBench): string {
  const { machine, commit, command, at, seconds, cells, sizes } = run;
  const goals = registryGoals(run).map((goal) => [
    goal.what,
    `${goal.least ? '≥' : '≤'} ${registryFigure(goal.limit, goal.unit)}`,
    registryFigure(goal.figure, goal.unit),
    registryVerdict(goal),
  ]);
  const rows = cells.map((cell) => [
    `${cell.servers}: ${cell.question}`,
    ...[perSecond(cell.ours), perSecond(cell.constant), micros(cell.ours), micros(cell.constant)],
    ...[shareOf(cell).toFixed(2), median(cell.ours.map(({ p99Ms }) => p99Ms)).toFixed(2)],
    median(cell.ours.map(({ bytes }) => bytes)).toFixed(0),
  ]);
  const reads = sizes.flatMap(({ servers, first, again }) =>
    [
      { when: 'first', rounds: first },
      { when: 'again, beside the old one', rounds: again },
    ].map(({ when, rounds }) => [
      `${servers}, ${when}`,
      ...(['readMs', 'readCpuMs', 'heldMs', 'rssMb'] as const).map((figure) =>
        median(rounds.map((round) => round[figure])).toFixed(0),
      ),
    ]),
  );
  const statics = sizes.map(({ servers, files }) => [
    String(servers),
    ...(['files', 'ms', 'again', 'rssMb'] as const).map((figure) =>
      median(files.map((round) => round[figure])).toFixed(0),
    ),
  ]);
  const searches = sizes.map(({ servers, search }) => [
    String(servers),
    ...(['buildMs', 'p50Ms', 'p95Ms', 'cpuP99Ms'] as const).map((figure) =>
      median(search.map((round) => round[figure])).toFixed(figure === 'buildMs' ? 0 : 1),
    ),
  ]);
  return `# What the registry API costs

<!-- generated by "npm run bench:registry" from registry.json, which has every round -->

Commit ${commit}, by \`${command}\`, at ${at}, in ${seconds} s, on ${machine.cores} cores of ${machine.cpu} with ${machine.memoryGb} GB,
${machine.system}, Node ${run.node}; the machine's load before it was ${machine.load.toFixed(1)}.

The servers are those of our own catalog under many names, each with a status and five tools. Whoever is measured has a core to
itself, the load generator has the other; 16 connections ask one question after the other. The **constant** server is
\`node:http\` with an answer of as many bytes, always the same. What is compared is the time of a processor that an answer takes, user and
system, round by round: a share of 1 is as fast as Node can be. Figures are medians of ${cells[0]?.ours.length ?? 0} interleaved rounds.

## Goals

${table(['', 'goal', 'measured', ''], goals)}

## Answers

${table(['servers: question', 'answers/s', 'constant/s', 'CPU µs', 'constant µs', 'share', 'p99 ms', 'bytes'], rows)}

## Reading a snapshot

Others have their turn between parts, and within them; what is held longest is what a call may wait for. While it is read
again, 16 connections ask for servers by name, and the collector of garbage has both cores, as it has in use.

${table(['', 'ms', 'CPU ms', 'held ms', 'RSS MB'], reads)}

## Ranked search

Half a word, a word, two of them, one with a mistake; every fifth among those that work. In the process that has the index, a page
of 20 with all facets.

${table(['servers', 'index made ms', 'p50 ms', 'p95 ms', 'p99 CPU ms'], searches)}

## As files

From a snapshot in memory to files in a folder on a disk, by one process on one core; then again, when nothing has changed.

${table(['servers', 'files', 'ms', 'again ms', 'RSS MB'], statics)}
`;
}

function perSecond(rounds: ReadRound[]): string {
  return median(rounds.map(({ answers, ms }) => (answers / ms) * 1000)).toFixed(0);
}

function micros(rounds: ReadRound[]): string {
  return median(rounds.map((round) => costOf(round) * 1000)).toFixed(0);
}
