import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { formsOf, listOf, recordOf, resolved, type Schema } from './schema.ts';

const DEEPEST = 4;

/** Arguments that a tool's schema would take, as far as it says so: what is required, filled from its own examples first. */
export function exampleOf({ inputSchema }: ToolDefinition): Record<string, unknown> {
  return recordOf(sample(inputSchema, inputSchema, 0));
}

function sample(of: unknown, root: Schema, depth: number): unknown {
  const schema = resolved(of, root);
  const { type, const: fixed, default: preset, enum: values, examples, items } = schema;
  const given = [fixed, listOf(examples)[0], preset, listOf(values)[0]].find((one) => one !== undefined);
  if (given !== undefined) return given;
  const [form] = formsOf(schema);
  if (form !== undefined && depth < DEEPEST)
    return sample({ ...schema, oneOf: [], anyOf: [], ...resolved(form, root) }, root, depth + 1);
  switch (Array.isArray(type) ? type.find((one) => one !== 'null') : type) {
    case 'object':
    case undefined:
      return depth < DEEPEST ? fieldsOf(schema, root, depth) : {};
    case 'array':
      return items === undefined || depth >= DEEPEST ? [] : [sample(items, root, depth + 1)];
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textOf(schema);
  }
}

/** The required fields, or the first where none is. */
function fieldsOf({ properties, required }: Schema, root: Schema, depth: number): Record<string, unknown> {
  const fields = recordOf(properties);
  const asked = listOf(required).filter((name) => typeof name === 'string' && name in fields);
  const names = asked.length > 0 || depth > 0 ? asked : Object.keys(fields).slice(0, 1);
  return Object.fromEntries(names.map((name) => [String(name), sample(fields[String(name)], root, depth + 1)]));
}

function numberOf({ minimum, maximum }: Schema): number {
  if (typeof minimum === 'number') return Math.ceil(minimum);
  return typeof maximum === 'number' ? Math.min(1, Math.floor(maximum)) : 1;
}

const BY_FORMAT: Record<string, string> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
};

function textOf({ format, minLength, maxLength }: Schema): string {
  const text = (typeof format === 'string' && BY_FORMAT[format]) || 'text';
  if (typeof minLength === 'number' && minLength > text.length) return text.padEnd(Math.min(minLength, 40), 't');
  return typeof maxLength === 'number' ? text.slice(0, Math.max(0, maxLength)) : text;
}
