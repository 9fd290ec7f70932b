import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import type { Incident } from '../../catalog/status/status.ts';
import { type Incidents, statusReport } from '../../catalog/status/status-report.ts';
import { statusPath } from '../../catalog/urls.ts';
import { incidentsOf } from '../events.ts';
import { type FileMaker, json, type ServerFileMaker } from './file-maker.ts';

const MOST_ENDED = 500;

/** A report of a server, checked or not: what is known of it, with its incidents and the changes of its tools in full. */
export const report: ServerFileMaker = (entry, { site: { snapshot } }) => [
  [
    statusPath(entry.name),
    () => json(statusReport(entry, snapshot.histories.get(entry.name), snapshot.latencies.get(entry.name))),
  ],
];

/** The incidents of all servers in one file. */
export const incidents: FileMaker = ({ snapshot }) => [['status/incidents.json', json(newestIncidents(snapshot))]];

function newestIncidents(snapshot: Snapshot): Incidents {
  const all = incidentsOf(snapshot);
  const isOpen = ({ endedAt }: Incident) => endedAt === null;
  const ended = new Set(all.filter((incident) => !isOpen(incident)).slice(0, MOST_ENDED));
  const kept = all.filter((incident) => isOpen(incident) || ended.has(incident));
  return { schemaVersion: 1, at: snapshot.at, incidents: kept };
}
