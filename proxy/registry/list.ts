import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import { isBefore, type ServerRows } from '../../catalog/snapshot/server-rows.ts';
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
  const page: ServerRow[] = [];
  for (const row of rowsAfter(rows, filter, after)) {
    if (!isIn(row, filter)) continue;
    const last = page.at(-1);
    // One more than fits says that there is a next page.
    if (page.length === limit && last) return { rows: page, next: { name: last.name, version: last.version, filter } };
    page.push(row);
  }
  return { rows: page, next: null };
}

/** The rows after a place that have what is searched for, in their order, whatever other filters say. */
function* rowsAfter(
  { all, latest, texts }: ServerRows,
  { search, version }: ListFilter,
  after: Pick<Position, 'name' | 'version'> | null,
): Generator<ServerRow> {
  const among = search === '' && version === 'latest' ? latest : all;
  const first = after ? firstAfter(among, after) : 0;
  for (const at of search === '' ? numbersFrom(first, among.length) : texts.having(search, first)) {
    const row = among[at];
    if (row) yield row;
  }
}

function* numbersFrom(first: number, end: number): Generator<number> {
  for (let number = first; number < end; number += 1) yield number;
}

function isIn(
  { status, updatedAt, version, isLatest }: ServerRow,
  { updatedSince, version: only, includeDeleted }: ListFilter,
): boolean {
  return (
    (includeDeleted || status !== 'deleted') &&
    (only === null || (only === 'latest' ? isLatest : version === only)) &&
    (updatedSince === null || updatedAt > updatedSince)
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
