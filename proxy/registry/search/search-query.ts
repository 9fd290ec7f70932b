import * as z from 'zod';
import { nearest } from '../../../catalog/nearest.ts';
import type { ProxyError } from '../../error.ts';
import { pack, unpack } from '../cursor.ts';
import { noCursor, outOfBounds, readCount } from '../list-query.ts';
import { type Chosen, FACETS } from './facets.ts';

/** What is asked of a search. */
export interface SearchQuery {
  text: string;
  chosen: Chosen;
  offset: number;
  limit: number;
}

const MOST_TEXT = 200;
const MOST_OFFSET = 10_000;
const MOST_CHOSEN = 20;

/** A place in a search, and what was searched for: as in lists, it stays the same from page to page. */
const Packed = z.tuple([
  z.string().max(MOST_TEXT),
  z.array(z.tuple([z.string(), z.array(z.string()).max(MOST_CHOSEN)])).max(FACETS.length),
  z.int().min(0).max(MOST_OFFSET),
]);

/** The question in a query. Throws `unprocessable` for a value out of its bounds, `invalid_request` for a cursor that is none. */
export function readSearchQuery(query: URLSearchParams): SearchQuery {
  const limit = readCount(query, 'limit', { least: 1, most: 100, otherwise: 30 });
  const cursor = query.get('cursor') ?? '';
  if (cursor === '') {
    const offset = readCount(query, 'offset', { least: 0, most: MOST_OFFSET, otherwise: 0 });
    return { text: textIn(query), chosen: chosenIn(query), offset, limit };
  }
  const { data } = Packed.safeParse(unpack(cursor));
  if (!data) throw noCursor();
  const [text, chosen, offset] = data;
  return { text, chosen: new Map(chosen), offset, limit };
}

/** Where the next page begins; null after the last, and where nobody reads on. */
export function cursorAfter({ text, chosen, offset, limit }: SearchQuery, total: number): string | null {
  const next = offset + limit;
  if (next >= total || next > MOST_OFFSET) return null;
  return pack([text, [...chosen], next]);
}

function textIn(query: URLSearchParams): string {
  const text = (query.get('q') ?? '').trim();
  if (text.length > MOST_TEXT) throw outOfBounds('q', `expected at most ${MOST_TEXT} characters`, text.length);
  return text;
}

function chosenIn(query: URLSearchParams): Chosen {
  const chosen = new Map<string, readonly string[]>();
  for (const { name, values } of FACETS) {
    const asked = [...new Set(query.getAll(name).filter((value) => value !== ''))];
    if (asked.length > MOST_CHOSEN) throw outOfBounds(name, `expected at most ${MOST_CHOSEN} values`, asked.length);
    const unknown = values && asked.find((value) => !values.includes(value));
    if (values && unknown !== undefined) throw unknownValue(name, unknown, values);
    if (asked.length > 0) chosen.set(name, asked);
  }
  return chosen;
}

function unknownValue(name: string, value: string, values: readonly string[]): ProxyError {
  const [near] = nearest(value, values, 1);
  const hint = near === undefined ? '' : `. Did you mean ${near}?`;
  return outOfBounds(name, `expected one of ${values.join(', ')}${hint}`, value);
}
