import { canonicalJson } from '../json/canonical-json.ts';
import { isObject } from '../json/json.ts';

/** A JSON Schema, or a part of one, as an object. */
export type Schema = Record<string, unknown>;

/** Keywords whose members are schemas under names of their own. */
export const NAMED = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'],
]);
/** Keywords that hold a schema, or several. What stands under any other is a value, even where it looks like a schema. */
export const HOLDERS = new Set([
  ...['items', 'prefixItems', 'additionalItems', 'contains', 'additionalProperties', 'propertyNames', 'not'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'],
]);
/** Keywords that only tell people something: they refuse no value. */
export const WORDS = new Set([
  ...['title', 'description', '$comment', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['$schema', '$defs', 'definitions'],
]);

/** A schema as an object with the keywords that refuse values; null for what is no schema. */
export function assertionsOf(schema: unknown): Schema | null {
  if (schema === true || schema === undefined) return {};
  if (schema === false) return { not: {} };
  if (!isObject(schema)) return null;
  const kept = Object.fromEntries(
    Object.entries(schema).filter(
      ([key, value]) => !WORDS.has(key) && value !== undefined && !(key === 'required' && isEmpty(value)),
    ),
  );
  return asEnum(kept);
}

/** A schema as text that is the same for schemas that refuse the same values by the same keywords. */
export function textOf(schema: unknown): string {
  return canonicalJson(withoutWords(schema));
}

/** Whether a schema refuses nothing. */
export function takesAnything(schema: unknown): boolean {
  const assertions = assertionsOf(schema);
  return assertions !== null && Object.keys(assertions).length === 0;
}

const TYPES: Record<string, readonly string[]> = { number: ['integer', 'fraction'] };
const ALL = ['null', 'boolean', 'integer', 'fraction', 'string', 'array', 'object'];

/** The kinds of values that a schema's `type` takes, with numbers split into integers and fractions. */
export function typesOf({ type }: Schema): Set<string> {
  if (type === undefined) return new Set(ALL);
  const named = (Array.isArray(type) ? type : [type]).map(String);
  return new Set(named.flatMap((name) => TYPES[name] ?? [name]));
}

/** The values that a schema lists, if it does. */
export function valuesOf(schema: Schema): unknown[] | null {
  const listed = Array.isArray(schema.enum) ? schema.enum : null;
  if (!('const' in schema)) return listed;
  const only = canonicalJson(schema.const);
  return listed ? listed.filter((value) => canonicalJson(value) === only) : [schema.const];
}

/** The kind of a value, as `typesOf` names it. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value;
}

function withoutWords(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutWords);
  const assertions = isObject(schema) ? assertionsOf(schema) : null;
  if (!assertions) return schema;
  return Object.fromEntries(
    Object.entries(assertions).map(([key, value]) => {
      if (HOLDERS.has(key)) return [key, withoutWords(value)];
      if (!NAMED.has(key) || !isObject(value)) return [key, value];
      return [key, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutWords(each)]))];
    }),
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A choice of constants, each with a title, is how an `enum` gets words. */
function asEnum(schema: Schema): Schema {
  for (const key of ['anyOf', 'oneOf']) {
    const { [key]: choices, ...rest } = schema;
    if (!Array.isArray(choices) || choices.length === 0 || 'enum' in rest || 'const' in rest) continue;
    const values = choices.flatMap((choice) => {
      const { const: value, type, ...others } = isObject(choice) ? (assertionsOf(choice) ?? {}) : {};
      const fits = type === undefined || typesOf({ type }).has(typeOf(value));
      return value !== undefined && fits && Object.keys(others).length === 0 ? [value] : [];
    });
    const isDistinct = new Set(values.map(canonicalJson)).size === choices.length;
    if (isDistinct) return { ...rest, enum: values };
  }
  return schema;
}
