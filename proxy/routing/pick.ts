import type { Health } from '../../catalog/status.ts';

/** What choosing looks at. */
export interface Candidate {
  id: string;
  live: { health: Health };
  inFlight: number;
}

const PREFERENCE: Record<Health, number> = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 };

/**
 * Instances in the order in which a call should try them: the healthier first, then the less busy, then as configured.
 * Unhealthy ones stand last rather than nowhere: when all are said to be down, a call finds out for itself.
 */
export function pick<T extends Omit<Candidate, 'id'>>(instances: readonly T[]): T[] {
  return instances.toSorted((a, b) => PREFERENCE[a.live.health] - PREFERENCE[b.live.health] || a.inFlight - b.inFlight);
}
