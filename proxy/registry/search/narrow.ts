import { type Column, countable, countIn, thoseIn } from './column.ts';
import { type Chosen, FACETS } from './facets.ts';

/** A value of a facet, and how many servers stand under it. */
export interface Counted {
  value: string;
  count: number;
}

const MOST_VALUES = 50;

/**
 * The documents that stand where they are asked to, and how many stand under each value, the commonest first. As on the
 * site, a facet that is chosen in counts what each of its values would give, beside what the others have chosen.
 */
export function narrow(
  documents: Uint32Array,
  columns: readonly Column[],
  chosen: Chosen,
): { inside: Uint32Array; facets: Record<string, Counted[]> } {
  const asked = columns.flatMap((column, at) => {
    const values = chosen.get(FACETS[at]?.name ?? '') ?? [];
    return values.length > 0 ? [{ column, values }] : [];
  });
  const insideOf = (facets: typeof asked) =>
    facets.reduce((left, { column, values }) => thoseIn(column, values, left), documents);
  const inside = insideOf(asked);
  const all = (columns[0]?.starts.length ?? 1) - 1;
  const counted = countable(inside, all);
  const facets = columns.map((column, at): [string, Counted[]] => {
    const others = asked.filter((each) => each.column !== column);
    const among = others.length === asked.length ? counted : countable(insideOf(others), all);
    return [FACETS[at]?.name ?? '', commonest(column, countIn(column, among))];
  });
  return { inside, facets: Object.fromEntries(facets) };
}

function commonest({ numbers }: Column, counts: Uint32Array): Counted[] {
  return [...numbers]
    .map(([value, number]) => ({ value, count: counts[number] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_VALUES);
}
