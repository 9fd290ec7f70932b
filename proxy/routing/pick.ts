import type { Health } from '../../catalog/status/status.ts';

/** What ranking looks at. */
export interface Ranked {
  live: { health: Health };
  inFlight: number;
}

/** What choosing looks at. */
export interface Candidate extends Ranked {
  /** A moving mean of what calls take; null before the first. */
  meanMs: number | null;
  /** How much of the load it should get, beside others. */
  weight: number;
  /** What part of its calls it gets: less than 1 when it has just come back. */
  warmth: number;
  zone: string | null;
  /** A call hangs here, and nobody knows yet whether the instance does. */
  isSuspect: boolean;
}

export interface Choosing {
  /** Where we stand: instances here come before those elsewhere. */
  zone?: string | null;
  random?: () => number;
}

const PREFERENCE: Record<Health, number> = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 };

/** An instance answers in no time now and then; nobody is endlessly quick. */
const LEAST_MS = 0.5;
/** One of no weight gets a call now and then all the same. */
const LEAST_WEIGHT = 0.001;

/** Instances for showing and listing: the healthier first, then the less busy, then as configured. */
export function rank<T extends Ranked>(instances: readonly T[]): T[] {
  return instances.toSorted((a, b) => PREFERENCE[a.live.health] - PREFERENCE[b.live.health] || a.inFlight - b.inFlight);
}

/**
 * The instance for a call. Of those that are healthiest, and of these the ones in our zone, two are drawn; the one that
 * would be done sooner is so much likelier to get the call. So equal ones share alike, a slow one gets less in the
 * measure in which it is slower, and no crowd follows the quickest. One that has just come back leaves most of its calls to
 * the other: how quick it was says little of how quick it is. Undefined when there is none.
 */
export function choose<T extends Candidate>(
  instances: readonly T[],
  { zone = null, random = Math.random }: Choosing = {},
): T | undefined {
  if (instances.length < 2) return instances[0];
  const best = Math.min(...instances.map(tierOf));
  const healthiest = instances.filter((instance) => tierOf(instance) === best);
  const near = zone === null ? [] : healthiest.filter((instance) => instance.zone === zone);
  const candidates = near.length > 0 ? near : healthiest;
  const first = Math.floor(random() * candidates.length);
  const step = 1 + Math.floor(random() * (candidates.length - 1));
  const a = candidates[first];
  const b = candidates[(first + step) % candidates.length];
  if (!a || !b || a === b) return a;
  const usual = a.meanMs ?? b.meanMs ?? LEAST_MS;
  const mean = (a.weight + b.weight) / 2 || 1;
  const costs = [costOf(a, usual, a.weight / mean), costOf(b, usual, b.weight / mean)] as const;
  const [chosen, other] = random() * (costs[0] + costs[1]) < costs[1] ? [a, b] : [b, a];
  return chosen.warmth < 1 && random() >= chosen.warmth ? other : chosen;
}

function tierOf({ live, isSuspect }: Candidate): number {
  return PREFERENCE[live.health] + (isSuspect ? 0.5 : 0);
}

/**
 * When a further call would be done, for an instance that works at one after the other; less for a heavier one, to which as
 * many more calls under way are no more of a burden: so its share is the same whether many call or few.
 */
function costOf({ meanMs, inFlight }: Candidate, usualMs: number, weight: number): number {
  const share = Math.max(weight, LEAST_WEIGHT);
  return (Math.max(meanMs ?? usualMs, LEAST_MS) * (inFlight / share + 1)) / share;
}
