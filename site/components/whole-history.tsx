import { latestVersion, type SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { StatusSummary } from '../../catalog/status/status.ts';
import { daysUntil } from '../card-of.ts';
import type { Site } from '../site.ts';
import { grouped, percent } from '../words/numbers.ts';
import { DAY, dayOf, shortDay } from '../words/time.ts';
import { Bars } from './bars.tsx';

const SPAN = 90;
/** Of 100 servers that were checked on a day, so many were up all of it: then it counts as up, or else as degraded. */
const UP = 95;
const DEGRADED = 80;

/** The 90 days of all hosted servers together. Nothing where no day of any is on record. */
export function WholeHistory({ site: { snapshot } }: { site: Site }) {
  const { at, entries } = snapshot;
  const statuses = entries.flatMap((entry) => (isHosted(entry) && entry.status ? [entry.status] : []));
  const days = wholeDays(statuses.map((status) => daysUntil(status, at, SPAN)));
  if (!/[^-]/.test(days)) return null;
  const [up, checks] = sumOf(statuses);
  const says = `hosted: up in ${percent(up, checks)} of ${grouped(checks)} checks`;
  const from = new Date(Date.parse(at) - (SPAN - 1) * DAY).toISOString();
  const rule = `A day stands when ${UP} of 100 servers were up, is half when ${DEGRADED} were, and hangs below that`;
  return (
    <div class="all hide-s" title={`${rule}.`}>
      <Bars days={days} label={`All hosted servers, ${SPAN} days, ${dayOf(from)} to ${dayOf(at)}; ${says}. ${rule}.`} />
      <div class="axis">
        <span>{shortDay(from)}</span>
        <span>{shortDay(at)}</span>
      </div>
      <p>{says}</p>
    </div>
  );
}

function isHosted(entry: SnapshotEntry): boolean {
  return (latestVersion(entry).server.remotes ?? []).length > 0;
}

/** One letter a day, as a status has it. A day of maintenance counts for nobody. */
function wholeDays(histories: string[]): string {
  return Array.from({ length: SPAN }, (_none, at) => {
    const seen = histories.map((days) => days[at] ?? '-').filter((day) => 'ugdp'.includes(day));
    if (seen.length === 0) return '-';
    const share = (100 * seen.filter((day) => day === 'u').length) / seen.length;
    return share >= UP ? 'u' : share >= DEGRADED ? 'g' : 'd';
  }).join('');
}

/** Checks that found it up, and all, of the longest span that each has. */
function sumOf(statuses: StatusSummary[]): [up: number, checks: number] {
  return statuses.reduce<[number, number]>(
    ([up, checks], { uptime }) => {
      const [more = 0, of = 0] = uptime['90d'] ?? uptime['30d'] ?? [];
      return [up + more, checks + of];
    },
    [0, 0],
  );
}
