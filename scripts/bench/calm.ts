import { setTimeout as delay } from 'node:timers/promises';
import { busyMs } from './kernel.ts';
import type { Round } from './load-job.ts';

/** Others may take this share of one core: a round in which they took more says little. */
const MOST = 0.25;
const LOOK_MS = 200;
const CALM = 0.15;

/** Whether others on the machine took too much of it. */
export function isDisturbed({ othersMs, ms }: Round): boolean {
  return othersMs > MOST * ms;
}

/** Measures again what was disturbed, once the machine is calm, for as long as there is patience for the whole run. */
export class Calm {
  #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** The first round that was not disturbed, else the last. */
  async round(measure: () => Promise<Round>): Promise<Round> {
    for (;;) {
      const begun = performance.now();
      const round = await measure();
      if (!isDisturbed(round) || this.#patienceMs <= 0) return round;
      this.#patienceMs -= performance.now() - begun;
      await this.settle();
    }
  }

  /** Resolves when the machine is calm, or patience is over. */
  async settle(): Promise<void> {
    const begun = performance.now();
    while (this.#patienceMs > performance.now() - begun && (await isBusy()));
    this.#patienceMs -= performance.now() - begun;
  }
}

async function isBusy(): Promise<boolean> {
  const [at, before] = [performance.now(), busyMs()];
  await delay(LOOK_MS);
  return busyMs() - before > CALM * (performance.now() - at);
}
