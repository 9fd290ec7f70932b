import * as z from 'zod';
import { isObject } from '../../../catalog/json/json.ts';
import { dereference, type OpenApiDocument } from './document.ts';
import { isArgumentHeader, isHeaderName } from './header.ts';
import { Names, safeName } from './name.ts';
import type { Schema, SchemaWriter } from './schema.ts';
import type { Credentials } from './security.ts';
import type { Style } from './style.ts';

export interface Parameter extends Style {
  /** The tool's argument, and what the service calls it. */
  argument: string;
  name: string;
  place: (typeof PLACES)[number];
}

export interface Body {
  mediaType: string;
  kind: 'json' | 'form' | 'multipart' | 'text';
  /** One argument that is the whole body; else each member of the body is an argument of its own. */
  argument: string | null;
  members: { argument: string; name: string }[];
  /** How members of a form are written, where that is said; and those that are files. */
  styles: ReadonlyMap<string, Style>;
  files: ReadonlySet<string>;
  required: boolean;
}

const PLACES = ['path', 'query', 'header', 'cookie'] as const;

/** The most parameters of one operation. */
const MAX_PARAMETERS = 500;

const ParameterObject = z.looseObject({
  name: z.string().min(1),
  in: z.enum(PLACES),
  required: z.boolean().catch(false),
  description: z.string().optional().catch(undefined),
  style: z.string().optional().catch(undefined),
  explode: z.boolean().optional().catch(undefined),
  allowReserved: z.boolean().catch(false),
  content: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
type ParameterObject = z.infer<typeof ParameterObject>;

const BodyObject = z.looseObject({
  required: z.boolean().catch(false),
  description: z.string().optional().catch(undefined),
  content: z.record(z.string(), z.unknown()).catch({}),
});

/** The parameters that a caller gives: the operation's own win over the path's; credentials and framing are not theirs. */
export function declaredParameters(
  document: OpenApiDocument,
  path: string,
  sources: unknown[],
  { headers, query, cookies, ownHeaders }: Credentials & { ownHeaders: ReadonlySet<string> },
): ParameterObject[] {
  const ours = new Set([
    ...[...ownHeaders, ...Object.keys(headers)].map((name) => `header ${name}`),
    ...query.map(([name]) => `query ${name}`),
    ...cookies.map(([name]) => `cookie ${name}`),
  ]);
  const found = new Map<string, ParameterObject>();
  for (const source of sources.slice(0, MAX_PARAMETERS)) {
    const { data } = ParameterObject.safeParse(dereference(source, document));
    if (!data || data.name === '__proto__') continue;
    const key = `${data.in} ${data.in === 'header' ? data.name.toLowerCase() : data.name}`;
    if (ours.has(key) || (data.in === 'header' && !isArgumentHeader(data.name))) continue;
    if (data.in === 'cookie' && !isHeaderName(data.name)) continue;
    if (data.in === 'path' && !path.includes(`{${data.name}}`)) continue;
    found.set(key, data);
  }
  // Some documents forget to declare what stands in the path.
  for (const [, name = ''] of path.matchAll(/\{([^{}/]+)\}/g)) {
    const key = `path ${name}`;
    if (!found.has(key))
      found.set(key, { name, in: 'path', required: true, allowReserved: false, schema: { type: 'string' } });
  }
  return [...found.values()].sort((a, b) => PLACES.indexOf(a.in) - PLACES.indexOf(b.in));
}

interface DeclaredBody {
  mediaType: string;
  kind: Body['kind'];
  schema: unknown;
  encoding: unknown;
  required: boolean;
  description: string | undefined;
}

/** The body in the form that suits JSON arguments best: JSON, a form, text. */
export function declaredBody(source: unknown, document: OpenApiDocument): DeclaredBody | null | 'unwritable' {
  const { data } = BodyObject.safeParse(dereference(source, document));
  if (!data) return null;
  const { required, description } = data;
  const types = Object.entries(data.content).filter(([type]) =>
    /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+(;[\x20-\x7e]*)?$/.test(type),
  );
  for (const [kind, pattern] of BODY_KINDS) {
    const [type, content] = types.find(([type]) => pattern.test(type)) ?? [];
    if (type === undefined) continue;
    const { schema, encoding } = isObject(content) ? content : {};
    return { mediaType: type.includes('*') ? 'application/json' : type, kind, schema, encoding, required, description };
  }
  return required ? 'unwritable' : null;
}

const BODY_KINDS: [Body['kind'], RegExp][] = [
  ['json', /^(?:application\/(?:[\w.-]+\+)?json\b|\*\/\*|application\/\*)/i],
  ['form', /^application\/x-www-form-urlencoded\b/i],
  ['multipart', /^multipart\/form-data\b/i],
  ['text', /^(?:text\/[\w.-]+|application\/(?:[\w.-]+\+)?(?:xml|yaml))\b/i],
];

/** One object of arguments out of all that a request is made of. */
export function inputOf(
  writer: SchemaWriter,
  { parameters: sources, body: declared }: { parameters: ParameterObject[]; body: DeclaredBody | null },
): { schema: Schema; parameters: Parameter[]; body: Body | null } {
  const properties = new Map<string, Schema>();
  const names = new Names();
  const required = new Set<string>();
  const parameters = sources.map((source): Parameter => {
    const safe = safeName(source.name, 'value');
    const argument = names.take(names.has(safe) ? `${safe}__${source.in}` : safe);
    const [mediaType, content] = Object.entries(source.content ?? {})[0] ?? [];
    const schema = writer.write(isObject(content) ? content.schema : source.schema);
    properties.set(
      argument,
      source.description ? { ...schema, description: source.description.slice(0, 2000) } : schema,
    );
    if (source.required || source.in === 'path') required.add(argument);
    const style = source.style ?? (source.in === 'query' || source.in === 'cookie' ? 'form' : 'simple');
    const { explode = style === 'form', allowReserved } = source;
    const json = mediaType !== undefined && /json/i.test(mediaType);
    return { argument, name: source.name, place: source.in, style, explode, allowReserved, json };
  });
  const body = declared && bodyInput(writer, declared, { properties, names, required });
  const schema = writer.withDefs({
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.size > 0 ? { required: [...required] } : {}),
    additionalProperties: false,
  });
  return { schema, parameters, body };
}

/** Adds the body's members to the arguments, or the whole body as one, when it is no plain object or a name is taken. */
function bodyInput(
  writer: SchemaWriter,
  { mediaType, kind, schema: source, encoding, required, description }: DeclaredBody,
  taken: { properties: Map<string, Schema>; names: Names; required: Set<string> },
): Body {
  const { properties } = taken;
  const schema = writer.write(source);
  const flat = kind === 'text' ? null : membersOf(schema, writer.defs);
  const members = [...(flat?.properties.keys() ?? [])].map((name) => ({ argument: safeName(name, 'value'), name }));
  const fits =
    members.length > 0 &&
    new Set(members.map(({ argument }) => argument)).size === members.length &&
    members.every(({ argument }) => !properties.has(argument));
  const styles = stylesOf(encoding);
  const all = { mediaType, kind, styles, files: filesOf(flat?.properties), required };
  if (!flat || !fits) {
    const argument = taken.names.take('body');
    properties.set(argument, schema.description || !description ? schema : { ...schema, description });
    if (kind === 'text') properties.set(argument, { ...(description ? { description } : {}), type: 'string' });
    if (required) taken.required.add(argument);
    return { ...all, argument, members: [] };
  }
  for (const { argument, name } of members) {
    properties.set(argument, flat.properties.get(name) ?? {});
    if (required && flat.required.has(name)) taken.required.add(argument);
  }
  return { ...all, argument: null, members };
}

interface Members {
  properties: Map<string, Schema>;
  required: Set<string>;
}

/** What an object schema may say beside its members and still be no more than them. */
const OF_PLAIN_OBJECTS = new Set([
  'type',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'properties',
  'required',
]);

/** The members of a schema that says nothing but what members there are, also in parts (`allOf`); null for any other. */
function membersOf(schema: Schema, defs: ReadonlyMap<string, Schema>, depth = 0): Members | null {
  const { $ref, allOf, additionalProperties, ...rest } = schema;
  if (depth > 10) return null;
  if (typeof $ref === 'string') return membersOf(defs.get($ref.slice('#/$defs/'.length)) ?? {}, defs, depth + 1);
  if (additionalProperties !== undefined && additionalProperties !== false) return null;
  if (Object.keys(rest).some((keyword) => !OF_PLAIN_OBJECTS.has(keyword))) return null;
  const parts = Array.isArray(allOf) ? allOf.filter(isObject).map((part) => membersOf(part, defs, depth + 1)) : [];
  if (rest.type !== 'object' && !isObject(rest.properties) && parts.length === 0) return null;
  const own = isObject(rest.properties) ? Object.entries(rest.properties) : [];
  const members: Members = {
    properties: new Map(own.flatMap(([name, member]) => (isObject(member) ? [[name, member]] : []))),
    required: new Set(Array.isArray(rest.required) ? rest.required.map(String) : []),
  };
  for (const part of parts) {
    if (!part) return null;
    for (const [name, member] of part.properties) members.properties.set(name, member);
    for (const name of part.required) members.required.add(name);
  }
  return members;
}

function stylesOf(encoding: unknown): Map<string, Style> {
  const entries = isObject(encoding) ? Object.entries(encoding) : [];
  return new Map(
    entries.flatMap(([name, said]): [string, Style][] => {
      if (!isObject(said) || (said.style === undefined && said.explode === undefined)) return [];
      const style = typeof said.style === 'string' ? said.style : 'form';
      return [[name, { style, explode: typeof said.explode === 'boolean' ? said.explode : style === 'form' }]];
    }),
  );
}

/** A member that is a file: `format: binary` in OpenAPI 3.0, a media type of its own in 3.1. */
function filesOf(properties: ReadonlyMap<string, Schema> = new Map()): Set<string> {
  const isFile = ({ type, format, contentMediaType }: Schema) =>
    type === 'string' && (format === 'binary' || contentMediaType !== undefined);
  return new Set([...properties].flatMap(([name, schema]) => (isFile(schema) ? [name] : [])));
}
