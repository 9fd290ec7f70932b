import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { narrowings } from './schema-widening.ts';
import { aSchema, aValue, mutated, randomOf } from './testing-schemas.ts';

type Json = Record<string, unknown> | boolean;

const string = { type: 'string' };
const object = (properties: object, over: object = {}) => ({ type: 'object', properties, ...over });
const defs = (name: object, over: object = {}) => ({
  ...object({ a: { $ref: '#/$defs/A' } }),
  $defs: { A: name },
  ...over,
});
const tree = (leaf: object) => ({
  $ref: '#/$defs/T',
  $defs: { T: object({ leaf, next: { $ref: '#/$defs/T' } }) },
});

const COMPATIBLE: [what: string, was: Json, is: Json][] = [
  ['nothing changed', object({ a: string }), object({ a: string })],
  ['words changed', object({ a: string }), object({ a: { ...string, title: 'A', description: 'An a', default: 'x' } })],
  ['an optional property came', object({ a: string }), object({ a: string, b: string })],
  ['an optional property came where there was none', { type: 'object' }, object({ b: string })],
  ['a property went', object({ a: string, b: string }), object({ a: string })],
  ['a property is no longer required', object({ a: string }, { required: ['a'] }), object({ a: string })],
  ['an enum got one more', { enum: ['a', 'b'] }, { enum: ['b', 'a', 'c'] }],
  ['an enum became text', object({ a: { enum: ['a', 'b'] } }), object({ a: { ...string, maxLength: 5 } })],
  [
    'an enum got words',
    { enum: ['a'] },
    {
      oneOf: [
        { const: 'a', title: 'A' },
        { const: 'b', title: 'B' },
      ],
    },
  ],
  ['a type was added', string, { type: ['string', 'null'] }],
  ['a type was added as a choice', string, { anyOf: [string, { type: 'null' }] }],
  ['types became choices', { type: ['string', 'null'] }, { anyOf: [{ type: 'null' }, string] }],
  ['choices became types', { anyOf: [{ type: 'null' }, string] }, { type: ['string', 'null'] }],
  ['integers became numbers', { type: 'integer' }, { type: 'number' }],
  [
    'limits were relaxed',
    { type: 'integer', minimum: 2, maximum: 5 },
    { type: 'integer', exclusiveMinimum: 1, maximum: 6 },
  ],
  ['lengths were relaxed', { ...string, minLength: 2, maxLength: 9 }, { ...string, minLength: 1 }],
  ['a pattern went', { ...string, pattern: '^a' }, string],
  [
    'items got wider',
    { type: 'array', items: { enum: [1] }, maxItems: 2 },
    { type: 'array', items: { type: 'integer' } },
  ],
  ['a multiple became a smaller one', { multipleOf: 6 }, { multipleOf: 3 }],
  ['it was opened', object({ a: string }, { additionalProperties: false }), object({ a: string })],
  ['a definition got an optional property', defs(object({ x: string })), defs(object({ x: string, y: string }))],
  ['a definition was moved', defs(string), object({ a: string })],
  ['a definition that holds itself got wider', tree({ type: 'integer' }), tree({ type: 'number' })],
  [
    'the dialect was named',
    object({ a: string }),
    { $schema: 'http://json-schema.org/draft-07/schema#', ...object({ a: string }) },
  ],
  ['a part of allOf stayed', { allOf: [{ required: ['a'] }], minProperties: 1 }, { allOf: [{ required: ['a'] }] }],
];

