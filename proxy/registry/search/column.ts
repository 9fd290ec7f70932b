/** Collects the values of one facet for every document. Documents are added in their order. */
export class ColumnBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #starts: number[] = [0];
  readonly #flat: number[] = [];

  add(values: readonly string[]): void {
    for (const value of new Set(values)) {
      let number = this.#numbers.get(value);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(value, number);
      }
      this.#flat.push(number);
    }
    this.#starts.push(this.#flat.length);
  }

  build(): Column {
    const flat = Uint32Array.from(this.#flat);
    const totals = new Uint32Array(this.#numbers.size);
    for (let at = 0; at < flat.length; at += 1) totals[flat[at] ?? 0] = (totals[flat[at] ?? 0] ?? 0) + 1;
    return { numbers: this.#numbers, starts: Uint32Array.from(this.#starts), flat, totals };
  }
}

/** The values of one facet: those of a document stand in `flat`, as numbers, from its place in `starts` to the next. */
export interface Column {
  numbers: ReadonlyMap<string, number>;
  starts: Uint32Array;
  flat: Uint32Array;
  /** How many of all documents stand under each value. */
  totals: Uint32Array;
}

/** Documents to be counted, in order: themselves, or, where they are more than half of all, those that are left out. */
export interface Countable {
  documents: Uint32Array;
  isRest: boolean;
}

/** Documents, which stand in order, as they are counted soonest. */
export function countable(documents: Uint32Array, all: number): Countable {
  if (documents.length <= all / 2) return { documents, isRest: false };
  const rest = new Uint32Array(all - documents.length);
  let found = 0;
  let each = 0;
  for (let document = 0; document < all; document += 1) {
    if (documents[each] === document) each += 1;
    else {
      rest[found] = document;
      found += 1;
    }
  }
  return { documents: rest, isRest: true };
}

/** How many documents stand under each value, by its number. */
export function countIn(column: Column, { documents, isRest }: Countable): Uint32Array {
  const counts = counted(column, documents);
  return isRest ? column.totals.map((total, number) => total - (counts[number] ?? 0)) : counts;
}

function counted({ numbers, starts, flat }: Column, documents: Uint32Array): Uint32Array {
  const counts = new Uint32Array(numbers.size);
  for (let each = 0; each < documents.length; each += 1) {
    const document = documents[each] ?? 0;
    const end = starts[document + 1] ?? 0;
    for (let at = starts[document] ?? 0; at < end; at += 1) {
      const number = flat[at] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
    }
  }
  return counts;
}

/** Those of some documents that stand under one of some values. */
export function thoseIn(
  { numbers, starts, flat }: Column,
  values: readonly string[],
  documents: Uint32Array,
): Uint32Array {
  const wanted = new Uint8Array(numbers.size);
  for (const value of values) {
    const number = numbers.get(value);
    if (number !== undefined) wanted[number] = 1;
  }
  const those = new Uint32Array(documents.length);
  let found = 0;
  for (let each = 0; each < documents.length; each += 1) {
    const document = documents[each] ?? 0;
    const end = starts[document + 1] ?? 0;
    let at = starts[document] ?? 0;
    while (at < end && wanted[flat[at] ?? 0] === 0) at += 1;
    if (at === end) continue;
    those[found] = document;
    found += 1;
  }
  return those.subarray(0, found);
}
