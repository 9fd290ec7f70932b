import { latestVersion, type Snapshot } from '../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../catalog/status/status.ts';
import { daysUntil } from './card-of.ts';
import { onceFor } from './once-for.ts';

/** So many days are shown of all servers together. */
export const DAYS = 90;

/** How many hosted servers were up all of a day, degraded, and down for some of it. A day of maintenance counts for nobody. */
export interface HostedDay {
  up: number;
  degraded: number;
  down: number;
}

/** The days of all hosted servers together, the newest last: what runs on a reader's machine is never down for all. */
export const hostedDays = onceFor((snapshot: Snapshot): HostedDay[] => {
  const days = Array.from({ length: DAYS }, (): HostedDay => ({ up: 0, degraded: 0, down: 0 }));
  for (const status of hostedStatuses(snapshot)) {
    const letters = daysUntil(status, snapshot.at, DAYS);
    for (const [at, day] of days.entries()) {
      const counted = COUNTED[letters.charAt(at)];
      if (counted) day[counted] += 1;
    }
  }
  return days;
});

const COUNTED: Record<string, keyof HostedDay> = { u: 'up', g: 'degraded', d: 'down', p: 'down' };

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
