import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { formsOf, listOf, recordOf, resolved, type Schema } from './schema.ts';
import { line } from './visible.ts';

/** One argument of a tool, as a row of a table. What lies inside another is named by its path: `where.city`, `days[].date`. */
export interface ArgumentRow {
  name: string;
  required: boolean;
  type: string;
  meaning: string;
}

/** The most rows of one tool, and the deepest inside one another. */
const MOST_ROWS = 40;
const DEEPEST = 3;

/** The arguments a tool's schema declares. JSON Schema is read for people here; it is checked elsewhere. */
export function argumentsOf({ inputSchema }: ToolDefinition): { rows: ArgumentRow[]; more: number } {
  const rows = [...propertiesOf(inputSchema, inputSchema, '', 0)];
  return { rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) };
}

function* propertiesOf(schema: Schema, root: Schema, path: string, depth: number): Generator<ArgumentRow> {
  const required = listOf(schema.required);
  for (const [name, of] of Object.entries(recordOf(schema.properties))) {
    const shape = resolved(of, root);
    const at = `${path}${line(name, 80)}`;
    yield { name: at, required: required.includes(name), type: typeOf(shape, root, 0), meaning: meaningOf(shape) };
    if (depth < DEEPEST) yield* insideOf(shape, root, at, depth + 1);
  }
}

/** What lies inside an argument: the fields of an object, of a list's items, and of each form that it can have. */
function* insideOf(shape: Schema, root: Schema, path: string, depth: number): Generator<ArgumentRow> {
  const { type, items } = shape;
  if (type === 'array') return yield* insideOf(resolved(items, root), root, `${path}[]`, depth);
  yield* propertiesOf(shape, root, `${path}.`, depth);
  const forms = formsOf(shape).map((form) => resolved(form, root));
  for (const [index, form] of forms.entries()) {
    if (Object.keys(recordOf(form.properties)).length === 0) continue;
    const title = typeof form.title === 'string' ? line(form.title, 60) : '';
    yield {
      name: `${path}, form ${index + 1}`,
      required: false,
      type: typeOf(form, root, 0),
      meaning: [title, meaningOf(form)].filter(Boolean).join('. '),
    };
    yield* propertiesOf(form, root, `${path}.`, depth);
  }
}

function meaningOf({ description, default: preset }: Schema): string {
  const said = typeof description === 'string' ? line(description, 600) : '';
  if (preset === undefined) return said;
  return `${said}${said && !/[.!?]$/.test(said) ? '.' : ''} Default: ${short(preset)}`.trim();
}

/** A schema in a few words: `string`, `"a" or "b"`, `integer, 1 to 50`, `list of number`, `object with city, country`. */
function typeOf(of: unknown, root: Schema, depth: number): string {
  if (depth > 3) return 'nested';
  const schema = resolved(of, root);
  const { type, enum: values, const: fixed, items, properties } = schema;
  if (fixed !== undefined) return short(fixed);
  if (Array.isArray(values)) return anyOfWords(values.map(short));
  const forms = formsOf(schema);
  if (forms.length > 0) return anyOfWords(forms.map((one) => typeOf(one, root, depth + 1)));
  if (Array.isArray(type)) return anyOfWords(type.map((one) => line(String(one), 20)));
  if (type === 'array')
    return `list${items === undefined ? '' : ` of ${typeOf(items, root, depth + 1)}`}${boundsOf(schema)}`;
  const names = Object.keys(recordOf(properties));
  if (names.length > 0)
    return `object with ${names
      .slice(0, 8)
      .map((name) => line(name, 40))
      .join(', ')}${names.length > 8 ? ', …' : ''}`;
  return typeof type === 'string' ? `${line(type, 20)}${boundsOf(schema)}` : 'anything';
}

/** What a value is held to, after a comma: `, uri`, `, 1 to 50`, `, at most 200 characters`. */
function boundsOf(schema: Schema): string {
  const { format, pattern } = schema;
  const bounds = [
    ...(typeof format === 'string' ? [line(format, 30)] : []),
    ...range(schema.minimum, schema.maximum, ''),
    ...range(schema.minLength, schema.maxLength, ' characters'),
    ...range(schema.minItems, schema.maxItems, ' items'),
    ...(typeof pattern === 'string' ? [`like ${line(pattern, 60)}`] : []),
  ];
  return bounds.map((bound) => `, ${bound}`).join('');
}

function range(from: unknown, to: unknown, unit: string): string[] {
  const [least, most] = [typeof from === 'number', typeof to === 'number'];
  if (least && most) return [`${from} to ${to}${unit}`];
  if (least) return [`at least ${from}${unit}`];
  return most ? [`at most ${to}${unit}`] : [];
}

function anyOfWords(words: string[]): string {
  const some = [...new Set(words)];
  const shown = some.slice(0, 12);
  return `${shown.slice(0, -1).join(', ')}${shown.length > 1 ? ' or ' : ''}${shown.at(-1) ?? 'nothing'}${some.length > shown.length ? `, or one of ${some.length - shown.length} more` : ''}`;
}

function short(value: unknown): string {
  return line(JSON.stringify(value) ?? 'null', 60);
}
