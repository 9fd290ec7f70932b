import { isObject } from '../../../catalog/json/json.ts';
import { dereference, type OpenApiDocument } from './document.ts';
import { Names } from './name.ts';

/** A JSON Schema of dialect 2020-12. */
export type Schema = Record<string, unknown>;

export interface SchemaSettings {
  /** Arguments have no read-only members, answers no write-only ones. */
  direction: 'input' | 'output';
  /** References are replaced by what they lead to; else each becomes a `$ref` into `$defs`. */
  inline: boolean;
  /** After so many subschemas the rest is `{}`, which admits everything: the service will judge. */
  most: number;
}

const MAX_DEPTH = 60;
const MAX_TEXT = 2000;
const MAX_ENUM = 1000;
const MAX_VALUE = 2000;

/**
 * Writes schemas of an OpenAPI document, 3.0 or 3.1, as JSON Schema 2020-12, for one tool: they share their `$defs`.
 * Only local references are followed; what leads round in a circle is kept in `$defs`. Keywords that are not known or
 * not well formed are left out, so that what is left can be used.
 */
export class SchemaWriter {
  readonly defs = new Map<string, Schema>();
  /** How many subschemas were written, and whether some were not, since that was the most. */
  written = 0;
  exceeded = false;
  readonly #document: Pick<OpenApiDocument, 'resolve'>;
  readonly #settings: SchemaSettings;
  readonly #names = new Map<string, string>();
  readonly #taken = new Names();
  /** References that are being put in place now, and those of them that were met again inside. */
  readonly #open = new Set<string>();
  readonly #recursive = new Set<string>();
  /** References that were kept, to be defined when the schema is written: one after the other, however long the chain. */
  readonly #waiting = new Set<string>();

  constructor(document: Pick<OpenApiDocument, 'resolve'>, settings: SchemaSettings) {
    this.#document = document;
    this.#settings = settings;
  }

  write(source: unknown): Schema {
    const schema = this.#write(source, 0);
    for (const reference of this.#waiting) {
      this.defs.set(this.#nameOf(reference), this.#write(this.#document.resolve(reference), 0));
      this.#waiting.delete(reference);
    }
    return schema;
  }

  #write(source: unknown, depth: number): Schema {
    if (source === false) return { not: {} };
    if (!isObject(source)) return {};
    if (this.written >= this.#settings.most || depth > MAX_DEPTH) {
      this.exceeded = true;
      return {};
    }
    this.written += 1;
    if (typeof source.$ref === 'string') return { ...this.#referred(source.$ref, depth), ...annotationsOf(source) };
    return this.#nullable(source, { ...plainKeywords(source), ...this.#subschemas(source, depth + 1) });
  }

  /** The schema with the definitions it may refer to. */
  withDefs(schema: Schema): Schema {
    return this.defs.size === 0 ? schema : { ...schema, $defs: Object.fromEntries(this.defs) };
  }

  #referred(reference: string, depth: number): Schema {
    const name = this.#nameOf(reference);
    const referring = { $ref: `#/$defs/${name}` };
    if (this.defs.has(name)) return referring;
    if (!this.#settings.inline) {
      this.#waiting.add(reference);
      return referring;
    }
    if (this.#open.has(reference)) {
      this.#recursive.add(reference);
      return referring;
    }
    this.#open.add(reference);
    const schema = this.#write(this.#document.resolve(reference), depth + 1);
    this.#open.delete(reference);
    if (!this.#recursive.has(reference)) return schema;
    this.defs.set(name, schema);
    return referring;
  }

  #nameOf(reference: string): string {
    const known = this.#names.get(reference);
    if (known !== undefined) return known;
    const name = this.#taken.take(reference.split('/').at(-1) ?? '');
    this.#names.set(reference, name);
    return name;
  }

