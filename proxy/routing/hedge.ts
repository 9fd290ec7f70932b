import { UpstreamFault } from '../upstream/fault.ts';
import type { Flight, Work } from './flight.ts';
import type { Instance } from './instance.ts';
import { choose } from './pick.ts';
import type { RoutedService } from './router.ts';

/** Calls that take longer than this share of a tool's calls are worth a second. */
const LATE_SHARE = 0.95;

/** Why the slower of two is called off: it is no fault of anybody. */
const BEATEN = new UpstreamFault('ok', 'another instance was quicker', { executed: 'maybe' });

/**
 * Does a piece of work that may be repeated at one instance, and, when that takes longer than it mostly does, at another,
 * too: the first answer counts, and the other is called off (Dean and Barroso, "The Tail at Scale", 2013). A second costs
 * one of the service's retries.
 */
export async function hedged<T>(
  service: RoutedService,
  { work, instance, flight }: { work: Work; instance: Instance; flight: Flight },
  act: (instance: Instance, flight: Flight) => Promise<T>,
): Promise<{ value: T; instance: Instance }> {
  const lateMs = instance.latency.quantileMs(work.tool, LATE_SHARE);
  const first = act(instance, flight).then((value) => ({ value, instance }));
  if (lateMs === null || !(await isLate(first, lateMs))) return first;
  const others = service.instances.filter((other) => other !== instance && other.isOpen);
  const other = choose(others, { zone: service.zone });
  if (!other || !service.budget.spend()) return first;
  const flightThere = other.begin(work);
  const second = act(other, flightThere).then(
    (value) => {
      other.end(flightThere, null);
      return { value, instance: other };
    },
    (error: unknown) => {
      other.end(flightThere, error instanceof UpstreamFault && error !== BEATEN ? error : undefined);
      throw error;
    },
  );
  const quicker = await Promise.any([first, second]).catch(() => first);
  (quicker.instance === other ? flight : flightThere).eject(BEATEN);
  return quicker;
}

/** Whether work is still under way after so long. */
async function isLate(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), ms);
  });
  const done = work.then(
    () => false,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
