import { zodFaults } from '../json/zod-problems.ts';
import { example } from './example.ts';
import { OWN_SHAPES } from './own-shapes.ts';
import type { FileRule } from './rule.ts';

/** The shapes of our own files are closed, so an unknown field there is an error. */
export const unknownOwnField: FileRule = {
  code: 'E203',
  name: 'unknown-own-field',
  severity: 'error',
  why: 'Nobody reads a field that listing.json, tools.json, registry.json or refused.json does not define: most likely it is misspelt.',
  scope: 'file',
  kinds: ['listing', 'tools', 'registry', 'refused'],
  run({ kind, value }) {
    if (kind === 'server') return [];
    const parsed = OWN_SHAPES[kind].safeParse(value);
    return parsed.success
      ? []
      : zodFaults(value, parsed.error, OWN_SHAPES[kind]).filter(({ unknownKey }) => unknownKey);
  },
  examples: {
    passes: example({ listing: { tags: ['forecast'] } }),
    fails: example({ listing: { catgories: ['data'] } }),
  },
};
