import { describe, expect, it } from 'vitest';
import { SchemaWriter } from './schema.ts';

function writerOf(schemas: Record<string, unknown>, over: Partial<ConstructorParameters<typeof SchemaWriter>[1]> = {}) {
  const places = new Map(Object.entries(schemas).map(([name, schema]) => [`#/components/schemas/${name}`, schema]));
  const resolve = (reference: string) => places.get(reference);
  return new SchemaWriter({ resolve }, { direction: 'input', inline: true, most: 3000, ...over });
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('SchemaWriter', () => {
  it.each([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'a nullable enum',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'nullable without a type',
      { allOf: [{ type: 'object' }], nullable: true },
      { anyOf: [{ allOf: [{ type: 'object' }] }, { type: 'null' }] },
    ],
    [
      'exclusive limits',
      { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      { exclusiveMinimum: 1, maximum: 9 },
    ],
    ['an example', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }],
    [
      'what is not of JSON Schema',
      { type: 'object', discriminator: {}, xml: {}, externalDocs: {}, 'x-own': 1 },
      { type: 'object' },
    ],
    ['what is not well formed', { type: 'file', minLength: 'one', required: 'all', items: 3, enum: [] }, {}],
    [
      'nested schemas',
      { type: 'array', items: { type: 'integer', nullable: true } },
      { type: 'array', items: { type: ['integer', 'null'] } },
    ],
  ])('writes %s of 3.0 as 2020-12', (_name, source, expected) => {
    expect(writerOf({}).write(source)).toEqual(expected);
  });

  it('leaves what is of 2020-12 already as it is', () => {
    const schema = {
      type: ['string', 'null'],
      exclusiveMinimum: 3,
      const: 'x',
      prefixItems: [{ type: 'null' }],
      additionalProperties: false,
    };
    expect(writerOf({}).write(schema)).toEqual(schema);
  });

  it('puts in place what a reference leads to, with what is said beside it', () => {
    const writer = writerOf({ City: { type: 'string', description: 'A city' } });
    expect(writer.withDefs(writer.write({ ...ref('City'), description: 'Where from' }))).toEqual({
      type: 'string',
      description: 'Where from',
    });
  });

  it('keeps what leads round in a circle in $defs', () => {
    const writer = writerOf({
      Tree: { type: 'object', properties: { branches: { type: 'array', items: ref('Branch') } } },
      Branch: { type: 'object', properties: { tree: ref('Tree') } },
    });
    expect(writer.withDefs({ type: 'object', properties: { tree: writer.write(ref('Tree')) } })).toEqual({
      type: 'object',
      properties: { tree: { $ref: '#/$defs/Tree' } },
      $defs: {
        Tree: {
          type: 'object',
          properties: {
            branches: {
              type: 'array',
              items: { type: 'object', properties: { tree: { $ref: '#/$defs/Tree' } } },
            },
          },
        },
      },
    });
  });

  it.each([
    'https://evil.example/schema.json',
    'other.yaml#/Pet',
    '#/components/schemas/Nobody',
    '#/constructor',
    '#/__proto__/x',
  ])('follows no reference to %s', ($ref) => {
    expect(writerOf({}).write({ $ref })).toEqual({});
  });

  it('stops where a schema would grow without end', () => {
    const level = (n: number) => ({
      type: 'object',
      properties: Object.fromEntries([...'abcdefghij'].map((key) => [key, ref(`L${n}`)])),
    });
    const schemas = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`L${n}`, level(n + 1)]));
    const inlined = writerOf(schemas);
    inlined.write(ref('L0'));
    expect([inlined.exceeded, inlined.written]).toEqual([true, 3000]);
    const kept = writerOf(schemas, { inline: false });
    expect(kept.write(ref('L0'))).toEqual({ $ref: '#/$defs/L0' });
    expect([kept.exceeded, kept.defs.size]).toEqual([false, 13]);
  });

  it('goes along the longest chain of references', () => {
    const link = (n: number) => ({ type: 'object', properties: { next: ref(`L${n + 1}`) } });
    const schemas = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`L${n}`, link(n)]));
    expect(writerOf(schemas).write(ref('L0'))).toMatchObject({ properties: { next: { properties: {} } } });
    const kept = writerOf(schemas, { inline: false });
    kept.write(ref('L0'));
    kept.write(ref('L1'));
    expect([kept.exceeded, kept.written]).toEqual([true, 3000]);
  });

  it('has no read-only members in arguments, and no write-only ones in answers', () => {
    const schemas = { Id: { type: 'integer', readOnly: true } };
    const source = {
      type: 'object',
      required: ['id', 'name', 'password'],
      properties: { id: ref('Id'), name: { type: 'string' }, password: { type: 'string', writeOnly: true } },
    };
    expect(writerOf(schemas).write(source)).toMatchObject({ required: ['name', 'password'] });
    expect(Object.keys(writerOf(schemas).write(source).properties ?? {})).toEqual(['name', 'password']);
    expect(writerOf(schemas, { direction: 'output' }).write(source)).toMatchObject({ required: ['id', 'name'] });
  });

  it('does not refuse what it could not read in full', () => {
    const writer = writerOf({});
    expect(writer.write({ oneOf: [{ $ref: 'a.json' }, { $ref: 'b.json' }], not: { $ref: 'c.json' } })).toEqual({});
    expect(writer.write({ oneOf: [{ type: 'string' }, false] })).toEqual({ oneOf: [{ type: 'string' }, { not: {} }] });
  });

  it('has nothing called __proto__', () => {
    const written = writerOf({}).write(
      JSON.parse(
        '{ "type": "object", "properties": { "__proto__": { "type": "string" }, "constructor": { "type": "string" } }, "required": ["__proto__"] }',
      ),
    );
    expect(JSON.stringify(written)).toBe('{"type":"object","properties":{"constructor":{"type":"string"}}}');
  });
});
