import { type Slope, slopeOf } from '../slope.ts';
import type { Soak } from './failures-run.ts';

const PER_CALLS = 100_000;

/** How the proxy's memory grew in the last half of a soak: MB for each 100,000 calls; NaN where it was given up soon. */
export function growthOf({ rss }: Pick<Soak, 'rss'>): Slope {
  const last = rss.slice(Math.floor(rss.length / 2));
  if (last.length < 3) return { slope: Number.NaN, low: Number.NaN, high: Number.NaN };
  return slopeOf(last.map(([calls, mb]) => [calls / PER_CALLS, mb] as const));
}
