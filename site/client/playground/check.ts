import { isObject, isSameJson } from '../../../catalog/json/json.ts';
import { isOfFormat } from './formats.ts';
import { matches } from './pattern.ts';
import { listOf, referred, type Schema, schemaOf } from './schema.ts';
import { boundsWords, countWords } from './words.ts';

/** What is wrong with the arguments, at its JSON Pointer (RFC 6901), worded as what to do. */
export interface Problem {
  pointer: string;
  message: string;
}

/** A schema that wants more work than this is judged by the proxy alone. */
const MAX_STEPS = 20_000;
const MAX_DEPTH = 100;
const MAX_PROBLEMS = 50;

class OutOfSteps extends Error {}

/**
 * Checks a JSON value against a JSON Schema (2020-12; `definitions` and other words of draft-07 by the way), in the browser.
 * It is lenient where it must be: foreign references, look-around, `unevaluated…` and what takes too long are for the proxy.
 */
export function check(value: unknown, root: Schema): Problem[] {
  let steps = 0;
  try {
    return distinct(at(value, root, '', 0)).slice(0, MAX_PROBLEMS);
  } catch (error) {
    if (error instanceof OutOfSteps) return [];
    throw error;
  }

  function at(value: unknown, schema: Schema, pointer: string, depth: number): Problem[] {
    steps += 1;
    if (steps > MAX_STEPS || depth > MAX_DEPTH) throw new OutOfSteps();
    const below = (part: unknown, inside = value, where = pointer) => at(inside, schemaOf(part), where, depth + 1);
    const fits = (part: unknown, inside = value) => below(part, inside).length === 0;
    return [
      ...('$ref' in schema ? below(referred(schema.$ref, root)) : []),
      ...ofKind(value, schema).map((message) => ({ pointer, message })),
      ...listOf(schema.allOf).flatMap((part) => below(part)),
      ...ofChoices(schema, pointer, below),
      ...('not' in schema && fits(schema.not) ? [{ pointer, message: 'This value is not allowed here.' }] : []),
      ...('if' in schema ? below(fits(schema.if) ? schema.then : schema.else) : []),
      ...(Array.isArray(value) ? inList(value, schema, pointer, below, fits) : []),
      ...(isObject(value) ? inObject(value, schema, pointer, below, fits) : []),
    ];
  }
}

type Below = (part: unknown, inside?: unknown, where?: string) => Problem[];
type Fits = (part: unknown, inside?: unknown) => boolean;

/** Where one of several forms must fit and none does, the nearest of them says what is amiss. */
function ofChoices({ anyOf, oneOf }: Schema, pointer: string, below: Below): Problem[] {
  return [anyOf, oneOf].flatMap((options) => {
    if (!Array.isArray(options)) return [];
    const tried = options.map((option) => below(option));
    const fitting = tried.filter((problems) => problems.length === 0).length;
    if (fitting === 1 || (fitting > 1 && options === anyOf)) return [];
    if (fitting > 1) return [{ pointer, message: 'This fits more than one of the forms it may take.' }];
    const nearest = tried.toSorted((a, b) => deepest(b) - deepest(a) || a.length - b.length)[0];
    return nearest ?? [{ pointer, message: 'This value is not allowed here.' }];
  });
}

function deepest(problems: Problem[]): number {
  return Math.min(...problems.map(({ pointer }) => pointer.split('/').length));
}

/** What is wrong with a value itself, whatever is in it. */
function ofKind(value: unknown, schema: Schema): string[] {
  if ('const' in schema && !isSameJson(value, schema.const)) return [`Enter ${shown(schema.const)}.`];
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => isSameJson(value, one)))
    return [`Choose one of ${schema.enum.slice(0, 8).map(shown).join(', ')}${schema.enum.length > 8 ? ', …' : ''}.`];
  const types = [schema.type].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => isOfType(value, type)))
    return [`Enter ${types.map(typed).join(' or ')}.`];
  if (typeof value === 'number') return inBounds(value, schema) ? [] : [`Enter ${boundsWords(schema)}.`];
  return typeof value === 'string' ? ofText(value, schema) : [];
}

