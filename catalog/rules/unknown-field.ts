import { membersOf, toPointer } from '../json.ts';
import { keysAt } from '../json-schema.ts';
import type { Fault } from '../json-source.ts';
import { SERVER_SCHEMA } from '../server-schema.ts';
import { unknownKey } from '../zod-problems.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';

/** The official schema is open, so it passes misspelt fields and the old snake_case ones in silence. */
export const unknownField: FileRule = {
  code: 'W202',
  name: 'unknown-field',
  severity: 'warning',
  why: 'Clients ignore a field that the server.json format does not define: most likely it is misspelt.',
  scope: 'file',
  run: ({ value }) => unknownFields(value, []),
  examples: {
    passes: example({ server: { websiteUrl: 'https://example.com/' } }),
    fails: example({ server: { website_url: 'https://example.com/' } }),
  },
};

function unknownFields(value: unknown, path: string[]): Fault[] {
  // What stands in `_meta` is each vendor's own affair.
  if (path[0] === '_meta') return [];
  const known = Array.isArray(value) ? null : knownKeys(path);
  return membersOf(value).flatMap(([key, member]) => {
    const here = [...path, key];
    if (known && !known.includes(key)) return [unknownKey(here, known)];
    return typeof member === 'object' ? unknownFields(member, here) : [];
  });
}

/** The schema is the same for every item of an array and for every file, so it is asked once. */
function knownKeys(path: string[]): string[] | null {
  const steps = path.map((step) => (/^\d+$/.test(step) ? '0' : step));
  const place = toPointer(steps);
  if (!asked.has(place)) asked.set(place, keysAt(SERVER_SCHEMA, steps));
  return asked.get(place) ?? null;
}

const asked = new Map<string, string[] | null>();
