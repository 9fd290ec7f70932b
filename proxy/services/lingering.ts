import type { Found, Reading } from './sources/source.ts';

/**
 * What a look leaves of what was found before. Where something could not be read, what it was stays. What has vanished
 * stays for a while, unless its service has something else: a container that is started again, say, is on its way back,
 * and calls are to wait for it rather than to hear that there is no such service.
 */
export class Lingering {
  readonly #lingerMs: number;
  readonly #now: () => number;
  #missedAt = new Map<string, number>();

  constructor(lingerMs: number, now: () => number = Date.now) {
    this.#lingerMs = lingerMs;
    this.#now = now;
  }

  /** All that holds after a look, and when the next of it will have lingered long enough. */
  after({ found, faults }: Reading, before: readonly Found[]): { all: Found[]; againMs: number | undefined } {
    const unread = new Set(faults.map(({ origin }) => origin));
    const seen = new Set(found.map(keyOf));
    const served = new Set(found.map(({ server }) => server.name));
    const missedAt = new Map<string, number>();
    const kept = before.filter((one) => {
      const key = keyOf(one);
      if (seen.has(key)) return false;
      if (unread.has(one.origin)) return true;
      const since = this.#missedAt.get(key) ?? this.#now();
      if (served.has(one.server.name) || this.#now() - since >= this.#lingerMs) return false;
      missedAt.set(key, since);
      return true;
    });
    this.#missedAt = missedAt;
    const ends = [...missedAt.values()].map((since) => since + this.#lingerMs - this.#now());
    return { all: [...found, ...kept], againMs: ends.length > 0 ? Math.max(1, Math.min(...ends)) : undefined };
  }
}

function keyOf({ origin, server }: Found): string {
  return JSON.stringify([origin, server.name]);
}
