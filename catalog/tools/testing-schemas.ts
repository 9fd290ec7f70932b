/** Schemas, changes of them, and values for them, out of a seed: for tests that hold for all of them. */

type Schema = Record<string, unknown>;
/** A number from 0 to 1, each time another, and the same each run. */
export type Random = () => number;

/** The generator mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = ['a', 'b', 'c', 'd'];
const TEXTS = ['', 'a', 'ab', 'abc', 'b', 'zzzzzz'];
const NUMBERS = [-2, -1, 0, 0.5, 1, 2, 3, 4, 6, 7.5, 10];

export function aSchema(random: Random, depth = 0): Schema {
  const kinds = [text, number, listed, nothing, types, ...(depth < 3 ? [object, object, array, choice, allOf] : [])];
  const schema = depth === 0 ? object(random, depth) : pick(random, kinds)(random, depth);
  return depth > 0 ? schema : withReferences(schema, random);
}

/** A schema with something in it changed, for better or worse. */
export function mutated(schema: Schema, random: Random): Schema {
  let copy: Schema = structuredClone(schema);
  for (let changes = chance(random, 0.5) ? 1 : 2; changes > 0; changes -= 1) copy = change(copy, random);
  return copy;
}

/** A value that the schema may well take, made only of what it declares. */
export function aValue(schema: unknown, random: Random, root: unknown = schema, depth = 0): unknown {
  if (!isSchema(schema) || depth > 6) return pick(random, [...TEXTS, ...NUMBERS, null, true, {}, []]);
  if (typeof schema.$ref === 'string' && isSchema(root)) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return aValue(isSchema(root.$defs) ? root.$defs[name] : {}, random, root, depth + 1);
  }
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(random, schema.enum);
  for (const key of ['anyOf', 'oneOf'])
    if (Array.isArray(schema[key])) return aValue(pick(random, schema[key]), random, root, depth + 1);
  const named = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
  switch (named) {
    case 'string':
      return pick(random, TEXTS);
    case 'integer':
    case 'number':
      return pick(random, NUMBERS);
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: Math.floor(random() * 4) }, () => aValue(schema.items, random, root, depth + 1));
    case 'object':
      return anObject(schema, random, root, depth);
    default:
      return pick(random, [...TEXTS, ...NUMBERS, null, true]);
  }
}

function anObject(schema: Schema, random: Random, root: unknown, depth: number): Schema {
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf : [])];
  const declared = parts.flatMap((part) =>
    isSchema(part) && isSchema(part.properties) ? Object.entries(part.properties) : [],
  );
  const required = parts.flatMap((part) => (isSchema(part) && Array.isArray(part.required) ? part.required : []));
  const held = declared.filter(([name]) => required.includes(name) || chance(random, 0.6));
  const value: Schema = Object.fromEntries(held.map(([name, part]) => [name, aValue(part, random, root, depth + 1)]));
  // What `additionalProperties` lets in is there for people to use, where it is said.
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false)
    for (const name of NAMES)
      if (!(name in value) && chance(random, 0.4))
        value[name] = aValue(schema.additionalProperties, random, root, depth + 1);
  return value;
}

function object(random: Random, depth: number): Schema {
  const names = NAMES.filter(() => chance(random, 0.6));
  const properties = Object.fromEntries(names.map((name) => [name, aSchema(random, depth + 1)]));
  return {
    type: 'object',
    ...(names.length > 0 || chance(random, 0.5) ? { properties } : {}),
    ...maybe(random, 0.4, () => ({ required: NAMES.filter(() => chance(random, 0.3)) })),
    ...maybe(random, 0.3, () => ({ additionalProperties: pick(random, [true, false, false, { type: 'string' }]) })),
    ...maybe(random, 0.1, () => ({ maxProperties: Math.floor(random() * 4) })),
    ...maybe(random, 0.1, () => ({ patternProperties: { '^a': aSchema(random, depth + 2) } })),
    ...maybe(random, 0.1, () => ({ dependentRequired: { a: ['b'] } })),
  };
}

function text(random: Random): Schema {
  return {
    type: 'string',
    ...maybe(random, 0.3, () => ({ minLength: Math.floor(random() * 3) })),
    ...maybe(random, 0.3, () => ({ maxLength: Math.floor(random() * 6) })),
    ...maybe(random, 0.1, () => ({ pattern: pick(random, ['^a', 'b$']) })),
  };
}