const BREAKING: [what: string, was: Json, is: Json, pointer: string][] = [
  [
    'a required property came',
    object({ a: string }),
    object({ a: string, b: string }, { required: ['b'] }),
    '/required',
  ],
  ['a property became required', object({ a: string }), object({ a: string }, { required: ['a'] }), '/required'],
  ['a type is another', object({ a: string }), object({ a: { type: 'integer' } }), '/properties/a/type'],
  ['a type went', { type: ['string', 'null'] }, string, '/type'],
  ['numbers became integers', { type: 'number' }, { type: 'integer' }, '/type'],
  ['an enum lost one', { enum: ['a', 'b'] }, { enum: ['a'] }, '/enum'],
  ['text became an enum', string, { ...string, enum: ['a'] }, '/enum'],
  ['a limit came', { type: 'number' }, { type: 'number', maximum: 5 }, '/maximum'],
  ['a limit got closer', { type: 'number', minimum: 1 }, { type: 'number', exclusiveMinimum: 1 }, '/exclusiveMinimum'],
  ['a length got shorter', { ...string, maxLength: 9 }, { ...string, maxLength: 8 }, '/maxLength'],
  ['a pattern is another', { ...string, pattern: '^a' }, { ...string, pattern: '^[ab]' }, '/pattern'],
  ['a format came', string, { ...string, format: 'date' }, '/format'],
  [
    'it was closed',
    object({ a: string }),
    object({ a: string }, { additionalProperties: false }),
    '/additionalProperties',
  ],
  [
    'a property went where others are refused',
    object({ a: string }, { additionalProperties: false }),
    object({}, { additionalProperties: false }),
    '/properties/a/not',
  ],
  [
    'a property came that anything could stand for',
    object({}, { additionalProperties: true }),
    object({ b: string }),
    '/properties/b/type',
  ],
  [
    'a property came that others could stand for',
    object({}, { additionalProperties: string }),
    object({ b: { type: 'integer' } }),
    '/properties/b/type',
  ],
  [
    'a map inside got a property',
    object({ m: { type: 'object' } }),
    object({ m: object({ b: string }) }),
    '/properties/m/properties/b/type',
  ],
  [
    'a property came that a part declares otherwise',
    { allOf: [object({ b: { type: 'integer' } })] },
    { allOf: [object({ b: { type: 'integer' } })], properties: { b: string } },
    '/properties/b/type',
  ],
  ['items must be unique', { type: 'array' }, { type: 'array', uniqueItems: true }, '/uniqueItems'],
  [
    'a choice of one is another',
    { oneOf: [string, { type: 'null' }] },
    { oneOf: [string, { type: 'null' }, { minLength: 1 }] },
    '/oneOf',
  ],
  ['a definition got narrower', defs(string), defs({ ...string, maxLength: 3 }), '/properties/a/maxLength'],
  [
    'a definition that holds itself got narrower',
    tree({ type: 'number' }),
    tree({ type: 'integer' }),
    '/properties/leaf/type',
  ],
  [
    'a reference leads out',
    object({ a: string }),
    object({ a: { $ref: 'https://example.com/s.json' } }),
    '/properties/a',
  ],
  ['a keyword came that nobody knows', string, { ...string, 'x-mcp-header': 'A' }, '/x-mcp-header'],
  ['const and enum agree on nothing', { const: 1 }, { const: 1, enum: [2] }, '/const'],
];

const asPeopleRead = { holdsUndeclared: false };

describe('narrowings', () => {
  it.each(COMPATIBLE)('finds none when %s', (_what, was, is) => {
    expect(narrowings(was, is, asPeopleRead)).toEqual([]);
  });

  it.each(BREAKING)('finds where, when %s', (_what, was, is, pointer) => {
    expect(narrowings(was, is, asPeopleRead)).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('takes a new property for a narrowing where objects may hold what is not declared', () => {
    const [was, is] = [object({ a: string }), object({ a: string, b: string })];
    expect(narrowings(was, is, { holdsUndeclared: true })).toMatchObject([{ pointer: '/properties/b/type' }]);
  });

  it('gives up on what is too deep or too much, and says so', () => {
    let deep: object = string;
    for (let depth = 0; depth < 50_000; depth += 1) deep = { not: deep };
    expect(narrowings(deep, string, asPeopleRead)).toMatchObject([{ kind: 'other' }]);
    const choices = (minLength: number) =>
      Array.from({ length: 800 }, (_, at) =>
        object({ [`p${at}`]: { ...string, minLength } }, { required: [`p${at}`] }),
      );
    const started = performance.now();
    expect(narrowings({ anyOf: choices(1) }, { anyOf: choices(2) }, asPeopleRead)).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('calls nothing compatible that refuses a value of before', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
    const counts = { compatible: 0, breaking: 0, values: 0 };
    for (let seed = 1; seed <= 600; seed += 1) {
      const random = randomOf(seed);
      const was = aSchema(random);
      const is = mutated(was, random);
      if (narrowings(was, is, asPeopleRead).length > 0) {
        counts.breaking += 1;
        continue;
      }
      counts.compatible += 1;
      const [before, now] = [ajv.compile(was), ajv.compile(is)];
      for (let sample = 0; sample < 15; sample += 1) {
        const value = aValue(was, random);
        if (!before(value)) continue;
        counts.values += 1;
        if (!now(value)) expect({ seed, was, is, value }).toBeUndefined();
      }
    }
    expect(counts.compatible).toBeGreaterThan(150);
    expect(counts.breaking).toBeGreaterThan(150);
    expect(counts.values).toBeGreaterThan(1000);
  }, 60_000);
});
