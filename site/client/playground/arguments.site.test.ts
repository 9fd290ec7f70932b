import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsFrom } from './arguments.ts';
import { check } from './check.ts';
import { type Draft, draftOf, EMPTY } from './draft.ts';
import { type Field, formOf, suits } from './field.ts';
import type { Schema } from './schema.ts';

const ajv = addFormatsModule.default(new Ajv2020({ strict: false, logger: false, addUsedSchema: false }));
const validators = new WeakMap<Schema, ValidateFunction>();

function isValid(schema: Schema, value: unknown): boolean {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  return validate(value);
}

const name = fc.constantFrom('a', 'b', 'c/d', '~', 'ä');
const small = fc.integer({ min: 0, max: 3 });

/** Schemas as servers write them, five levels deep at most, some of which refer to themselves. */
const { schema: anySchema } = fc.letrec<{ schema: Schema; leaf: Schema; group: Schema }>((tie) => ({
  leaf: fc.oneof(
    fc.record<Schema>(
      { type: fc.constant('string'), minLength: small, pattern: fc.constantFrom('^[ab]*$', '', '^x?$') },
      { requiredKeys: ['type'] },
    ),
    fc.record<Schema>({ type: fc.constant('string'), format: fc.constantFrom('date', 'uri', 'unheard-of') }),
    fc.record<Schema>(
      {
        type: fc.constantFrom('number', 'integer'),
        minimum: small,
        exclusiveMaximum: fc.constant(50),
        multipleOf: fc.constantFrom(1, 2),
        default: small,
      },
      { requiredKeys: ['type'] },
    ),
    fc.record<Schema>({ type: fc.constantFrom('boolean', 'null', ['string', 'null'], ['integer', 'boolean']) }),
    fc.record<Schema>({ enum: fc.uniqueArray(fc.constantFrom<unknown>('x', '', 1, null, true), { minLength: 1 }) }),
    fc.record<Schema>({ const: fc.constantFrom<unknown>('x', 7, null, [1]) }),
    fc.constant<Schema>({}),
    fc.constant<Schema>({ $ref: '#/$defs/tree' }),
  ),
  group: fc
    .record({
      properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.constantFrom<unknown>(true, false, { type: 'number' }),
    })
    .map((parts): Schema => ({ type: 'object', ...parts })),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('group'),
    fc.record<Schema>(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: small,
        maxItems: fc.constant(3),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type', 'items'] },
    ),
    fc.record<Schema>({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record<Schema>({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record<Schema>({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
  ),
}));
const TREE = {
  type: 'object',
  properties: { left: { $ref: '#/$defs/tree' }, label: { type: 'string' } },
  required: ['label'],
};
const anyArguments = fc
  .tuple(fc.dictionary(name, anySchema, { maxKeys: 4 }), fc.uniqueArray(name, { maxLength: 2 }))
  .map(([properties, required]): Schema => ({ type: 'object', properties, required, $defs: { tree: TREE } }));

const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>('x', '', 'ab', '2026-11-22', 'a:b', 0, 1, 7, 2.5, 60, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    // As parsing gives them: no object without a prototype, which ajv takes for another than `{}`.
    fc.dictionary(fc.oneof(name, fc.constantFrom('label', 'left')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

/** What somebody might do to a field, as far as its kind lets them: `choose` says what. */
function filled(field: Field, choose: (most: number) => number, depth = 0): Draft {
  const below = (inner: Field) => (depth > 5 ? EMPTY : filled(inner, choose, depth + 1));
  const texts = ['', 'x', 'ab', '3', '-1', '1e2', '{"a":1}', '[1]', 'null', '2026-11-22'];
  const draft: Draft = { ...EMPTY, text: texts[choose(texts.length)] ?? '', given: choose(2) > 0 };
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return draft;
    case 'choice':
      return { ...draft, picks: [choose(field.options.length)] };
    case 'many':
      return { ...draft, picks: [choose(field.options.length), choose(field.options.length)] };
    case 'list':
      return { ...draft, items: Array.from({ length: choose(3) }, () => below(field.item())) };
    case 'group':
      return {
        ...draft,
        text: '',
        members: new Map(field.members.map((member) => [member.name, below(member.field())])),
      };
    case 'variant': {
      const place = choose(field.forms.length);
      return { ...draft, picks: [place], items: field.forms.map((form) => below(form.field())) };
    }
  }
}

describe('what the form makes', () => {
  it('is what the schema admits, or has a problem that says why not', () => {
    let sound = 0;
    const dice = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(anyArguments, fc.array(dice, { minLength: 4, maxLength: 4 }), (schema, throws) => {
        const form = formOf(schema);
        for (const numbers of throws) {
          let thrown = 0;
          const choose = (most: number) => (numbers[thrown++ % numbers.length] ?? 0) % Math.max(1, most);
          const { args, problems } = argumentsFrom(form, filled(form, choose), schema);
          if (problems.length > 0) continue;
          sound += 1;
          expect(isValid(schema, JSON.parse(JSON.stringify(args)))).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
    expect(sound).toBeGreaterThan(30);
  });

  it('is what it was opened with', () => {
    let same = 0;
    fc.assert(
      fc.property(anyArguments, fc.array(anyJson, { maxLength: 8 }), (schema, values) => {
        const form = formOf(schema);
        for (const value of values) {
          if (form.kind !== 'group' || !suits(form, value) || check(value, schema).length > 0) continue;
          const { args, problems } = argumentsFrom(form, draftOf(form, true, value), schema);
          // A form cannot tell an empty text from none, nor null from what is left out.
          if (/""|null/.test(JSON.stringify(value))) continue;
          expect([args, problems, schema]).toEqual([value, [], schema]);
          same += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(same).toBeGreaterThan(30);
  });
});

it('judges as the proxy does', () => {
  fc.assert(
    fc.property(anyArguments, fc.array(anyJson, { minLength: 6, maxLength: 12 }), (schema, values) => {
      for (const value of values)
        expect([check(value, schema).length === 0, schema, value]).toEqual([isValid(schema, value), schema, value]);
    }),
    { numRuns: 500 },
  );
});
