import type { Entry } from '../../catalog/entry.ts';
import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import { excused } from './fold/maintenance.ts';
import { isUp } from './fold/remember.ts';
import { fold } from './fold.ts';
import { type SeenCanary, voidOf } from './fuse.ts';
import type { Look } from './look.ts';
import type { StatusRecord } from './record.ts';
import { verdictOf } from './verdict.ts';

/** A server as a run saw it: confirmed looks at its instances, and when (RFC 3339). */
export interface SeenServer {
  entry: Entry;
  version: string;
  looks: Look[];
  at: string;
}

/** When a run was due and ran. */
export type RunTimes = Pick<ProbeRun, 'id' | 'plannedAt' | 'startedAt' | 'endedAt'>;

/** All records, by server name, after a whole run, and what is kept of the run. Pure. A void run changes no record. */
export function foldRun(
  times: RunTimes,
  seen: SeenServer[],
  { records, canaries = [] }: { records: ReadonlyMap<string, StatusRecord>; canaries?: SeenCanary[] | undefined },
): { run: ProbeRun; records: Map<string, StatusRecord> } {
  const judged = seen.map(({ entry, looks, at }) => {
    const known = records.get(entry.name)?.memory.known ?? null;
    return { wasUp: known !== null && isUp(known), ...verdictOf(excused(looks, entry.listing, at)) };
  });
  const run: ProbeRun = {
    ...times,
    looked: seen.length,
    bad: judged.filter(({ health }) => health === 'unhealthy').length,
    void: voidOf(judged, canaries),
  };
  const after = new Map(records);
  if (run.void) return { run, records: after };
  for (const { entry, version, looks, at } of seen) {
    after.set(entry.name, fold(entry, version, looks, records.get(entry.name), at));
  }
  return { run, records: after };
}
