import { setImmediate as nextTurn } from 'node:timers/promises';

const SLICE_MS = 3;

/** Cuts long work into slices of a few milliseconds, between which calls are answered. */
export class Turns {
  #until = performance.now() + SLICE_MS;

  /** Whether others should have their turn now: `rest`, then. */
  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  async rest(): Promise<void> {
    await nextTurn();
    this.#until = performance.now() + SLICE_MS;
  }
}
