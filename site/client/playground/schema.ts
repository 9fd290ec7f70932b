import { isObject, stepsOf, valueAt } from '../../../catalog/json/json.ts';

/** A JSON Schema as its server sent it: read with care, since nobody has checked it. */
export type Schema = Record<string, unknown>;

/** How far references lead one to the next, and how many parts are merged, before a schema counts as saying nothing. */
const MAX_HOPS = 32;
const MAX_PARTS = 200;

/** What a subschema is: `true` and all that is no schema admit everything. */
export function schemaOf(value: unknown): Schema {
  return value === false ? { not: {} } : isObject(value) ? value : {};
}

/** What a reference inside the same document leads to; undefined for all others, which are never fetched. */
export function referred(reference: unknown, root: Schema): Schema | undefined {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return undefined;
  const found = valueAt(root, stepsOf(decoded(reference.slice(1))));
  return found === undefined ? undefined : schemaOf(found);
}

/** A schema for showing: references followed and `allOf` merged in. It may say less than the schema; `check` has the truth. */
export function flattened(schema: Schema, root: Schema): Schema {
  let flat = schema;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const { $ref, allOf, ...own } = flat;
    if ($ref === undefined && allOf === undefined) return flat;
    if (listOf(allOf).length > MAX_PARTS) return {};
    const parts = [...($ref === undefined ? [] : [referred($ref, root) ?? {}]), ...listOf(allOf).map(schemaOf), own];
    flat = parts.reduce(merged, {});
  }
  return {};
}

/** Two schemas as one that shows both: what they both say of a member holds twice, of all else the second has the word. */
function merged(first: Schema, second: Schema): Schema {
  const both: Schema = { ...first, ...second };
  if (isObject(first.properties) && isObject(second.properties)) {
    const members = new Map(Object.entries(first.properties));
    for (const [name, member] of Object.entries(second.properties)) {
      members.set(name, members.has(name) ? { allOf: [members.get(name), member] } : member);
    }
    both.properties = Object.fromEntries(members);
  }
  if (first.required && second.required) both.required = [...listOf(first.required), ...listOf(second.required)];
  const below = [...listOf(first.allOf), ...listOf(second.allOf)];
  if (below.length > 0) both.allOf = below;
  return both;
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
