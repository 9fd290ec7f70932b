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

  /** Throws `overloaded` when the line is full, and the reason of the caller's signal when it leaves. */
  async pass<T>(work: () => Promise<T>, caller: Caller): Promise<T> {
    if (this.#running >= this.#maxRunning) await this.#wait(caller.signal);
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      const [next] = this.#waiting;
      next?.();
    }
  }

  #wait(signal: Abortable): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      const detail = `${this.#running} calls are running and ${this.#waiting.size} are waiting: no more are taken now`;
      throw new ProxyError('overloaded', detail, { retryable: true, retryAfterMs: 1000 });
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        this.#waiting.delete(enter);
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
    });
  }
}
