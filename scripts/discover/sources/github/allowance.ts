import type { Fetched } from '../../../../catalog/net/guarded-fetch.ts';
import { EnoughAsked } from '../../polite/polite-fetch.ts';

/**
 * What is left of the requests that GitHub grants by the hour, all but searches: some are for whoever shares the token.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export class Allowance {
  readonly #reserve: number;
  #left = Number.POSITIVE_INFINITY;
  #limit = Number.POSITIVE_INFINITY;
  #resetAtMs = 0;

  constructor(reserve: number) {
    this.#reserve = reserve;
  }

  /** Throws `EnoughAsked` once only the reserve is left. */
  check(url: string): void {
    const kept = Math.min(this.#reserve, Math.floor(this.#limit / 10));
    if (isSearch(url) || this.#left > kept || Date.now() >= this.#resetAtMs) return;
    const until = new Date(this.#resetAtMs).toISOString();
    throw new EnoughAsked(`${this.#left} of GitHub’s ${this.#limit} requests are left until ${until} (github.reserve)`);
  }

  /** Searches have allowances of their own, which say so. */
  note({
    'x-ratelimit-resource': resource,
    'x-ratelimit-remaining': left,
    'x-ratelimit-limit': limit,
    'x-ratelimit-reset': reset,
  }: Fetched['headers']): void {
    if (resource !== 'core' || ![left, limit, reset].every((value) => /^\d{1,12}$/.test(String(value)))) return;
    [this.#left, this.#limit, this.#resetAtMs] = [Number(left), Number(limit), Number(reset) * 1000];
  }
}

function isSearch(url: string): boolean {
  return new URL(url).pathname.includes('/search/');
}
