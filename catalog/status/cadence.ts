import type { ProbeRun } from './probe-run.ts';

/**
 * How often probes really ran, whatever was planned: gaps are milliseconds between the starts of runs that count, over
 * the last 7 days, and null where there were none. `longestGapMs` includes the time since the last run. `runs` counts
 * those of the last 24 hours, void ones left out; `voids` are the void runs of the 7 days, newest first. `medianDelayMs` is
 * from when a schedule had planned a run to its start, void or not, null where none was planned.
 */
export interface Cadence {
  runs: number;
  medianGapMs: number | null;
  longestGapMs: number | null;
  medianDelayMs: number | null;
  voids: ProbeRun[];
}

const DAY_MS = 86_400_000;
const SPAN_MS = 7 * DAY_MS;
const TOGETHER_MS = 60_000;

/** The cadence that runs had, in any order, as seen at a moment (RFC 3339). A void run tells nothing, so it is a gap. */
export function cadenceOf(runs: ProbeRun[], at: string): Cadence {
  const now = Date.parse(at);
  const age = ({ startedAt }: ProbeRun) => now - Date.parse(startedAt);
  const recent = runs.filter((run) => age(run) >= 0 && age(run) < SPAN_MS).sort((a, b) => age(a) - age(b));
  const ages = apart(recent.filter((run) => run.void === null).map(age));
  const gaps = ages.slice(1).map((older, index) => older - (ages[index] ?? 0));
  const delays = recent.flatMap(({ plannedAt, startedAt }) =>
    plannedAt === null ? [] : [Math.max(0, Date.parse(startedAt) - Date.parse(plannedAt))],
  );
  return {
    runs: ages.filter((each) => each < DAY_MS).length,
    medianGapMs: medianOf(gaps),
    longestGapMs: ages.length === 0 ? null : Math.max(...gaps, ages[0] ?? 0),
    medianDelayMs: medianOf(delays),
    voids: recent.filter((run) => run.void !== null),
  };
}

/** The parts of one run, looked at by several jobs, begin together and are one: ages that are so close to the one before go. */
function apart(ages: number[]): number[] {
  const kept: number[] = [];
  for (const age of ages) if (age - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= TOGETHER_MS) kept.push(age);
  return kept;
}

/** The middle value; of an even number, the lower of the two in the middle, which did really happen. */
function medianOf(values: number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? null;
}
