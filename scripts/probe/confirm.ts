import { type Clock, systemClock } from './clock.ts';
import type { Look } from './look.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** When a bad look is repeated, in milliseconds after it: a fault that is over within a minute is nobody's outage. */
export const RETRY_AFTER_MS = [2000, 10_000, 30_000, 60_000];

export interface ConfirmOptions {
  retryAfterMs?: readonly number[] | undefined;
  clock?: Clock;
  /** Whether what was seen is enough, and need not be looked at again; unless said otherwise, whatever is not bad. */
  isEnough?: (verdict: Verdict) => boolean;
  /** Told once, when the first look was not enough. */
  onDoubt?: () => void;
}

/**
 * Looks at a server and, for as long as what is seen is bad, looks again. The last look counts, so it is bad only when
 * all of them were; what is not known (a bot wall, say) ends it too, and is never made bad. `at` is when the first look
 * ended (RFC 3339): what was seen began then.
 */
export async function confirmed(
  look: () => Promise<Look[]>,
  { retryAfterMs = RETRY_AFTER_MS, clock = systemClock, isEnough = isNotBad, onDoubt }: ConfirmOptions = {},
): Promise<{ looks: Look[]; at: string }> {
  let looks = await look();
  const first = clock.now();
  for (const [index, afterMs] of retryAfterMs.entries()) {
    if (isEnough(verdictOf(looks))) break;
    if (index === 0) onDoubt?.();
    // A slow look may take longer than the next pause: then the next follows at once.
    await clock.sleep(Math.max(0, first.getTime() + afterMs - clock.now().getTime()));
    looks = await look();
  }
  return { looks, at: first.toISOString() };
}

function isNotBad({ health }: Verdict): boolean {
  return health !== 'unhealthy';
}
