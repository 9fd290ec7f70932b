import { isBefore, type ServerRow, type ServerRows } from '../../catalog/server-rows.ts';
import type { ListFilter, Position } from './cursor.ts';

/** A page of a list: its versions, and where the next one begins; null where there is none. */
export interface Page {
  rows: ServerRow[];
  next: Position | null;
}

/** The page of a list after a position. Pure. */
export function selectPage(
  rows: ServerRows,
  { filter, after, limit }: { filter: ListFilter; after: Pick<Position, 'name' | 'version'> | null; limit: number },
): Page {
  const among = filter.version === 'latest' ? rows.latest : rows.all;
  const page: ServerRow[] = [];
  for (let at = after ? firstAfter(among, after) : 0; at < among.length; at += 1) {
    const row = among[at];
    if (!row || !isIn(row, filter)) continue;
    const last = page.at(-1);
    // One more than fits says that there is a next page.
    if (page.length === limit && last) return { rows: page, next: { name: last.name, version: last.version, filter } };
    page.push(row);
  }
  return { rows: page, next: null };
}

function isIn(
  { status, updatedAt, version, text }: ServerRow,
  { search, updatedSince, version: only, includeDeleted }: ListFilter,
): boolean {
  return (
    (includeDeleted || status !== 'deleted') &&
    (only === null || only === 'latest' || version === only) &&
    (updatedSince === null || updatedAt > updatedSince) &&
    (search === '' || text.includes(search))
  );
}

/** The index of the first row after a place, which need not be there any more. */
function firstAfter(rows: readonly ServerRow[], place: { name: string; version: string }): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && isBefore(place, row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
