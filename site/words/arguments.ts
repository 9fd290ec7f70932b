import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { line } from './visible.ts';

/** One argument of a tool, as a row of a table. */
export interface ArgumentRow {
  name: string;
  required: boolean;
  type: string;
  meaning: string;
}

/** The arguments a tool's schema declares. JSON Schema is read for people here; it is checked elsewhere. */
export function argumentsOf({ inputSchema }: ToolDefinition): ArgumentRow[] {
  const required = listOf(inputSchema.required);
  return Object.entries(recordOf(inputSchema.properties)).map(([name, schema]) => {
    const { description, default: preset } = recordOf(schema);
    const meaning = [
      typeof description === 'string' ? line(description, 600) : '',
      preset === undefined ? '' : `Default: ${short(preset)}`,
    ];
    return {
      name: line(name, 80),
      required: required.includes(name),
      type: typeOf(schema, inputSchema, 0),
      meaning: meaning.filter(Boolean).join(' '),
    };
  });
}

/** A schema in a few words: `string`, `"a" or "b"`, `list of number`, `object with city, country`. */
function typeOf(schema: unknown, root: Record<string, unknown>, depth: number): string {
  const { $ref, type, enum: values, const: fixed, items, anyOf, oneOf, properties, format } = recordOf(schema);
  if (depth > 3) return 'nested';
  if (typeof $ref === 'string') return typeOf(resolve($ref, root), root, depth + 1);
  if (fixed !== undefined) return short(fixed);
  if (Array.isArray(values)) return anyOfWords(values.map(short));
  const union = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : null;
  if (union) return anyOfWords(union.map((one) => typeOf(one, root, depth + 1)));
  if (Array.isArray(type)) return anyOfWords(type.map((one) => line(String(one), 20)));
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items, root, depth + 1)}`;
  const names = Object.keys(recordOf(properties));
  if (names.length > 0)
    return `object with ${names
      .slice(0, 8)
      .map((name) => line(name, 40))
      .join(', ')}${names.length > 8 ? ', …' : ''}`;
  if (typeof type !== 'string') return 'anything';
  return typeof format === 'string' ? `${line(type, 20)}, ${line(format, 30)}` : line(type, 20);
}

function anyOfWords(words: string[]): string {
  const some = [...new Set(words)];
  const shown = some.slice(0, 12);
  return `${shown.slice(0, -1).join(', ')}${shown.length > 1 ? ' or ' : ''}${shown.at(-1) ?? 'nothing'}${some.length > shown.length ? `, or one of ${some.length - shown.length} more` : ''}`;
}

/** Only references inside the same schema are followed. */
function resolve(reference: string, root: Record<string, unknown>): unknown {
  if (!reference.startsWith('#/')) return {};
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, part) => recordOf(node)[part.replaceAll('~1', '/').replaceAll('~0', '~')], root);
}

function short(value: unknown): string {
  return line(JSON.stringify(value) ?? 'null', 60);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
