import { ENOUGH_CHECKS } from '../card.ts';
import { DAYS, type HostedDay, hostedChecks, hostedDays } from '../hosted-days.ts';
import type { Site } from '../site.ts';
import { grouped, percent } from '../words/numbers.ts';
import { DAY, dayOf, shortDay } from '../words/time.ts';
import { Bars } from './bars.tsx';

/** Of 100 servers that were checked on a day, so many were up all of it: then it counts as up, or else as degraded. */
const UP = 95;
const DEGRADED = 80;

/** The 90 days of all hosted servers together. Nothing where no day of any is on record. */
export function WholeHistory({ site: { snapshot } }: { site: Site }) {
  const days = hostedDays(snapshot).map(letterOf).join('');
  if (!/[^-]/.test(days)) return null;
  const { at } = snapshot;
  const [up, checks] = hostedChecks(snapshot);
  const says =
    checks < ENOUGH_CHECKS
      ? `hosted: too few checks (${checks})`
      : `hosted: up in ${percent(up, checks)} of ${grouped(checks)} checks`;
  const from = new Date(Date.parse(at) - (DAYS - 1) * DAY).toISOString();
  const rule = `A day stands when ${UP} of 100 servers were up, is half when ${DEGRADED} were, and hangs below that`;
  return (
    <div class="all hide-s" title={`${rule}.`}>
      <Bars days={days} label={`All hosted servers, ${DAYS} days, ${dayOf(from)} to ${dayOf(at)}; ${says}. ${rule}.`} />
      <div class="axis">
        <span>{shortDay(from)}</span>
        <span>{shortDay(at)}</span>
      </div>
      <p>{says}</p>
    </div>
  );
}

/** A day as the days of one server are written. */
function letterOf({ up, degraded, down }: HostedDay): string {
  const looked = up + degraded + down;
  if (looked === 0) return '-';
  const share = (100 * up) / looked;
  return share >= UP ? 'u' : share >= DEGRADED ? 'g' : 'd';
}
