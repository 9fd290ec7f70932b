import { isObject, membersOf, toPointer } from '../json.ts';
import { keysAt } from '../json-schema.ts';
import { SERVER_SCHEMA } from '../server-schema.ts';

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
export function unknownKeysOf(value: unknown, path: string[] = []): UnknownKey[] {
  // What stands in `_meta` is each vendor's own affair.
  if (path[0] === '_meta') return [];
  const known = isObject(value) ? knownKeys(path) : null;
  return membersOf(value).flatMap(([key, member]): UnknownKey[] => {
    const here = [...path, key];
    if (known && isObject(value) && !known.includes(key)) {
      return [{ path: here, value: member, known, holder: value, older: olderField(here, known) }];
    }
    return typeof member === 'object' ? unknownKeysOf(member, here) : [];
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
