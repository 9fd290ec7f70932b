import { isObject, isSameJson, kindOf } from '../../../catalog/json/json.ts';
import { line, visible } from '../../words/visible.ts';
import { flattened, listOf, type Schema, schemaOf } from './schema.ts';
import { countWords, rangeOf } from './words.ts';

/** What a reader is told of a field. `type` is a few words: `integer, from 1 to 20`. */
interface Told {
  title: string;
  description: string;
  type: string;
  examples: string[];
  /** Its default, as the schema gives it. */
  preset: unknown;
}

/**
 * One place of a form, made from a JSON Schema. What lies below it is a function, so that a schema which refers to itself
 * is followed only as far as somebody fills it in.
 */
export type Field = Told &
  (
    | { kind: 'text'; format: string; long: boolean; secret: boolean }
    | { kind: 'number' }
    | { kind: 'choice'; options: Option[] }
    /** A list of distinct values out of a few: each is in it, or not. */
    | { kind: 'many'; options: Option[] }
    | { kind: 'list'; item: () => Field; least: number }
    /** `open`: it takes members beside those it names. */
    | { kind: 'group'; members: Member[]; open: boolean }
    | { kind: 'variant'; forms: { label: string; field: () => Field }[] }
    /** What no other kind can show: JSON, as text. */
    | { kind: 'json' }
  );

export interface Option {
  value: unknown;
  label: string;
}

export interface Member {
  name: string;
  required: boolean;
  field: () => Field;
}

/** Beyond these a part of a form is JSON: nobody fills in more, and a hostile schema could ask for no end of it. */
const MAX_DEPTH = 12;
const MAX_MEMBERS = 200;
const MAX_OPTIONS = 1000;
const MAX_FORMS = 30;
const MAX_LEAST = 20;

interface Place {
  root: Schema;
  depth: number;
  required: boolean;
}

/** The form of a tool's arguments: a group, whatever its schema says, or JSON. */
export function formOf(inputSchema: Schema): Field {
  const field = fieldOf({ type: 'object', ...inputSchema }, { root: inputSchema, depth: 0, required: true });
  return field.kind === 'group' || field.kind === 'variant' ? field : { ...field, kind: 'json' };
}

function fieldOf(schema: unknown, place: Place): Field {
  const flat = flattened(schemaOf(schema), place.root);
  const told = toldOf(flat);
  if (place.depth > MAX_DEPTH) return { ...told, kind: 'json' };
  const options = optionsOf(flat);
  if (options) return { ...told, type: 'one of', kind: 'choice', options };
  return unionOf(flat, told, place) ?? ofType(flat, told, place);
}

function ofType(flat: Schema, told: Told, place: Place): Field {
  const { format, maxLength } = flat;
  switch (typeOf(flat)) {
    case 'string':
      return {
        ...told,
        kind: 'text',
        format: typeof format === 'string' ? format : '',
        long: Number(maxLength) > 1000 || flat.contentMediaType !== undefined || /\n/.test(String(flat.default)),
        secret: format === 'password' || flat.writeOnly === true,
      };
    case 'integer':
    case 'number':
      return { ...told, kind: 'number' };
    case 'boolean':
      return { ...told, kind: 'choice', options: [true, false].map((value) => ({ value, label: String(value) })) };
    case 'null':
      return { ...told, kind: 'choice', options: [{ value: null, label: 'null' }] };
    case 'array':
      return listField(flat, told, place);
    case 'object':
      return groupField(flat, told, place);
    default:
      return { ...told, kind: 'json' };
  }
}

function listField(flat: Schema, told: Told, { root, depth }: Place): Field {
  const { items, prefixItems, minItems, uniqueItems } = flat;
  if (prefixItems !== undefined || (items !== undefined && !isObject(items)) || Number(minItems) > MAX_LEAST)
    return { ...told, kind: 'json' };
  const options = uniqueItems === true ? optionsOf(flattened(schemaOf(items), root)) : null;
  if (options && options.length <= 20) return { ...told, type: 'any of', kind: 'many', options };
  const item = () => fieldOf(items, { root, depth: depth + 1, required: true });
  return { ...told, kind: 'list', item, least: typeof minItems === 'number' ? minItems : 0 };
}

function groupField(flat: Schema, told: Told, { root, depth }: Place): Field {
  const properties = isObject(flat.properties) ? Object.entries(flat.properties) : [];
  if (properties.length > MAX_MEMBERS) return { ...told, kind: 'json' };
  const names = listOf(flat.required);
  const members = properties.flatMap(([name, schema]) => {
    if (schema === false) return [];
    const required = names.includes(name);
    return [{ name, required, field: () => fieldOf(schema, { root, depth: depth + 1, required }) }];
  });
  // Most schemas say nothing of further members, and mean none; only where they are asked for is there a place for them.
  const { additionalProperties: more, patternProperties } = flat;
  const open = more === true || isObject(more) || isObject(patternProperties);
  if (members.length === 0 && (open || (depth > 0 && more !== false))) return { ...told, kind: 'json' };
  return { ...told, kind: 'group', members: members.toSorted((a, b) => Number(b.required) - Number(a.required)), open };
}

