import { ProxyError } from '../error.ts';
import type { Abortable } from '../upstream/abort.ts';
import type { Caller } from './caller.ts';

/** In front of a service: so many calls run, so many wait in line, and the rest are told to come back. */
export class Gate {
  #maxRunning: number;
  #maxWaiting: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(maxRunning: number, maxWaiting: number) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Sets other limits. Who runs or waits already goes on doing so. */
  resize(maxRunning: number, maxWaiting: number): void {
    const more = maxRunning - this.#maxRunning;
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
    for (const next of [...this.#waiting].slice(0, Math.max(0, more))) next();
  }

  /**
   * Throws `overloaded` when the line is full, or when its turn has not come until then (on the clock of `performance`);
   * and the reason of the caller's signal when it leaves.
   */
  async pass<T>(work: () => Promise<T>, caller: Caller, until?: number): Promise<T> {
    if (this.#running >= this.#maxRunning) await this.#wait(caller.signal, until);
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      const [next] = this.#waiting;
      next?.();
    }
  }

  #wait(signal: Abortable, until: number | undefined): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) throw this.#overloaded('no more are taken now');
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(enter);
        signal.removeEventListener('abort', leave);
        clearTimeout(timer);
      };
      const leave = () => {
        end();
        reject(signal.reason);
      };
      const enter = () => {
        end();
        resolve();
      };
      const giveUp = () => {
        end();
        reject(this.#overloaded('its turn did not come in time'));
      };
      const timer = until === undefined ? undefined : setTimeout(giveUp, until - performance.now());
      this.#waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
    });
  }

  #overloaded(why: string): ProxyError {
    const detail = `${this.#running} calls are running and ${this.#waiting.size} are waiting: ${why}`;
    return new ProxyError('overloaded', detail, { retryable: true, retryAfterMs: 1000 });
  }
}
