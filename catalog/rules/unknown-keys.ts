import { isObject } from '../json/json.ts';
import { SERVER_SCHEMA } from '../server-schema.ts';
import { keysAt } from '../tools/json-schema.ts';

/** A key of a `server.json` that its format does not define. */
export interface UnknownKey {
  path: string[];
  value: unknown;
  /** The keys that are defined there. */
  known: string[];
  /** The object that it is a key of. */
  holder: Record<string, unknown>;
  /** What it was called, or what became of it, when it stems from an older format. */
  older: Older | null;
}

/** A field of an older `server.json`: its name now, or why it has none. */
export type Older = { now: string } | { gone: string };

/** The keys that the format does not define, in the order of the file. */
export function unknownKeysOf(value: unknown): UnknownKey[] {
  const found: UnknownKey[] = [];
  collect(value, ROOT, found);
  return found;
}

/** A part of the format: the keys it defines, null where any will do, and the parts below it as far as they were met. */
interface Place {
  path: string[];
  known: Set<string> | null;
  below: Map<string, Place>;
}

const ROOT = placeAt([]);

function placeAt(path: string[]): Place {
  // What stands in `_meta` is each vendor's own affair.
  const known = path[0] === '_meta' ? null : keysAt(SERVER_SCHEMA, path);
  return { path, known: known && new Set(known), below: new Map() };
}

/** The format is the same for every file and every item of an array, so each part of it is looked up once. */
function placeBelow(place: Place, step: string): Place {
  const known = place.below.get(step);
  if (known) return known;
  const made = placeAt([...place.path, step]);
  // Where any key will do, files decide how many there are.
  if (place.known !== null || step === '0') place.below.set(step, made);
  return made;
}

function collect(value: unknown, place: Place, found: UnknownKey[], path: string[] = []): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === 'object') collect(item, placeBelow(place, '0'), found, [...path, String(index)]);
    }
  } else if (isObject(value) && place.path[0] !== '_meta') {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (place.known && !place.known.has(key)) {
        const [here, known] = [[...path, key], [...place.known]];
        found.push({ path: here, value: member, known, holder: value, older: olderField(here, known) });
      } else if (typeof member === 'object') collect(member, placeBelow(place, key), found, [...path, key]);
    }
  }
}

const OURS = 'The record of the version in listing.json says it.';
const UNWRAP = 'This is an answer of the registry API: keep what stands in "server", and only that.';

/** What fields of older formats are called now, by the part of a `server.json` that they stand in. */
const OLDER: Record<string, Record<string, Older>> = {
  '': {
    version_detail: { gone: 'Write its "version" as "version"; the rest stands in listing.json.' },
    url: { now: 'websiteUrl' },
    server: { gone: UNWRAP },
    id: { gone: 'A server is known by its name.' },
    status: { gone: OURS },
    created_at: { gone: OURS },
    published_at: { gone: OURS },
    updated_at: { gone: OURS },
    release_date: { gone: OURS },
    is_latest: { gone: 'The latest version follows from the versions.' },
  },
  packages: { registry_name: { now: 'registryType' }, name: { now: 'identifier' } },
  remotes: { transport_type: { now: 'type' } },
  transport: { transport_type: { now: 'type' } },
};

function olderField(path: string[], known: string[]): Older | null {
  const key = path.at(-1) ?? '';
  const part = path.slice(0, -1).findLast((step) => !/^\d+$/.test(step)) ?? '';
  const camel = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return OLDER[part]?.[key] ?? (camel !== key && known.includes(camel) ? { now: camel } : null);
}
