import type { InstanceSpec } from '../../proxy/services/service.ts';
import { type Clock, systemClock } from './clock.ts';
import { isWebAddress } from './look.ts';

/** The pause at a host between the end of one look and the begin of the next, in milliseconds. */
const GAP_MS = 1000;

/** Does some work when it is the host's turn; work that concerns no host is done at once. */
export type InTurn = <Result>(host: string | null, work: () => Promise<Result>) => Promise<Result>;

/** One look at a host at a time, in the order they were asked for, and a pause between them, however many servers it has. */
export function hostQueue({ now, sleep }: Clock = systemClock, gapMs = GAP_MS): InTurn {
  const ends = new Map<string, Promise<number>>();
  return async (host, work) => {
    if (host === null) return work();
    const before = ends.get(host);
    const turn = (async () => {
      const waitMs = before ? (await before) + gapMs - now().getTime() : 0;
      if (waitMs > 0) await sleep(waitMs);
      return work();
    })();
    const ended = () => now().getTime();
    ends.set(host, turn.then(ended, ended));
    return turn;
  };
}

/** The host that a look at an instance would ask; null where there is none: a process, or no address to go to. */
export function hostOf({ target }: InstanceSpec): string | null {
  return 'http' in target && isWebAddress(target.http.url) ? new URL(target.http.url).hostname : null;
}