function number(random: Random): Schema {
  const limits = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'];
  const said = limits.filter(() => chance(random, 0.25)).map((key) => [key, pick(random, NUMBERS)]);
  return {
    type: pick(random, ['integer', 'number']),
    ...Object.fromEntries(said),
    ...maybe(random, 0.2, () => ({ multipleOf: pick(random, [0.5, 1, 2, 3, 4, 6]) })),
  };
}

function listed(random: Random): Schema {
  const values = [...TEXTS, ...NUMBERS, null].filter(() => chance(random, 0.25));
  return chance(random, 0.2) ? { const: pick(random, TEXTS) } : { enum: values.length > 0 ? values : ['a'] };
}

function nothing(): Schema {
  return {};
}

function types(random: Random): Schema {
  const two = ['string', 'null', 'integer', 'boolean', 'array', 'object'].filter(() => chance(random, 0.4));
  return two.length > 0 ? { type: two } : { type: 'null' };
}

function array(random: Random, depth: number): Schema {
  return {
    type: 'array',
    ...maybe(random, 0.8, () => ({ items: aSchema(random, depth + 1) })),
    ...maybe(random, 0.2, () => ({ maxItems: Math.floor(random() * 4) })),
    ...maybe(random, 0.1, () => ({ uniqueItems: true })),
    ...maybe(random, 0.1, () => ({ contains: aSchema(random, depth + 2), minContains: Math.floor(random() * 2) })),
    ...maybe(random, 0.1, () => ({ prefixItems: [aSchema(random, depth + 2)] })),
  };
}

function choice(random: Random, depth: number): Schema {
  const choices = Array.from({ length: 2 }, () => aSchema(random, depth + 1));
  return { [pick(random, ['anyOf', 'anyOf', 'oneOf'])]: choices, ...maybe(random, 0.2, () => ({ type: 'string' })) };
}

function allOf(random: Random, depth: number): Schema {
  return { ...object(random, depth + 1), allOf: [object(random, depth + 1)] };
}

/** Moves a property into a definition, at times one that holds itself. */
function withReferences(schema: Schema, random: Random): Schema {
  const { properties } = schema;
  if (!isSchema(properties) || !chance(random, 0.4)) return schema;
  const definition = object(random, 2);
  if (chance(random, 0.5))
    definition.properties = {
      ...(isSchema(definition.properties) ? definition.properties : {}),
      c: { $ref: '#/$defs/D' },
    };
  return { ...schema, properties: { ...properties, b: { $ref: '#/$defs/D' } }, $defs: { D: definition } };
}

/** Changes one keyword somewhere: takes it away, puts another in, or goes deeper. */
function change(schema: Schema, random: Random): Schema {
  const inner = Object.entries(schema).filter(([, value]) => isSchema(value) || Array.isArray(value));
  if (inner.length > 0 && chance(random, 0.75)) {
    const [key, value] = pick(random, inner);
    return { ...schema, [key]: changeInside(key, value, random) };
  }
  if (chance(random, 0.4) && Object.keys(schema).length > 0) {
    const gone = pick(random, Object.keys(schema));
    return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== gone || key === '$defs'));
  }
  return { ...schema, ...pick(random, [text, number, listed, types, array, object, choice])(random, 2) };
}

function changeInside(key: string, value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    const isOfSchemas = value.some(isSchema);
    const others = value.filter(() => chance(random, 0.8));
    if (chance(random, 0.4) || value.length === 0) return others.length > 0 || key === 'required' ? others : value;
    if (!isOfSchemas)
      return key === 'required'
        ? [...new Set([...value, pick(random, NAMES)])]
        : key === 'enum'
          ? [...new Set([...value, pick(random, TEXTS)])]
          : value;
    const at = Math.floor(random() * value.length);
    return value.map((each, index) => (index === at && isSchema(each) ? change(each, random) : each));
  }
  if (!isSchema(value)) return value;
  if (!['properties', 'patternProperties', '$defs'].includes(key))
    return key === 'dependentRequired' ? value : change(value, random);
  const names = Object.keys(value);
  if (key === 'properties' && chance(random, 0.4)) return { ...value, [pick(random, NAMES)]: aSchema(random, 2) };
  const name = pick(random, names.length > 0 ? names : NAMES);
  const part = value[name];
  return isSchema(part) ? { ...value, [name]: change(part, random) } : value;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function maybe(random: Random, share: number, make: () => Schema): Schema {
  return chance(random, share) ? make() : {};
}

function chance(random: Random, share: number): boolean {
  return random() < share;
}

function pick<T>(random: Random, all: readonly T[]): T {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
