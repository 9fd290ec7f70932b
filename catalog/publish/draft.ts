import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json/json.ts';
import { jsonText } from '../json/json-edit.ts';
import { problemAt } from '../json/json-source.ts';
import type { Problem } from '../problem.ts';
import { catalogFile } from '../read-catalog.ts';
import { judgeFile } from '../rules/judge.ts';
import type { CatalogFile, EntrySources } from '../sources.ts';
import { changeListing, type ListingValue, listingText, newListing, unlisted } from './change-listing.ts';
import type { Submission } from './submission.ts';

/** A submission whose name and version can be read, with its `server.json` as the file it would be. */
export interface Named extends Omit<Submission, 'server'> {
  name: string;
  version: string;
  server: CatalogFile;
  /** What is wrong with that file alone. */
  problems: Problem[];
}

/** The catalog's folder, and the moment of the change (RFC 3339). */
export interface World {
  folder: string;
  now: string;
}

/** An entry as it would be with some submissions, and what each of them brings or has against it. */
export interface Draft {
  entry: EntrySources;
  /** The files that are not as they were, by their paths from the catalog's folder. */
  changed: Map<string, CatalogFile>;
  /** In the order of the submissions. */
  steps: Step[];
}

/** One submission in a draft. */
export interface Step {
  submission: Named;
  /** Whether it brings a version that was not there. */
  isNew: boolean;
  /** The paths of the files it changes. */
  files: string[];
  /** What is wrong with the files that it brings, each alone, or with bringing them at all. */
  problems: Problem[];
}

/** Puts submissions of one name into its entry, one after the other. Nothing is written. */
export function draftEntry(before: EntrySources, submissions: Named[], { folder, now }: World): Draft {
  const entry = { ...before, versions: new Map(before.versions) };
  const changed = new Map<string, CatalogFile>();
  const pathOf = (base: string) => `servers/${before.name}/${base}.json`;
  const fileAt = (base: string, text: string) => {
    const file = catalogFile(join(folder, pathOf(base)), text);
    changed.set(pathOf(base), file);
    return file;
  };
  let listing: ListingValue | null = isObject(before.listing?.value) ? before.listing.value : null;
  const steps = submissions.map((submission): Step => {
    const { name, version, server, tools } = submission;
    const known = entry.versions.get(version);
    const step: Step = { submission, isNew: !known, files: [], problems: [] };
    if (known && !isDeepStrictEqual(known.value, server.value)) {
      step.problems.push(duplicate(known, name, version));
      return step;
    }
    if (before.listing && !listing) {
      step.problems.push(...judgeFile(before.listing));
      return step;
    }
    if (!known) {
      entry.versions.set(version, server);
      changed.set(pathOf(version), server);
      step.files.push(pathOf(version));
      step.problems.push(...submission.problems);
    }
    const after = listingWith(listing, entry.versions.keys(), submission, now);
    if (after !== listing) step.files.push(pathOf('listing'));
    listing = after;
    if (tools !== undefined && !isDeepStrictEqual(entry.tools?.value, tools)) {
      entry.tools = fileAt('tools', jsonText(tools));
      step.files.push(pathOf('tools'));
      step.problems.push(...judgeFile(entry.tools));
    }
    return step;
  });
  if (listing && listing !== before.listing?.value) {
    const { text, value } = before.listing ?? {};
    const old = text !== undefined && isObject(value) ? { text, value } : null;
    entry.listing = fileAt('listing', listingText(old, listing));
  }
  return { entry, changed, steps };
}

/** The same fault as a published file that was edited: see `BASE_CODES`. */
function duplicate(file: CatalogFile, name: string, version: string): Problem {
  const message = `Version ${version} of ${name} is published already, with other content: no duplicate version`;
  const fix = 'Publish the change as a new version; to retire this one, change its record in listing.json.';
  return problemAt(file, { pointer: '', message, fix }, { code: 'E501', severity: 'error' });
}

function listingWith(
  listing: ListingValue | null,
  versions: Iterable<string>,
  { version, listing: change = {}, defaults = {} }: Named,
  now: string,
): ListingValue {
  const guessed = listing ? unlisted(listing, defaults) : defaults;
  const start = listing ?? newListing([...versions].filter((other) => other !== version));
  const records = { ...guessed.versions, ...change.versions };
  return changeListing(start, { ...guessed, ...change, versions: records }, { version, now });
}
