import { zodFaults } from '../json/zod-problems.ts';
import { serverSchemaFaults } from '../server-schema.ts';
import { example } from './example.ts';
import { OWN_SHAPES } from './own-shapes.ts';
import type { FileRule } from './rule.ts';

/** `server.json` is held against the official JSON Schema, our own files against the shapes in `catalog/`. */
export const schema: FileRule = {
  code: 'E201',
  name: 'schema',
  severity: 'error',
  why: 'Programs read these files, so every field has the type, the length and the form that they expect.',
  scope: 'file',
  kinds: ['server', 'listing', 'tools', 'registry', 'refused'],
  run({ kind, value }) {
    if (kind === 'server') return serverSchemaFaults(value);
    const parsed = OWN_SHAPES[kind].safeParse(value);
    return parsed.success
      ? []
      : zodFaults(value, parsed.error, OWN_SHAPES[kind]).filter(({ unknownKey }) => !unknownKey);
  },
  examples: {
    passes: example(),
    fails: example({ server: { description: 'x'.repeat(101) } }),
  },
};
