import type { Drift } from '../../catalog/status/status.ts';
import type { ToolsChange } from '../../catalog/tools/tools-change.ts';

/** What a change of tools means, in plain words: `short` names its class, `says` what follows from it. */
export const DRIFT: Record<Drift, { short: string; says: string; harmful: boolean }> = {
  none: { short: 'no change', says: 'Nothing that matters is another.', harmful: false },
  additive: { short: 'additive', says: 'There is more, and all that was there works as before.', harmful: false },
  cosmetic: { short: 'cosmetic', says: 'Only titles and the like are others.', harmful: false },
  description: { short: 'descriptions', says: 'What models are told of a tool is another.', harmful: false },
  'schema-compatible': {
    short: 'compatible',
    says: 'Arguments are others, and old calls work as before.',
    harmful: false,
  },
  breaking: { short: 'breaking', says: 'Calls that worked may fail now.', harmful: true },
  permission: { short: 'permission', says: 'A tool promises less than it did, or reaches further.', harmful: true },
};

/** What became of the tools, in numbers: `2 new, 1 gone`. */
export function toolsChanged({ added, removed, changed, more = 0 }: ToolsChange): string {
  const counts = [
    { count: added.length, word: 'new' },
    { count: removed.length, word: 'gone' },
    { count: changed.length, word: 'changed' },
    { count: more, word: 'more' },
  ];
  return counts.flatMap(({ count, word }) => (count > 0 ? [`${count} ${word}`] : [])).join(', ');
}
