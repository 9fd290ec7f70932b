import { canonicalJson } from '../json/canonical-json.ts';
import { isObject, type JsonPath, toPointer } from '../json/json.ts';
import type { Drift } from '../status/status.ts';
import { HOLDERS, NAMED } from './schema-parts.ts';

/** A place where two definitions of a tool differ, and of which class that is, as long as it takes nothing from a caller. */
export interface Difference {
  pointer: string;
  was: unknown;
  is: unknown;
  change: Drift;
}

/** What the members of an object are: parts of a tool, of a schema, schemas by name, hints, or plain values. */
type Kind = 'tool' | 'schema' | 'named' | 'hints' | 'value';

const HINTS = new Set(['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']);
const DEEPEST = 64;

/** Where two definitions of a tool differ, each place as deep as it can be told. */
export function differencesOf(was: unknown, is: unknown): Difference[] {
  return between([], was, is, 'tool', 'cosmetic');
}

function between(path: JsonPath, was: unknown, is: unknown, kind: Kind, change: Drift): Difference[] {
  if (canonicalJson(was) === canonicalJson(is)) return [];
  if (path.length < DEEPEST && isObject(was) && isObject(is)) {
    const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
    return [...keys].flatMap((key) =>
      between([...path, key], was[key], is[key], kindOf(key, kind), classOf(key, kind, change)),
    );
  }
  if (kind === 'schema' && Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return was.flatMap((each, at) => between([...path, at], each, is[at], 'schema', change));
  return [{ pointer: toPointer(path), was, is, change }];
}

function kindOf(key: string, kind: Kind): Kind {
  if (kind === 'tool') return key === 'annotations' ? 'hints' : 'schema';
  if (kind === 'named') return 'schema';
  if (kind !== 'schema') return 'value';
  return NAMED.has(key) ? 'named' : HOLDERS.has(key) ? 'schema' : 'value';
}

/** A hint that promises more is a word on the tool, as its description is; what it takes or gives is more. */
function classOf(key: string, kind: Kind, change: Drift): Drift {
  if (kind === 'tool')
    return key === 'description' ? 'description' : /Schema$/.test(key) ? 'schema-compatible' : 'cosmetic';
  if (kind === 'hints') return HINTS.has(key) ? 'description' : 'cosmetic';
  if (kind !== 'schema') return change;
  if (key === 'description') return 'description';
  return key === 'title' || key === '$comment' || key === '$schema' ? 'cosmetic' : 'schema-compatible';
}
