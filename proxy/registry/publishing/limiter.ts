import { LRUCache } from 'lru-cache';
import { ProxyError } from '../../error.ts';

/** So many are remembered: whoever comes from more places at once is a trouble of another size. */
const MOST_KEYS = 10_000;
const MINUTE_MS = 60_000;

/** How often each of many may do something that costs others work. */
export class Limiter {
  readonly #perMinute: number;
  readonly #what: string;
  readonly #counts = new LRUCache<string, { count: number; until: number }>({ max: MOST_KEYS });
  readonly #now: () => number;

  /** `what` are the things that are counted, in the plural. */
  constructor(perMinute: number, what: string, { now = Date.now } = {}) {
    this.#perMinute = perMinute;
    this.#what = what;
    this.#now = now;
  }

  /** Counts one more of somebody's. Throws `too_many_requests` once there are too many. */
  expectRoom(key: string): void {
    const now = this.#now();
    const known = this.#counts.get(key);
    const counted = known && known.until > now ? known : { count: 0, until: now + MINUTE_MS };
    counted.count += 1;
    this.#counts.set(key, counted);
    if (counted.count <= this.#perMinute) return;
    const message = `More than ${this.#perMinute} ${this.#what} in a minute: wait, then try again`;
    throw new ProxyError('too_many_requests', message, { retryable: true, retryAfterMs: counted.until - now });
  }
}

/** Where an address is: itself, or the network of 64 bits that one customer has of IPv6. */
export function placeOf(address = ''): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [start = '', end] = address.split('::');
  const parts = start.split(':').filter((part) => part !== '');
  // What "::" stands for are zeros, as many as are missing.
  const rest = end === undefined ? [] : end.split(':').filter((part) => part !== '');
  const whole = [...parts, ...Array.from({ length: Math.max(0, 8 - parts.length - rest.length) }, () => '0'), ...rest];
  return whole.slice(0, 4).join(':');
}
