import { Ajv, type ErrorObject } from 'ajv';
import ajvFormats from 'ajv-formats';
import { isObject, kindOf, nameOf, stepsOf, toPointer, valueAt } from './json/json.ts';
import type { Fault } from './json/json-source.ts';
import { nearest } from './nearest.ts';
import { officialReference } from './official-reference.ts';
import { readableServer } from './readable-server.ts';
import schema from './schema/server.schema.json' with { type: 'json' };
import type { ServerJson } from './server-json.ts';

/** The official JSON Schema of `server.json`, version 2025-12-11, as vendored. */
export const SERVER_SCHEMA: Record<string, unknown> = schema;

const ID = String(SERVER_SCHEMA.$id);
const ajv = ajvFormats
  .default(new Ajv({ allErrors: true, strict: false, verbose: true, validateSchema: false }))
  .addSchema(SERVER_SCHEMA);

/** What the official schema finds wrong with a `server.json`: one fault for each thing to mend. */
export function serverSchemaFaults(value: unknown): Fault[] {
  const faults = errorsOf(ID, value)
    .flatMap((error) => faultsOf(error))
    .map((fault): Fault => {
      const reference = officialReference(fault.pointer, valueAt(value, stepsOf(fault.pointer)));
      return reference === undefined ? fault : { ...fault, reference };
    });
  return faults.filter(({ pointer, message }, at) => {
    return faults.findIndex((other) => other.pointer === pointer && other.message === message) === at;
  });
}

/** A `server.json` that the rest of the code can read: every field has its type, whatever else may be wrong. */
export function asServerJson(value: unknown): ServerJson | null {
  return isServerJson(value) ? value : null;
}

function isServerJson(value: unknown): value is ServerJson {
  return errorsOf(ID, value).length === 0 || readableServer(value) !== null;
}

/** Files that the schema has nothing against: they are asked for more than once. */
const flawless = new WeakSet<object>();

/** ajv compiles a schema when it is first asked for, and keeps it. */
function errorsOf(id: string, value: unknown): ErrorObject[] {
  if (id === ID && isObject(value) && flawless.has(value)) return [];
  const validate = ajv.getSchema(id);
  if (!validate) throw new Error(`The schema has no ${id}`);
  if (!validate(value)) return foldAlternatives(validate.errors ?? []);
  if (id === ID && isObject(value)) flawless.add(value);
  return [];
}

/**
 * ajv says of an alternative (`anyOf`) what each branch has against the value. Here only the branch that the value's own
 * `type` names is heard; where it names none, that alone is the fault.
 */
function foldAlternatives(errors: ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword !== 'anyOf') {
      if (error.keyword !== 'if') kept.push(error);
      continue;
    }
    const branches = Array.isArray(error.schema) ? error.schema.filter(isObject) : [];
    const isFromBranch = branches.every(({ $ref }) => typeof $ref === 'string')
      ? ({ instancePath }: ErrorObject) => `${instancePath}/`.startsWith(`${error.instancePath}/`)
      : ({ instancePath, schemaPath }: ErrorObject) =>
          instancePath === error.instancePath && schemaPath.includes('/anyOf/');
    while (kept.length > 0 && kept.slice(-1).every(isFromBranch)) kept.pop();
    kept.push(...heard(error, branches));
  }
  return kept;
}

function heard(error: ErrorObject, branches: Record<string, unknown>[]): ErrorObject[] {
  const type = isObject(error.data) ? error.data.type : undefined;
  const named = branches.find((branch) => typesOf(branch).includes(type));
  if (!named) return [error];
  return errorsOf(`${ID}${String(named.$ref)}`, error.data).map((inner) => ({
    ...inner,
    instancePath: error.instancePath + inner.instancePath,
  }));
}

/** The values of `type` with which a branch can be met. */
function typesOf({ $ref, properties, allOf }: Record<string, unknown>): unknown[] {
  const refers = typeof $ref === 'string' ? valueAt(SERVER_SCHEMA, stepsOf($ref)) : undefined;
  const own = valueAt(properties, ['type', 'enum']);
  const others = [refers, ...(Array.isArray(allOf) ? allOf : [])].filter(isObject);
  return [...(Array.isArray(own) ? own : []), ...others.flatMap(typesOf)];
}

