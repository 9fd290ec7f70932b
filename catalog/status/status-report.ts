import * as z from 'zod';
import { latestVersion, type SnapshotEntry } from '../snapshot/snapshot.ts';
import { ToolsChange } from '../tools/tools-change.ts';
import { type History, NO_HISTORY } from './history.ts';
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
export function statusReport(entry: SnapshotEntry, history: History = NO_HISTORY): StatusReport {
  return { ...(entry.status ?? neverChecked(entry)), ...history };
}

function neverChecked(entry: SnapshotEntry): Omit<StatusReport, keyof History> {
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
