/** Documents by their scores, of which only the best are kept: the first ones of equals. */
export class Best {
  readonly #most: number;
  readonly #keys: Float64Array;
  #size = 0;
  #least = -1;

  constructor(most: number) {
    this.#most = most;
    this.#keys = new Float64Array(2 * most + 1024);
  }

  add(document: number, score: number): void {
    const key = Math.round(score * PRECISION) * DOCUMENTS + (DOCUMENTS - 1 - document);
    if (key <= this.#least) return;
    this.#keys[this.#size] = key;
    this.#size += 1;
    if (this.#size === this.#keys.length) this.#cut();
  }

  /** The best, best first. */
  list(): { document: number; score: number }[] {
    this.#cut();
    return Array.from(this.#keys.subarray(0, this.#size), (key) => ({
      document: DOCUMENTS - 1 - (key % DOCUMENTS),
      score: Math.floor(key / DOCUMENTS) / PRECISION,
    }));
  }

  #cut(): void {
    this.#keys.subarray(0, this.#size).sort().reverse();
    this.#size = Math.min(this.#size, this.#most);
    if (this.#size === this.#most) this.#least = this.#keys[this.#most - 1] ?? -1;
  }
}

/** Score and document in one number, exact up to 2^53, sort without a function that compares. */
const DOCUMENTS = 2 ** 21;
const PRECISION = 1000;
