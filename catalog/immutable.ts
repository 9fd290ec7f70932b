import { problemAt } from './json-source.ts';
import type { Problem } from './problem.ts';
import type { CatalogFile } from './sources.ts';

/** What each code of comparing with an earlier state means. */
export const BASE_CODES = {
  E501: 'A version that came out stays as it is: whoever installed it can trust what was read.',
} as const;

/** A version that is published with other content than the file it already has. */
export function changedVersion(file: CatalogFile, name: string, version: string): Problem {
  const message = `Version ${version} of ${name} is published already, with other content: no duplicate version`;
  const fix = 'Publish the change as a new version; to retire this one, change its record in listing.json.';
  return problemAt(file, { pointer: '', message, fix }, { code: 'E501', severity: 'error' });
}
