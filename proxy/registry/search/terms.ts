import { nearTo } from '../../../catalog/near.ts';
import type { Turns } from '../../../catalog/turns.ts';

/** Where a document has a term, and how much the places weigh together: two numbers in one. */
const WEIGHTS = 256;

/** A word that so few documents begin with is looked for with mistakes in it, too. */
const FEW = 5;

/** Collects which terms each document has. Documents are added in their order. */
export class TermsBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #starts: number[] = [0];
  readonly #flat: number[] = [];

  add(weights: ReadonlyMap<string, number>): void {
    for (const [term, weight] of weights) {
      let number = this.#numbers.get(term);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(term, number);
      }
      this.#flat.push(number * WEIGHTS + Math.min(weight, WEIGHTS - 1));
    }
    this.#starts.push(this.#flat.length);
  }

  /** All of it, by term. Lets others have their turn. */
  async build(turns: Turns): Promise<Terms> {
    const terms = await sorted(this.#numbers.keys(), turns);
    const places = new Uint32Array(terms.length);
    for (const [place, term] of terms.entries()) {
      places[this.#numbers.get(term) ?? 0] = place;
      if (turns.isOver) await turns.rest();
    }
    const flat = this.#flat;
    const starts = new Uint32Array(terms.length + 1);
    for (let at = 0; at < flat.length; at += 1) {
      const place = places[Math.floor((flat[at] ?? 0) / WEIGHTS)] ?? 0;
      starts[place + 1] = (starts[place + 1] ?? 0) + 1;
      if (at % 4096 === 0 && turns.isOver) await turns.rest();
    }
    for (let place = 0; place < terms.length; place += 1) {
      starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
    }
    const documents = new Uint32Array(flat.length);
    const weights = new Uint8Array(flat.length);
    const next = starts.slice();
    for (let document = 0; document + 1 < this.#starts.length; document += 1) {
      for (let at = this.#starts[document] ?? 0; at < (this.#starts[document + 1] ?? 0); at += 1) {
        const both = flat[at] ?? 0;
        const place = places[Math.floor(both / WEIGHTS)] ?? 0;
        const to = next[place] ?? 0;
        documents[to] = document;
        weights[to] = both % WEIGHTS;
        next[place] = to + 1;
      }
      if (document % 256 === 0 && turns.isOver) await turns.rest();
    }
    return new Terms({ terms, starts, documents, weights }, this.#starts.length - 1);
  }
}

/** The terms in order, by way of shelves: one long sort would stop everyone. */
async function sorted(terms: Iterable<string>, turns: Turns): Promise<string[]> {
  const shelves = new Map<string, string[]>();
  for (const term of terms) {
    const start = term.slice(0, 3);
    const shelf = shelves.get(start);
    if (shelf) shelf.push(term);
    else shelves.set(start, [term]);
    if (turns.isOver) await turns.rest();
  }
  const all: string[] = [];
  for (const start of [...shelves.keys()].sort()) {
    for (const term of (shelves.get(start) ?? []).sort()) all.push(term);
    if (turns.isOver) await turns.rest();
  }
  return all;
}

interface Posted {
  terms: readonly string[];
  /** Where the documents of a term begin. */
  starts: Uint32Array;
  documents: Uint32Array;
  weights: Uint8Array;
}

/** Which documents have which terms: a sorted list of terms, and numbers. */
export class Terms {
  readonly #posted: Posted;
  readonly #size: number;

  constructor(posted: Posted, size: number) {
    this.#posted = posted;
    this.#size = size;
  }

  /**
   * How well each document answers to a word: 0 is not at all. A whole term counts most, then one that begins with the
   * word; where there are few of both, one that differs by a mistake, which is told in `instead`.
   */
  scores(word: string): { scores: Float32Array; instead: string[] } {
    const { terms } = this.#posted;
    const scores = new Float32Array(this.#size);
    let found = 0;
    let hasWhole = false;
    for (let at = this.#firstFrom(word); at < terms.length && (terms[at] ?? '').startsWith(word); at += 1) {
      const length = (terms[at] ?? '').length;
      if (length === word.length) hasWhole = true;
      found += this.#score(at, length === word.length ? 1 : 0.5 * (word.length / length), scores);
    }
    if (hasWhole || found >= FEW) return { scores, instead: [] };
    const near = nearTo(word, terms);
    for (const { at, factor } of near) this.#score(at, factor, scores);
    near.sort((a, b) => b.factor - a.factor);
    return { scores, instead: near.slice(0, FEW).map(({ at }) => terms[at] ?? '') };
  }

  /** Scores the documents of a term, and tells how many they are. */
  #score(at: number, factor: number, scores: Float32Array): number {
    const { starts, documents, weights } = this.#posted;
    const [start = 0, end = 0] = [starts[at], starts[at + 1]];
    // What few have says more.
    const worth = factor * Math.log(1 + this.#size / (end - start || 1));
    for (let place = start; place < end; place += 1) {
      const document = documents[place] ?? 0;
      const score = worth * (weights[place] ?? 0);
      if (score > (scores[document] ?? 0)) scores[document] = score;
    }
    return end - start;
  }

  #firstFrom(word: string): number {
    const { terms } = this.#posted;
    let low = 0;
    let high = terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((terms[middle] ?? '') < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