  #subschemas(source: Schema, depth: number): Schema {
    const found: [string, unknown][] = [];
    for (const keyword of ['items', 'additionalProperties', 'contains', 'propertyNames']) {
      const value = source[keyword];
      if (typeof value === 'boolean') found.push([keyword, value]);
      else if (isObject(value)) found.push([keyword, this.#write(value, depth)]);
    }
    for (const keyword of ['allOf', 'anyOf', 'prefixItems']) {
      const value = source[keyword];
      if (Array.isArray(value) && value.length > 0)
        found.push([keyword, value.map((schema) => this.#write(schema, depth))]);
    }
    // Where something was left out, these two would refuse what the service takes.
    const { oneOf, not } = source;
    const one = Array.isArray(oneOf) ? oneOf.map((schema) => this.#write(schema, depth)) : [];
    if (one.length > 0 && !one.some(isEmpty)) found.push(['oneOf', one]);
    const excluded = this.#write(not, depth);
    if (not === true || !isEmpty(excluded)) found.push(['not', excluded]);
    const { properties, patternProperties, required } = source;
    const dropped = new Set<string>();
    if (isObject(properties)) {
      const kept = Object.entries(properties).filter(([name, schema]) => {
        if (this.#isOtherWay(schema)) dropped.add(name);
        return name !== '__proto__' && !dropped.has(name);
      });
      found.push(['properties', Object.fromEntries(kept.map(([name, schema]) => [name, this.#write(schema, depth)]))]);
    }
    if (isObject(patternProperties)) {
      const entries = Object.entries(patternProperties).filter(([pattern]) => pattern !== '__proto__');
      found.push([
        'patternProperties',
        Object.fromEntries(entries.map(([pattern, schema]) => [pattern, this.#write(schema, depth)])),
      ]);
    }
    const needed = Array.isArray(required) ? new Set(required.filter((name) => typeof name === 'string')) : new Set();
    const names = [...needed].filter((name) => name !== '__proto__' && !dropped.has(String(name)));
    if (names.length > 0) found.push(['required', names]);
    return Object.fromEntries(found);
  }

  #isOtherWay(source: unknown): boolean {
    const schema = dereference(source, this.#document);
    return isObject(schema) && schema[this.#settings.direction === 'input' ? 'readOnly' : 'writeOnly'] === true;
  }

  /** OpenAPI 3.0 says `nullable` where JSON Schema has a type `null`. */
  #nullable({ nullable }: Schema, schema: Schema): Schema {
    if (nullable !== true || isEmpty(schema)) return schema;
    const { type } = schema;
    if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
    const values = Array.isArray(schema.enum) ? { enum: [...new Set([...schema.enum, null])] } : {};
    return { ...schema, type: [type, 'null'], ...values };
  }
}

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isCount = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isSmall = (value: unknown) => value !== undefined && JSON.stringify(value).length <= MAX_VALUE;

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const isType = (value: unknown) => typeof value === 'string' && TYPES.has(value);

/** The keywords that hold no schemas, each with what its value has to be. */
const PLAIN: Record<string, (value: unknown) => boolean> = {
  type: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  title: isText,
  format: isText,
  pattern: isText,
  contentEncoding: isText,
  contentMediaType: isText,
  enum: (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_ENUM,
  const: isSmall,
  default: isSmall,
  deprecated: isFlag,
  uniqueItems: isFlag,
  multipleOf: (value) => typeof value === 'number' && value > 0,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
};

function plainKeywords(source: Schema): Schema {
  const kept = Object.entries(PLAIN).flatMap(([keyword, isGood]): [string, unknown][] =>
    Object.hasOwn(source, keyword) && isGood(source[keyword]) ? [[keyword, source[keyword]]] : [],
  );
  const { minimum, maximum, ...others }: Schema = Object.fromEntries(kept);
  return {
    ...others,
    ...limits('minimum', 'exclusiveMinimum', source),
    ...limits('maximum', 'exclusiveMaximum', source),
    ...annotationsOf(source),
  };
}

/** What may stand beside a reference too. */
function annotationsOf({ description, example, examples }: Schema): Schema {
  const shown = Array.isArray(examples) ? examples : example === undefined ? [] : [example];
  return {
    ...(typeof description === 'string' ? { description: description.slice(0, MAX_TEXT) } : {}),
    ...(shown.length > 0 && isSmall(shown) ? { examples: shown } : {}),
  };
}

/** OpenAPI 3.0, after an older JSON Schema, says with a flag that a limit itself is excluded. */
function limits(limit: string, exclusive: string, source: Schema): Schema {
  const value = source[limit];
  return typeof value === 'number' ? { [source[exclusive] === true ? exclusive : limit]: value } : {};
}

export function isEmpty(schema: Schema): boolean {
  return Object.keys(schema).length === 0;
}
