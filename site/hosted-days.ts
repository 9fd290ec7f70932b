import { latestVersion, type Snapshot } from '../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../catalog/status/status.ts';
import { daysUntil } from './card-of.ts';

/** So many days are shown of all servers together. */
export const DAYS = 90;

/** How many hosted servers were up all of a day, degraded, and down for some of it. A day of maintenance counts for nobody. */
export interface HostedDay {
  up: number;
  degraded: number;
  down: number;
}

/** The days of all hosted servers together, the newest last: what runs on a reader's machine is never down for all. */
export function hostedDays(snapshot: Snapshot): HostedDay[] {
  const histories = hostedStatuses(snapshot).map((status) => daysUntil(status, snapshot.at, DAYS));
  return Array.from({ length: DAYS }, (_none, day) => {
    const count = (letters: string) => histories.filter((days) => letters.includes(days.charAt(day))).length;
    return { up: count('u'), degraded: count('g'), down: count('dp') };
  });
}

/** How many checks found a hosted server up, and how many there were, of the longest span that each has. */
export function hostedChecks(snapshot: Snapshot): [up: number, checks: number] {
  let [up, checks] = [0, 0];
  for (const { uptime } of hostedStatuses(snapshot)) {
    const [more = 0, of = 0] = uptime['90d'] ?? uptime['30d'] ?? [];
    up += more;
    checks += of;
  }
  return [up, checks];
}

function hostedStatuses({ entries }: Snapshot): StatusSummary[] {
  return entries.flatMap((entry) => {
    const { status, server } = latestVersion(entry);
    return status !== 'deleted' && server.remotes?.length && entry.status ? [entry.status] : [];
  });
}
