import type { ListedVersion, Listing } from '../listing.ts';
import type { Problem } from '../problem.ts';

/** One version of a server that someone wants in the catalog, or a change of what the catalog says of it. */
export interface Submission {
  /** A `server.json` from anywhere: nothing of it is trusted. */
  server: unknown;
  /** What `listing.json` shall say from now on. What is left out stays as it is. */
  listing?: ListingChange;
  /** The same for an entry that has no `listing.json` yet, and for a version that has no record: guesses, which give way. */
  defaults?: ListingChange;
  /** The reviewed tools, as `tools.json` holds them. */
  tools?: unknown;
}

/**
 * Fields of `listing.json`. Each replaces the one that was there; null takes it away. A record in `versions` replaces that
 * of its version, save the dates it leaves out; a version that has no record gets an active one, published now.
 */
export type ListingChange = { [Field in Exclude<keyof Listing, '$schema' | 'versions'>]?: Listing[Field] | null } & {
  versions?: Record<string, ListedVersion>;
};

/**
 * What became of a submission. `added`: the version is new. `updated`: the version was there, and what the catalog says
 * of it has changed. `unchanged`: nothing was to do. `refused`: `problems` says why, and nothing was written.
 */
export type Outcome = 'added' | 'updated' | 'unchanged' | 'refused';

/** A submission's end. */
export interface PublishResult {
  /** As the submission says it; empty where it does not. */
  name: string;
  version: string;
  outcome: Outcome;
  /** The files that were written, by their paths from the catalog's folder. */
  files: string[];
  /** Errors only where it was refused; warnings in any case. */
  problems: Problem[];
}
