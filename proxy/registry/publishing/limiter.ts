import { LRUCache } from 'lru-cache';
import { ProxyError } from '../../error.ts';

/** So many addresses are remembered: who comes from more than that at once is somebody's trouble of another size. */
const MOST_ADDRESSES = 10_000;
const MINUTE_MS = 60_000;

/** How often each address may offer a proof: looking at one costs a signature, or a question to somebody else. */
export class Limiter {
  readonly #perMinute: number;
  readonly #counts = new LRUCache<string, { count: number; until: number }>({ max: MOST_ADDRESSES });
  readonly #now: () => number;

  constructor(perMinute: number, { now = Date.now } = {}) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Counts one more. Throws `too_many_requests` once there are too many. */
  expectRoom(address: string | undefined): void {
    const key = placeOf(address ?? '');
    const now = this.#now();
    const known = this.#counts.get(key);
    const counted = known && known.until > now ? known : { count: 0, until: now + MINUTE_MS };
    counted.count += 1;
    this.#counts.set(key, counted);
    if (counted.count <= this.#perMinute) return;
    const message = `More than ${this.#perMinute} proofs in a minute from one address: wait, then try again`;
    throw new ProxyError('too_many_requests', message, { retryable: true, retryAfterMs: counted.until - now });
  }
}

/** An address, or the network of 64 bits that one customer has of IPv6. */
function placeOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [start = '', end] = address.split('::');
  const parts = start.split(':').filter((part) => part !== '');
  // What "::" stands for are zeros, as many as are missing.
  const rest = end === undefined ? [] : end.split(':').filter((part) => part !== '');
  const whole = [...parts, ...Array.from({ length: Math.max(0, 8 - parts.length - rest.length) }, () => '0'), ...rest];
  return whole.slice(0, 4).join(':');
}
