import type { Fetched } from '../../../catalog/net/guarded-fetch.ts';

/** For how long a host wants to be left alone, in milliseconds; null where it does not say (RFC 9110, 10.2.3; `x-ratelimit-*`). */
export function restAsked({ headers, status }: Pick<Fetched, 'headers' | 'status'>, now = Date.now()): number | null {
  const after = headers['retry-after'];
  if (typeof after === 'string') {
    if (/^\d{1,9}$/.test(after)) return Number(after) * 1000;
    const at = Date.parse(after);
    if (!Number.isNaN(at)) return Math.max(0, at - now);
  }
  const { 'x-ratelimit-remaining': left, 'x-ratelimit-reset': reset } = headers;
  const isSpent = left === '0' || (status === 429 && reset !== undefined);
  // Seconds since 1970.
  if (!isSpent || typeof reset !== 'string' || !/^\d{9,11}$/.test(reset)) return null;
  return Math.max(0, Number(reset) * 1000 - now);
}