/** A schema of several forms (`anyOf`, `oneOf`, a list of types); null when it is none, or has too many. */
function unionOf(flat: Schema, told: Told, place: Place): Field | null {
  const { anyOf, oneOf, ...base } = flat;
  const given = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : null;
  const types = Array.isArray(flat.type) ? flat.type : [];
  const all = given ?? types.map((type) => ({ type }));
  const parts = all.map((part) => flattened(schemaOf(part), place.root));
  // `{"required": ["a"]}` and its like only judge; they make no form of their own.
  if (parts.length === 0 || !parts.every(isForm)) return null;
  if (parts.length > MAX_FORMS) return { ...told, kind: 'json' };
  // What may be left out need not be null as well.
  const some = place.required ? parts : parts.filter((part) => part.type !== 'null');
  const forms = some.map((part) => ({ ...base, ...part, default: base.default, description: part.description ?? '' }));
  const below = { ...place, depth: place.depth + 1 };
  const [only] = forms;
  if (only && forms.length === 1) {
    const { title, description, preset } = told;
    return { ...fieldOf(only, below), title, description: description || text(only.description), preset };
  }
  const label = (part: Schema) => line(String(part.title ?? ''), 60) || toldOf(part).type;
  return {
    ...told,
    type: 'one of these forms',
    kind: 'variant',
    forms: some.map((part, index) => ({ label: label(part), field: () => fieldOf(forms[index], below) })),
  };
}

function isForm(part: Schema): boolean {
  return ['type', 'properties', 'items', 'enum', 'const', 'anyOf', 'oneOf'].some((key) => key in part);
}

/** The values a schema lists: `enum`, `const`, or `oneOf` of nothing but constants with titles. */
function optionsOf({ enum: values, const: fixed, oneOf, anyOf }: Schema): Option[] | null {
  if (fixed !== undefined) return [optionOf(fixed)];
  if (Array.isArray(values))
    return values.length > 0 && values.length <= MAX_OPTIONS ? values.map((value) => optionOf(value)) : null;
  const constants = listOf(oneOf ?? anyOf).map(schemaOf);
  if (constants.length === 0 || constants.length > MAX_OPTIONS || !constants.every((one) => 'const' in one))
    return null;
  return constants.map((one) => optionOf(one.const, one.title));
}

function optionOf(value: unknown, title?: unknown): Option {
  const words =
    typeof title === 'string' && title !== '' ? title : typeof value === 'string' ? value : JSON.stringify(value);
  return { value, label: line(words ?? '', 120) || '(empty text)' };
}

function typeOf(flat: Schema): string {
  if (typeof flat.type === 'string') return flat.type;
  if (isObject(flat.properties)) return 'object';
  return isObject(flat.items) ? 'array' : '';
}

function toldOf(flat: Schema): Told {
  const { format, minLength, maxLength, minItems, maxItems, pattern } = flat;
  const type = typeOf(flat);
  const kind = { array: 'list', object: 'object', '': 'any JSON' }[type] ?? line(type, 20);
  const limits = [
    kind,
    typeof format === 'string' ? line(format, 40) : '',
    rangeOf(flat),
    minLength === undefined && maxLength === undefined ? '' : countWords(minLength, maxLength, 'character'),
    minItems === undefined && maxItems === undefined ? '' : countWords(minItems, maxItems, 'item'),
  ];
  const matching = typeof pattern === 'string' ? ` Matches ${line(pattern, 200)}` : '';
  return {
    title: line(String(flat.title ?? ''), 120),
    description: `${text(flat.description)}${matching}`.trim(),
    type: limits.filter(Boolean).join(', '),
    examples: listOf(flat.examples)
      .slice(0, 5)
      .map((example) => line(typeof example === 'string' ? example : (JSON.stringify(example) ?? ''), 120)),
    preset: flat.default,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? visible(value).slice(0, 2000) : '';
}

/** Which option has a value; -1 for none. */
export function placeOf(options: Option[], value: unknown): number {
  return options.findIndex((option) => isSameJson(option.value, value));
}

/** Whether a field could show a value that is there already. Forms of forms of forms are not looked into. */
export function suits(field: Field, value: unknown, nested = 0): boolean {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'choice':
      return placeOf(field.options, value) >= 0;
    case 'many':
      return Array.isArray(value) && value.every((one) => placeOf(field.options, one) >= 0);
    case 'list':
      return Array.isArray(value) && value.every((one) => suits(field.item(), one, nested));
    case 'group':
      return (
        isObject(value) &&
        field.members.every(({ name, required, field: member }) =>
          Object.hasOwn(value, name) ? suits(member(), value[name]) : !required,
        )
      );
    case 'variant':
      return nested > 2 || field.forms.some((form) => suits(form.field(), value, nested + 1));
    case 'json':
      return kindOf(value) !== 'nothing';
  }
}
