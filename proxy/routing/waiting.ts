import type { Abortable } from '../upstream/abort.ts';

/** The next ones go on so much later than those before them. */
const ADMIT_MS = 20;

/** Callers that wait for an instance to come back. */
export class Waiting {
  readonly #wakes = new Set<() => void>();

  get size(): number {
    return this.#wakes.size;
  }

  /** Resolves when it is this caller's turn, or the signal aborts. */
  join(signal: Abortable): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakes.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakes.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Tells all of them, so that they look for themselves. */
  wakeAll(): void {
    this.#wake(this.#wakes.size);
  }

  /**
   * Lets them go on, each time twice as many, as long as the instance stays: to all at once, a server that has just started
   * gives no answer soon.
   */
  admit(isThere: () => boolean, count = 1): void {
    if (!isThere()) return;
    this.#wake(count);
    if (this.size > 0) setTimeout(() => this.admit(isThere, 2 * count), ADMIT_MS).unref();
  }

  #wake(count: number): void {
    for (const wake of [...this.#wakes].slice(0, count)) wake();
  }
}
