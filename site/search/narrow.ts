import type { Chosen } from '../facets.ts';
import type { FacetColumn } from './search-files.ts';

/** How many servers stand under each value of each facet, by facet id. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * The servers that stand under one of the chosen values of every facet; and how many each value would leave, with what the
 * other facets have chosen.
 */
export function narrow(
  numbers: Iterable<number>,
  facets: FacetColumn[],
  chosen: Chosen,
): { inside: number[]; counts: Counts } {
  const columns = facets.map(({ id, sets, of }) => {
    const values = chosen.get(id);
    const passes = sets.map((set) => !values?.size || set.some((value) => values.has(value)));
    return { sets, of, passes, found: new Uint32Array(sets.length) };
  });
  const inside: number[] = [];
  for (const number of numbers) {
    let failed = 0;
    let failedAt = -1;
    for (let at = 0; at < columns.length && failed < 2; at += 1) {
      const column = columns[at];
      if (!column || column.passes[column.of[number] ?? 0]) continue;
      failed += 1;
      failedAt = at;
    }
    if (failed === 0) inside.push(number);
    // A server that one facet alone keeps out would be left by the other values of that facet.
    if (failed === 0) for (const column of columns) count(column, number);
    else if (failed === 1) count(columns[failedAt], number);
  }
  return { inside, counts: new Map(facets.map(({ id }, at) => [id, sums(columns[at])])) };
}

interface Column {
  sets: string[][];
  of: number[];
  found: Uint32Array;
}

function count(column: Column | undefined, number: number): void {
  const set = column?.of[number] ?? 0;
  if (column) column.found[set] = (column.found[set] ?? 0) + 1;
}

function sums(column: Column | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [at, set] of (column?.sets ?? []).entries())
    for (const value of set) counts.set(value, (counts.get(value) ?? 0) + (column?.found[at] ?? 0));
  return counts;
}
