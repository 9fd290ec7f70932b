import { toPointer } from '../json/json.ts';
import type { Fault } from '../json/json-source.ts';
import { example } from './example.ts';
import type { FileRule } from './rule.ts';
import { type UnknownKey, unknownKeysOf } from './unknown-keys.ts';

/** A field under its old name is not read, so `is_secret` would be shown and `is_required` not asked for. */
export const olderField: FileRule = {
  code: 'E322',
  name: 'older-field',
  severity: 'error',
  why: 'Older editions of the format had other names for fields, such as `registry_type`: nobody reads those any more.',
  scope: 'file',
  run: ({ value }) => unknownKeysOf(value).flatMap(faultsOf),
  examples: {
    passes: example({ server: { websiteUrl: 'https://example.com/' } }),
    fails: example({ server: { website_url: 'https://example.com/' } }),
  },
};

function faultsOf({ path, value, holder, older }: UnknownKey): Fault[] {
  if (older === null) return [];
  const key = JSON.stringify(path.at(-1));
  const message = `The field ${key} is of an older edition of the format`;
  const fault = { pointer: toPointer(path), at: 'key' as const, message };
  if ('gone' in older) {
    // Only where nothing is lost: any other status is a decision that someone made.
    const isIdle = path.at(-1) === 'status' && value === 'active';
    return [{ ...fault, fix: `Delete it. ${older.gone}`, ...(isIdle ? { edit: { delete: true as const } } : {}) }];
  }
  const now = JSON.stringify(older.now);
  return Object.hasOwn(holder, older.now)
    ? [{ ...fault, fix: `Delete it, or write what it says as ${now}, which is there too.` }]
    : [{ ...fault, fix: `Write ${now} instead.`, edit: { rename: older.now } }];
}
