import { EXIT, UserError } from '../command.ts';
import { SOURCE_NAMES } from './find.ts';
import type { Source } from './source.ts';

/** Names for several sources. */
const GROUPS = ['near', 'far', 'all'];

/** The sources that are meant: by name, or `near`, `far`, `all`. Throws `UserError` for any other word. */
export function chosen(sources: readonly Source[], words: readonly string[]): Source[] {
  const wrong = words.find((word) => !GROUPS.includes(word) && !sources.some(({ name }) => name === word));
  if (wrong !== undefined) {
    const known = [...GROUPS, ...SOURCE_NAMES].join(', ');
    throw new UserError(`There is no source ${wrong}. There are: ${known}`, { exitCode: EXIT.misuse });
  }
  return sources.filter(({ name, reach }) => [name, reach, 'all'].some((word) => words.includes(word)));
}
