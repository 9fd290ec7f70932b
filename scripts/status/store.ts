import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import { type StatusSummaries, summarize } from '../../catalog/status/status.ts';
import type { StatusRecord } from '../probe/record.ts';

/** What probes keep: a record of each server, by its name, and the runs in which they were looked at. */
export interface Store {
  records: ReadonlyMap<string, StatusRecord>;
  runs: readonly ProbeRun[];
}

/** Nobody has looked yet. */
export const EMPTY_STORE: Store = { records: new Map(), runs: [] };

/** Runs that are kept: at one each half hour, ten days. */
const RUNS_KEPT = 500;

/**
 * Two stores as one: of each server the record with the newer look, and every run. The order does not matter, so that two
 * writers come to the same.
 */
export function mergeStores(one: Store, other: Store): Store {
  const records = new Map(one.records);
  for (const [name, record] of other.records) {
    const known = records.get(name);
    records.set(name, known ? newer(known, record, ({ status }) => status.checkedAt) : record);
  }
  const runs = new Map(one.runs.map((run) => [run.id, run]));
  for (const run of other.runs) {
    const known = runs.get(run.id);
    runs.set(run.id, known ? newer(known, run, ({ endedAt }) => endedAt) : run);
  }
  return { records, runs: newestRuns([...runs.values()]) };
}

/** The newest runs, as many as are kept, oldest first. */
export function newestRuns(runs: readonly ProbeRun[]): ProbeRun[] {
  return runs
    .toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1))
    .slice(-RUNS_KEPT);
}

/** The moment of the last look or run (RFC 3339); of an empty store, the beginning of time. */
export function momentOf({ records, runs }: Store): string {
  const moments = [...[...records.values()].map(({ status }) => status.checkedAt), ...runs.map((run) => run.endedAt)];
  return moments.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a), '1970-01-01T00:00:00Z');
}

/** `summary.json` of a store: every status, sorted by name, as of the last look. */
export function summaryOf(store: Store): StatusSummaries {
  const statuses = sortedRecords(store).map(([, { status }]) => summarize(status));
  return { schemaVersion: 1, at: momentOf(store), statuses };
}

/** The records of a store in the order in which they are written. */
export function sortedRecords({ records }: Store): [string, StatusRecord][] {
  return [...records].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The newer of two; of two from the same moment, always the same one. */
function newer<T>(one: T, other: T, moment: (of: T) => string): T {
  const apart = Date.parse(moment(other)) - Date.parse(moment(one));
  if (apart !== 0) return apart > 0 ? other : one;
  return JSON.stringify(other) > JSON.stringify(one) ? other : one;
}
