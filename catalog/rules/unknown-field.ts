import { unknownKey } from '../json/zod-problems.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { unknownKeysOf } from './unknown-keys.ts';

/** The official schema is open, so it passes misspelt fields in silence. */
export const unknownField: FileRule = {
  code: 'W202',
  name: 'unknown-field',
  severity: 'warning',
  why: 'Clients ignore a field that the server.json format does not define: most likely it is misspelt.',
  scope: 'file',
  run: ({ value }) =>
    unknownKeysOf(value)
      .filter(({ older }) => older === null)
      .map(({ path, known }) => unknownKey(path, known)),
  examples: {
    passes: example({ server: { websiteUrl: 'https://example.com/' } }),
    fails: example({ server: { websiteURL: 'https://example.com/' } }),
  },
};
