import type { ShownCard } from '../card.ts';

/**
 * The shapes of the files that the search in a browser reads. Servers are numbered by title, from 0. Every file but
 * `search/index.json` is named by a hash of what is in it, so that it may be kept for ever.
 */

/** `search/index.json`: all that is needed to filter and to count, and where the rest is. */
export interface SearchIndexFile {
  schemaVersion: 1;
  at: string;
  servers: number;
  facets: FacetColumn[];
  /** How much the score of each server counts, in percent. */
  worth: number[];
  terms: Runs;
  ends: Runs;
  sorts: string;
  cards: { size: number; files: string[] };
}

/** The values of a facet: each server has one of `sets`, by its place there. */
export interface FacetColumn {
  id: string;
  sets: string[][];
  of: number[];
}

/** A sorted list, cut into files: each has what sorts from its start on, up to the next start. */
export interface Runs {
  starts: string[];
  files: string[];
}

/** `search/terms/*.json`: sorted terms, and for each the servers that have it: how many numbers further, and its weight there. */
export interface TermsFile {
  terms: string[];
  posted: number[][];
}

/** `search/ends/*.json`: terms of four letters or more, sorted by `endKey`. */
export type EndsFile = string[];

/** `search/sorts/*.json`: a value for each server; -1 where there is none. */
export interface SortsFile {
  /** Days since 1970. */
  published: number[];
  /** Median answer in milliseconds. */
  p50: number[];
  /** Up of counted checks of 30 days, in hundredths of a percent. */
  uptime: number[];
}

/** `search/cards/*.json`: some cards in the order of their numbers. */
export type CardsFile = ShownCard[];

export const END_LETTERS = 2;

/** What terms are sorted by that are sought by their end. */
export function endKey(term: string): string {
  return `${term.slice(-END_LETTERS)} ${term}`;
}
