import { type Chosen, FACETS } from '../facets.ts';

export type Sort = 'best' | 'title' | 'newest';

/** What the reader asks of the list. It lives in the address, so that it can be shared and gone back to. */
export interface Question {
  words: string;
  chosen: Chosen;
  sort: Sort;
}

export function questionOf(search: string): Question {
  const query = new URLSearchParams(search);
  const sort = query.get('sort');
  return {
    words: query.get('q')?.slice(0, 200) ?? '',
    chosen: new Map(FACETS.map(({ id }) => [id, new Set(query.getAll(id))])),
    sort: sort === 'title' || sort === 'newest' ? sort : 'best',
  };
}

/** The question as the query of an address; empty when nothing is asked. */
export function searchOf({ words, chosen, sort }: Question): string {
  const query = new URLSearchParams();
  if (words) query.set('q', words);
  for (const [id, values] of chosen) for (const value of values) query.append(id, value);
  if (sort !== 'best') query.set('sort', sort);
  return query.size > 0 ? `?${query}` : '';
}

export function countChosen({ chosen }: Question): number {
  return [...chosen.values()].reduce((sum, values) => sum + values.size, 0);
}
