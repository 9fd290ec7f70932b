import { type Health, type InstanceStatus, Reason } from '../../catalog/status/status.ts';
import type { Look } from './look.ts';

/** What one run says of a server. */
export type Verdict = Pick<InstanceStatus, 'health' | 'reason'>;

const RANK: Record<Health, number> = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 };
const ORDER = new Map(Reason.options.map((reason, index) => [reason, index]));

/** Looks at a server's instances, best first: whatever order they came in, the result is the same. */
export function ranked(looks: Look[]): Look[] {
  const wasMet = looks.some(({ isLookedUp, instance: { health } }) => !isLookedUp && health !== 'unknown');
  const isBehind = ({ isLookedUp = false }: Look) => Number(wasMet && isLookedUp);
  return looks.toSorted((one, other) => isBehind(one) - isBehind(other) || compared(one, other));
}

function compared({ instance: a }: Look, { instance: b }: Look): number {
  return (
    RANK[a.health] - RANK[b.health] ||
    (ORDER.get(a.reason) ?? 0) - (ORDER.get(b.reason) ?? 0) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * A server is as healthy as the best of its instances; one without an instance cannot be run. That a registry has its
 * package says nothing where somebody was met, or should have been.
 */
export function verdictOf(looks: Look[]): Verdict {
  return ranked(looks)[0]?.instance ?? { health: 'unknown', reason: 'not-runnable' };
}
