import type { Flight } from './flight.ts';

/**
 * The work under way at an instance, in no order.
 *
 * Not a `Set`: each time that makes room, its old table goes on pointing to the new one. Once one of them has grown old, V8
 * takes all that later ones held for alive until its slow collector comes by: whole calls with all their buffers, a tenth
 * of a proxy's time.
 */
export class Flights implements Iterable<Flight> {
  readonly #all: Flight[] = [];

  get size(): number {
    return this.#all.length;
  }

  add(flight: Flight): void {
    flight.place = this.#all.length;
    this.#all.push(flight);
  }

  /** False when it was not among them. */
  delete(flight: Flight): boolean {
    if (this.#all[flight.place] !== flight) return false;
    const last = this.#all.pop();
    if (last && last !== flight) {
      this.#all[flight.place] = last;
      last.place = flight.place;
    }
    return true;
  }

  /** Those that there are now: they may end meanwhile. */
  [Symbol.iterator](): IterableIterator<Flight> {
    return [...this.#all].values();
  }
}
