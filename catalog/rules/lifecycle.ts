import { isObject, toPointer } from '../json/json.ts';
import { example } from './example.ts';
import type { EntryRule, FaultIn } from './rule.ts';

/** The records in `listing.json` and the version files answer each other, one to one. */
export const lifecycle: EntryRule = {
  code: 'E306',
  name: 'lifecycle',
  severity: 'error',
  why: 'The listing says of every version whether it is active, deprecated or deleted, and of no other.',
  scope: 'entry',
  run({ versions, listing }) {
    const records = isObject(listing?.value) ? listing.value.versions : undefined;
    if (!listing || !isObject(records)) return [];
    const unlisted = [...versions.keys()]
      .filter((version) => !Object.hasOwn(records, version))
      .map((version): FaultIn => {
        const message = `"versions" says nothing of ${version}.json`;
        const fix = `Add ${JSON.stringify(version)}: { "status": "active" } to "versions".`;
        return { source: listing, pointer: '/versions', at: 'key', message, fix };
      });
    const unknown = Object.keys(records)
      .filter((version) => !versions.has(version))
      .map((version): FaultIn => {
        const message = `There is no file ${version}.json for this record`;
        return {
          source: listing,
          pointer: toPointer(['versions', version]),
          at: 'key',
          message,
          fix: 'Delete it, or add the file.',
        };
      });
    return [...unlisted, ...unknown];
  },
  examples: {
    passes: example(),
    fails: example({
      listing: {
        versions: { '1.0.0': { status: 'active', publishedAt: '2026-01-02T03:04:05Z' }, '1.0.1': { status: 'active' } },
      },
    }),
  },
};