function faultsOf({ keyword, instancePath: pointer, params, schema, data, parentSchema }: ErrorObject): Fault[] {
  const name = nameOf(stepsOf(pointer));
  const found = typeof data === 'object' ? kindOf(data) : JSON.stringify(data);
  switch (keyword) {
    case 'required': {
      const missing = String(params.missingProperty);
      const about = valueAt(parentSchema, ['properties', missing]);
      const fix = `Add "${missing}": ${(isObject(about) && WANTED[String(about.type)]) || 'see catalog/README.md'}.`;
      return [{ pointer: pointer + toPointer([missing]), message: `"${missing}" is missing`, fix }];
    }
    case 'type':
      return [
        { pointer, message: `${name} is ${kindOf(data)}`, fix: `Write ${WANTED[String(schema)] ?? String(schema)}.` },
      ];
    case 'maxLength': {
      const has = [...String(data)].length;
      const message = `${name} has ${has} characters; at most ${schema} are allowed`;
      return [{ pointer, message, fix: `Shorten it by ${has - Number(schema)}.` }];
    }
    case 'minLength':
      return [{ pointer, message: `${name} is too short; at least ${schema} characters are needed`, fix: 'Say more.' }];
    case 'enum':
      return [{ pointer, message: `${name} is ${found}`, fix: `Write ${oneOf(data, schema)}` }];
    case 'anyOf':
      return [alternativeFault(pointer, data, schema)];
    case 'pattern':
      return [
        {
          pointer,
          message: `${name} is ${found}`,
          fix: `Write ${PATTERNS[String(schema)] ?? `text that matches ${schema}`}.`,
        },
      ];
    case 'format':
      // The rules on the edition and on links say it better.
      if (/^\/(\$schema|websiteUrl|icons\/\d+\/src)$/.test(pointer)) return [];
      return [{ pointer, message: `${name} is ${found}`, fix: 'Write a URL such as https://example.com/.' }];
    // `latest` as a version: the rule on versions says it better.
    case 'not':
      return [];
    default:
      return [{ pointer, message: `${name} does not fit the schema (${keyword})`, fix: 'See catalog/README.md.' }];
  }
}

function alternativeFault(pointer: string, data: unknown, schema: unknown): Fault {
  const branches = Array.isArray(schema) ? schema.filter(isObject) : [];
  const types = branches.flatMap(typesOf);
  const name = nameOf(stepsOf(pointer));
  if (!isObject(data)) return { pointer, message: `${name} is ${kindOf(data)}`, fix: 'Write an object, { … }.' };
  if (types.length === 0) {
    const either = branches
      .flatMap(({ required }) => (Array.isArray(required) ? required : []))
      .map((key) => `"${key}"`);
    return { pointer, message: `${name} needs ${either.join(' or ')}`, fix: `Add ${either.join(' or ')}.` };
  }
  const at = `${pointer}/type`;
  if (data.type === undefined)
    return { pointer: at, message: '"type" is missing', fix: `Add "type": ${oneOf('', types)}` };
  return { pointer: at, message: `"type" is ${JSON.stringify(data.type)}`, fix: `Write ${oneOf(data.type, types)}` };
}

const WANTED: Record<string, string> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'an array, [ … ]',
  object: 'an object, { … }',
};

/** The schema's patterns, in words. */
const PATTERNS: Record<string, string> = {
  '^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$':
    'a name such as io.github.acme/weather: one slash; letters, digits, dots and hyphens',
  '^https?://[^\\s]+$': 'a URL such as https://example.com/mcp, with no white space',
  '^[a-f0-9]{64}$': 'the SHA-256 of the file: 64 digits and letters a to f',
  '^(\\d+x\\d+|any)$': 'a size such as 48x48, or any',
};

function oneOf(value: unknown, allowed: unknown): string {
  const words = Array.isArray(allowed) ? allowed.map(String) : [];
  const near = typeof value === 'string' ? nearest(value, words, 1)[0] : undefined;
  return `one of ${words.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`;
}
