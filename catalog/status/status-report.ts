import * as z from 'zod';
import { latestVersion, type SnapshotEntry } from '../snapshot/snapshot.ts';
import { ToolsChange } from '../tools/tools-change.ts';
import { type History, type Latencies, NO_HISTORY, NO_LATENCIES } from './history.ts';
import { Incident, Status } from './status.ts';

/**
 * `status/servers/<namespace>/<name>.json`: a server's status with its incidents and the changes of its tools in full, both
 * oldest first. `since` and `checkedAt` are null where nobody has looked yet; the reason is `never-checked` then.
 */
export const StatusReport = Status.extend({
  since: z.iso.datetime().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  incidents: z.array(Incident),
  toolChanges: z.array(ToolsChange),
  /** Of the days (UTC) that had good answers, oldest first, at most 90: milliseconds. */
  latencyByDay: z.array(z.strictObject({ date: z.iso.date(), p50: z.number(), p95: z.number() })).max(90),
});
export type StatusReport = z.infer<typeof StatusReport>;

/** `status/incidents.json`: incidents of all servers, newest first: all that last, and the newest of those that ended. */
export const Incidents = z.strictObject({
  schemaVersion: z.literal(1),
  at: z.iso.datetime(),
  incidents: z.array(Incident),
});
export type Incidents = z.infer<typeof Incidents>;

/** The report on a server. Pure. */
export function statusReport(
  entry: SnapshotEntry,
  history: History = NO_HISTORY,
  { days }: Latencies = NO_LATENCIES,
): StatusReport {
  const latencyByDay = days.flatMap(({ date, latencyMs }) => (latencyMs ? [{ date, ...latencyMs }] : []));
  return { ...(entry.status ?? neverChecked(entry)), ...history, latencyByDay };
}

function neverChecked(entry: SnapshotEntry): Omit<StatusReport, keyof History | 'latencyByDay'> {
  return {
    schemaVersion: 1,
    server: entry.name,
    version: latestVersion(entry).server.version,
    health: 'unknown',
    reason: 'never-checked',
    since: null,
    checkedAt: null,
    instances: [],
    tools: null,
    uptime: { '24h': null, '7d': null, '30d': null, '90d': null },
    latencyMs: null,
    days: '',
    flapping: false,
  };
}
