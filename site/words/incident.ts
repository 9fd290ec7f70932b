import type { Incident } from '../../catalog/status.ts';
import { duration } from './time.ts';

/** What happened, as what follows "It": `is down`, `was down for 58 minutes`. It changes only when the incident ends. */
export function happened({ severity, startedAt, endedAt }: Incident): string {
  const lasted = endedAt === null ? '' : ` for ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  if (severity === 'major') return endedAt === null ? 'is down' : `was down${lasted}`;
  return endedAt === null ? 'keeps changing' : `kept changing${lasted}`;
}

/** Incidents with those that last first, then the newest first. */
export function openFirst(incidents: readonly Incident[]): Incident[] {
  const isOver = ({ endedAt }: Incident) => Number(endedAt !== null);
  return incidents.toSorted((a, b) => isOver(a) - isOver(b) || newestFirst(a, b));
}

/** The order in which the newest incident comes first. */
export function newestFirst(a: Incident, b: Incident): number {
  return Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What happened, as a line of its own, with the time it has lasted so far. `at` is the snapshot's moment. */
export function happenedSoFar({ severity, startedAt, endedAt }: Incident, at: string): string {
  const lasted = duration(Date.parse(endedAt ?? at) - Date.parse(startedAt));
  if (endedAt !== null) return severity === 'major' ? `Was down for ${lasted}` : `Kept changing for ${lasted}`;
  return severity === 'major' ? `Down for ${lasted} so far` : `Keeps changing, for ${lasted} so far`;
}
