import { canonicalJson } from '../json/canonical-json.ts';
import { assertionsOf, type Schema, typeOf, typesOf, valuesOf } from './schema-parts.ts';

/** A limit's keyword, and for which kinds of values it counts. */
interface Bound {
  keyword: string;
  types: readonly string[];
  /** Whether the limit of `is` lets everything pass that the limit of `was` lets pass. */
  holds: (was: Schema, is: Schema) => boolean;
}

const NUMBERS = ['integer', 'fraction'];

/** Limits that can be compared; every other keyword can only be the same, or another. */
export const BOUNDS: readonly Bound[] = [
  { keyword: 'minimum', types: NUMBERS, holds: (was, is) => lowest(was) >= number(is.minimum) },
  { keyword: 'maximum', types: NUMBERS, holds: (was, is) => highest(was) <= number(is.maximum) },
  { keyword: 'exclusiveMinimum', types: NUMBERS, holds: (was, is) => isAbove(was, number(is.exclusiveMinimum)) },
  { keyword: 'exclusiveMaximum', types: NUMBERS, holds: (was, is) => isBelow(was, number(is.exclusiveMaximum)) },
  { keyword: 'multipleOf', types: NUMBERS, holds: isMultiple },
  { keyword: 'minLength', types: ['string'], holds: atLeast('minLength') },
  { keyword: 'maxLength', types: ['string'], holds: atMost('maxLength') },
  { keyword: 'minItems', types: ['array'], holds: atLeast('minItems') },
  { keyword: 'maxItems', types: ['array'], holds: atMost('maxItems') },
  { keyword: 'minProperties', types: ['object'], holds: atLeast('minProperties') },
  { keyword: 'maxProperties', types: ['object'], holds: atMost('maxProperties') },
  {
    keyword: 'uniqueItems',
    types: ['array'],
    holds: (was, is) => is.uniqueItems === false || was.uniqueItems === true,
  },
];

const JUDGED = new Set([
  ...['type', 'const', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength'],
]);

/** Whether a schema certainly takes a value. It may take one of which this says that it does not. */
export function takes(schema: unknown, value: unknown): boolean {
  const is = assertionsOf(schema);
  if (!is) return false;
  const { anyOf, ...rest } = is;
  if (anyOf !== undefined && !(Array.isArray(anyOf) && anyOf.some((choice) => takes(choice, value)))) return false;
  if (Object.keys(rest).some((keyword) => !JUDGED.has(keyword))) return false;
  const values = valuesOf(is);
  const only = { const: value, ...exactly(value) };
  return (
    typesOf(is).has(typeOf(value)) &&
    (values === null || values.some((each) => canonicalJson(each) === canonicalJson(value))) &&
    BOUNDS.every(({ keyword, types, holds }) => !(keyword in is) || !types.includes(typeOf(value)) || holds(only, is))
  );
}

function exactly(value: unknown): Schema {
  if (typeof value === 'number') return { minimum: value, maximum: value };
  const length = typeof value === 'string' ? [...value].length : 0;
  return { minLength: length, maxLength: length };
}

/** What is no number, as the boolean of an old draft, can be compared with nothing. */
function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function lowest({ minimum, exclusiveMinimum }: Schema): number {
  return Math.max(known(minimum, -Infinity), known(exclusiveMinimum, -Infinity));
}

function highest({ maximum, exclusiveMaximum }: Schema): number {
  return Math.min(known(maximum, Infinity), known(exclusiveMaximum, Infinity));
}

function isAbove({ minimum, exclusiveMinimum }: Schema, limit: number): boolean {
  return known(exclusiveMinimum, -Infinity) >= limit || known(minimum, -Infinity) > limit;
}

function isBelow({ maximum, exclusiveMaximum }: Schema, limit: number): boolean {
  return known(exclusiveMaximum, Infinity) <= limit || known(maximum, Infinity) < limit;
}

/** In whole numbers alone: fractions divide as floating point has it. */
function isMultiple(was: Schema, is: Schema): boolean {
  const [before, now] = [number(was.multipleOf), number(is.multipleOf)];
  if (before === now) return true;
  const isWhole = !typesOf(was).has('fraction');
  return (isWhole && now === 1) || (Number.isSafeInteger(before) && Number.isSafeInteger(now) && before % now === 0);
}

function atLeast(keyword: string) {
  return (was: Schema, is: Schema) => known(was[keyword], 0) >= number(is[keyword]);
}

function atMost(keyword: string) {
  return (was: Schema, is: Schema) => known(was[keyword], Infinity) <= number(is[keyword]);
}

function known(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
