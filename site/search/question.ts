import { type Chosen, FACETS } from '../facets.ts';
import { askedWords } from './score.ts';

/** The orders of a list, with their words. */
export const SORTS = {
  best: 'best match',
  title: 'A to Z',
  newest: 'newest',
  fastest: 'fastest',
  uptime: 'most uptime',
} as const;
export type Sort = keyof typeof SORTS;

/** What the reader asks of the list. It lives in the address, so that it can be shared and gone back to. */
export interface Question {
  words: string;
  chosen: Chosen;
  sort: Sort;
}

export function questionOf(search: string): Question {
  const query = new URLSearchParams(search);
  return {
    words: query.get('q')?.slice(0, 200) ?? '',
    chosen: new Map(FACETS.map(({ id }) => [id, new Set(query.getAll(id))])),
    sort: sortOf(query.get('sort')),
  };
}

/** The order that has this name; the best first where none has. */
export function sortOf(name: string | null): Sort {
  return name === 'title' || name === 'newest' || name === 'fastest' || name === 'uptime' ? name : 'best';
}

/** The question as the query of an address; empty when nothing is asked. */
export function searchOf({ words, chosen, sort }: Question): string {
  const query = new URLSearchParams();
  if (words) query.set('q', words);
  for (const [id, values] of chosen) for (const value of values) query.append(id, value);
  if (sort !== 'best') query.set('sort', sort);
  return query.size > 0 ? `?${query}` : '';
}

/** Whether all servers are asked for, in the order that the pages have them. */
export function asksNothing(question: Question): boolean {
  return askedWords(question.words).length === 0 && countChosen(question) === 0 && question.sort === 'best';
}

export function countChosen({ chosen }: Question): number {
  return [...chosen.values()].reduce((sum, values) => sum + values.size, 0);
}
