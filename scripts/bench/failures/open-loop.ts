import { clearTimeout, setTimeout } from 'node:timers';
import type { Outcome } from './outcome.ts';

/** Begins calls on schedule, whether or not those before were answered: as many clients that know nothing of each other do. */
export class OpenLoop implements AsyncDisposable {
  /** Those that have ended. */
  readonly outcomes: Outcome[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #everyMs: number;
  readonly #startedAt = performance.now();
  #begin: (count: number) => Promise<Outcome>;
  #heard: ((count: number) => void) | null = null;
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(perSecond: number, begin: (count: number) => Promise<Outcome>) {
    this.#everyMs = 1000 / perSecond;
    this.#begin = begin;
    this.#tick();
  }

  /** Makes other calls from now on. */
  turnTo(begin: (count: number) => Promise<Outcome>): void {
    this.#begin = begin;
  }

  /** Resolves when a call has just begun that counts so. */
  begun(isMeant: (count: number) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = (count) => {
        if (!isMeant(count)) return;
        this.#heard = null;
        resolve();
      };
    });
  }

  /** Begins no more. Resolves with all outcomes when the last call has ended. */
  async stop(): Promise<Outcome[]> {
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay);
    return this.outcomes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #tick(): void {
    while (this.#startedAt + this.#count * this.#everyMs <= performance.now()) this.#one(this.#count++);
    const dueAt = this.#startedAt + this.#count * this.#everyMs;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, dueAt - performance.now()));
  }

  #one(count: number): void {
    const call = this.#begin(count).then((outcome) => {
      this.outcomes.push(outcome);
      this.#underWay.delete(call);
    });
    this.#underWay.add(call);
    this.#heard?.(count);
  }
}