function ofText(text: string, schema: Schema): string[] {
  const { minLength, maxLength, pattern, format } = schema;
  // Lengths are of code points (JSON Schema, validation 6.3).
  const length = [...text].length;
  if (isBelow(length, minLength) || isAbove(length, maxLength))
    return [`Enter ${countWords(minLength, maxLength, 'character')}; these are ${length}.`];
  if (typeof pattern === 'string' && !matches(pattern, text))
    return [`Enter a text that matches ${pattern.slice(0, 200)}`];
  if (typeof format === 'string' && !isOfFormat(format, text))
    return [`Enter a text of the form ${format.slice(0, 40)}.`];
  return [];
}

function inBounds(
  value: number,
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema,
): boolean {
  return !(
    isBelow(value, minimum) ||
    isAbove(value, maximum) ||
    (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) ||
    (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) ||
    (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
  );
}

function inList(list: unknown[], schema: Schema, pointer: string, below: Below, fits: Fits): Problem[] {
  const { minItems, maxItems, uniqueItems, contains, minContains = 1, maxContains } = schema;
  const found: Problem[] = [];
  if (isBelow(list.length, minItems) || isAbove(list.length, maxItems))
    found.push({ pointer, message: `Give ${countWords(minItems, maxItems, 'item')}; these are ${list.length}.` });
  if (uniqueItems === true && list.some((item, index) => list.slice(0, index).some((other) => isSameJson(item, other))))
    found.push({ pointer, message: 'Give each item once.' });
  if (contains !== undefined) {
    const count = list.filter((item) => fits(contains, item)).length;
    if (isBelow(count, minContains) || isAbove(count, maxContains))
      found.push({ pointer, message: 'An item that must be in this list is missing, or there are too many of it.' });
  }
  const first = Array.isArray(schema.items) ? schema.items : listOf(schema.prefixItems);
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  return [
    ...found,
    ...list.flatMap((item, index) => below(index < first.length ? first[index] : rest, item, `${pointer}/${index}`)),
  ];
}

function inObject(object: Schema, schema: Schema, pointer: string, below: Below, fits: Fits): Problem[] {
  const { required, minProperties, maxProperties, additionalProperties, propertyNames, dependentRequired } = schema;
  const names = Object.keys(object);
  const found: Problem[] = [];
  const demanded = isObject(dependentRequired)
    ? membersIn(dependentRequired, names).flatMap(([, more]) => listOf(more))
    : [];
  for (const name of [...listOf(required), ...demanded]) {
    if (typeof name === 'string' && !Object.hasOwn(object, name))
      found.push({ pointer: `${pointer}/${step(name)}`, message: 'Fill this in: it is required.' });
  }
  if (isBelow(names.length, minProperties) || isAbove(names.length, maxProperties))
    found.push({
      pointer,
      message: `Give ${countWords(minProperties, maxProperties, 'member')}; these are ${names.length}.`,
    });
  const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  for (const [name, value] of Object.entries(object)) {
    const where = `${pointer}/${step(name)}`;
    const own = isObject(schema.properties) && Object.hasOwn(schema.properties, name) ? [schema.properties[name]] : [];
    const parts = [...own, ...patterns.flatMap(([pattern, part]) => (matches(pattern, name) ? [part] : []))];
    if (propertyNames !== undefined && !fits(propertyNames, name))
      found.push({ pointer: where, message: `${shown(name)} may not be the name of a member.` });
    if (parts.length === 0 && additionalProperties === false)
      found.push({ pointer: where, message: `Remove ${shown(name)}: it is not known here.` });
    else for (const part of parts.length > 0 ? parts : [additionalProperties]) found.push(...below(part, value, where));
  }
  const dependent = isObject(schema.dependentSchemas) ? membersIn(schema.dependentSchemas, names) : [];
  return [...found, ...dependent.flatMap(([, part]) => below(part))];
}

function membersIn(object: Schema, names: string[]): [string, unknown][] {
  return Object.entries(object).filter(([name]) => names.includes(name));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

const TYPED: Record<string, string> = {
  null: 'null',
  array: 'a list',
  object: 'an object',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
};

function typed(type: string): string {
  return TYPED[type] ?? type.slice(0, 40);
}

function isBelow(count: number, least: unknown): boolean {
  return typeof least === 'number' && count < least;
}

function isAbove(count: number, most: unknown): boolean {
  return typeof most === 'number' && count > most;
}

function step(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}

/** The same may be found by several parts of a schema. */
function distinct(problems: Problem[]): Problem[] {
  return problems.filter(({ pointer, message }, index) => {
    const first = problems.findIndex((other) => other.pointer === pointer && other.message === message);
    return first === index;
  });
}
