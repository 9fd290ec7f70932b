import { relative, sep } from 'node:path';

/** A path as it is shown to others: below the home folder it does not tell whose that is. */
export function shownPath(path: string, home: string): string {
  const below = relative(home, path);
  return below.startsWith('..') || below === path || home === '' ? path : `~${sep}${below}`;
}
