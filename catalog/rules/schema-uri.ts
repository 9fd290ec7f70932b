import { SERVER_SCHEMA_URL } from '../server-json.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { textIn } from './server-view.ts';

const OLDER = ['2025-07-09', '2025-09-16', '2025-09-29', '2025-10-11', '2025-10-17'];

const EDITION = /^https?:\/\/static\.modelcontextprotocol\.io\/schemas\/[\w.-]+\/server\.schema\.json$/;
const NO_EDITION = 'schema-version-extraction-error';

/** Which dialect a file is written in is said by the file, not guessed. */
export const schemaUri: FileRule = {
  code: 'E304',
  name: 'schema-uri',
  reference: 'schema-version-not-available',
  severity: 'error',
  why: '`$schema` says which edition of the server.json format a file follows, and editors complete by it.',
  scope: 'file',
  run({ value }) {
    const uri = textIn(value, '$schema');
    const fix = `Write "$schema": "${SERVER_SCHEMA_URL}".`;
    if (uri === undefined) {
      return [{ pointer: '/$schema', reference: 'schema-field-required', message: '"$schema" is missing', fix }];
    }
    const known = [SERVER_SCHEMA_URL, ...OLDER.map((date) => SERVER_SCHEMA_URL.replace('2025-12-11', date))];
    if (known.includes(uri)) return [];
    const message = `"$schema" is ${JSON.stringify(uri)}`;
    return [{ pointer: '/$schema', ...(EDITION.test(uri) ? {} : { reference: NO_EDITION }), message, fix }];
  },
  examples: {
    passes: example(),
    fails: example({ server: { $schema: 'https://example.com/server.schema.json' } }),
  },
};

/** An older edition is understood; new entries are better written in the newest. */
export const olderSchema: FileRule = {
  code: 'W305',
  name: 'older-schema',
  reference: 'schema-version-deprecated',
  severity: 'warning',
  why: 'An older edition of the server.json format is still read, but what is new in the format is not checked.',
  scope: 'file',
  run({ value }) {
    const uri = textIn(value, '$schema') ?? '';
    const older = OLDER.find((date) => uri === SERVER_SCHEMA_URL.replace('2025-12-11', date));
    const fix = `Write "$schema": "${SERVER_SCHEMA_URL}".`;
    const message = `"$schema" names the edition of ${older}`;
    return older ? [{ pointer: '/$schema', message, fix, edit: { value: SERVER_SCHEMA_URL } }] : [];
  },
  examples: {
    passes: example(),
    fails: example({ server: { $schema: SERVER_SCHEMA_URL.replace('2025-12-11', '2025-10-17') } }),
  },
};
