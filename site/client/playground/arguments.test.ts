import { describe, expect, it } from 'vitest';
import { argumentsFrom } from './arguments.ts';
import { check } from './check.ts';
import { type Draft, draftOf, EMPTY } from './draft.ts';
import { formOf } from './field.ts';
import { matches } from './pattern.ts';

/** The form of one argument `a` with this schema, and what is made of a draft of it. */
function made(schema: unknown, draft: Partial<Draft> = {}) {
  const inputSchema = { type: 'object', properties: { a: schema }, required: ['a'] };
  const form = formOf(inputSchema);
  const { args, problems } = argumentsFrom(
    form,
    { ...EMPTY, members: new Map([['a', { ...EMPTY, ...draft }]]) },
    inputSchema,
  );
  return problems.length > 0 ? problems.map(({ pointer, message }) => `${pointer} ${message}`) : args.a;
}

const kindOf = (schema: unknown) => {
  const form = formOf({ properties: { a: schema } });
  return form.kind === 'group' ? form.members[0]?.field().kind : form.kind;
};

describe('a form', () => {
  it.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'boolean' }, 'choice'],
    [{ enum: ['a', 2] }, 'choice'],
    [{ oneOf: [{ const: 1, title: 'One' }, { const: 2 }] }, 'choice'],
    [{ type: 'array', items: { type: 'string' } }, 'list'],
    [{ type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true }, 'many'],
    [{ type: 'object', properties: { b: {} } }, 'group'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'json'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'variant'],
    // What may be left out need not be null as well.
    [{ anyOf: [{ type: 'string' }, { type: 'null' }], default: null }, 'text'],
    [{ type: ['integer', 'null'] }, 'number'],
    [{ allOf: [{ properties: { b: {} } }, { properties: { c: {} } }] }, 'group'],
    [{ prefixItems: [{ type: 'string' }], type: 'array' }, 'json'],
    [{ type: 'object', properties: Object.fromEntries(Array.from({ length: 201 }, (_, at) => [at, {}])) }, 'json'],
    [{ $ref: 'https://evil.example/schema.json' }, 'json'],
    [{ $ref: '#/properties/a' }, 'json'],
    [true, 'json'],
    ['nonsense', 'json'],
  ])('shows %j as %s', (schema, kind) => {
    expect(kindOf(schema)).toBe(kind);
  });

  it('is filled in with defaults', () => {
    const inputSchema = {
      type: 'object',
      properties: { a: { type: 'integer', default: 3 }, b: { type: 'object', properties: { c: { default: 'x' } } } },
    };
    const form = formOf(inputSchema);
    expect(argumentsFrom(form, draftOf(form, true), inputSchema).args).toEqual({ a: 3 });
  });

  it('opens the form whose items are of the kind that a list has', () => {
    const lists = ['string', 'number'].map((type) => ({ type: 'array', items: { type } }));
    const schema = { type: 'object', properties: { a: { anyOf: lists } } };
    const form = formOf(schema);
    const { args, problems } = argumentsFrom(form, draftOf(form, true, { a: [7] }), schema);
    expect([args, problems]).toEqual([{ a: [7] }, []]);
  });

  it('follows a schema that needs itself only so far', () => {
    const endless = { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] };
    const form = formOf(endless);
    expect(argumentsFrom(form, draftOf(form, true), endless).problems.length).toBeGreaterThan(0);
  });

  it('is not held up by parts that multiply', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: [1, 2].map(() => ({ $ref: `#/$defs/d${at + 1}` })) }]),
    );
    expect(kindOf({ $ref: '#/$defs/d0' })).toBe('json');
    expect(check({ a: 1 }, { properties: { a: { $ref: '#/$defs/d0' } }, $defs })).toEqual([]);
  });
});

describe('what is entered', () => {
  it.each([
    [{ type: 'number', minimum: 1, maximum: 20 }, '2.5', 2.5],
    [{ type: 'number', minimum: 1, maximum: 20 }, '40', ['/a Enter a number from 1 to 20.']],
    [{ type: 'integer' }, '1.5', ['/a Enter a whole number.']],
    [{ type: 'integer' }, '0x10', ['/a Enter a number.']],
    [{ type: 'integer' }, '', ['/a Fill this in: it is required.']],
    [{ type: 'integer' }, '90071992547409931', [expect.stringContaining('at most 15 digits')]],
    [{ type: 'string', minLength: 2 }, 'x', ['/a Enter at least 2 characters; these are 1.']],
    [{ type: 'string', maxLength: 1 }, '🙂', '🙂'],
    [{ type: 'string', pattern: '^[a-z]+$' }, 'A', ['/a Enter a text that matches ^[a-z]+$']],
    [{ type: 'string', format: 'date' }, '2026-13-01', ['/a Enter a text of the form date.']],
    [{}, '{"b": [1]}', { b: [1] }],
    [{}, '{b: 1}', [expect.stringMatching(/^\/a Enter JSON\. /)]],
  ])('for %j as %j gives %j', (schema, text, value) => {
    expect(made(schema, { text })).toEqual(value);
  });

  it('keeps names that JavaScript has a use for', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}');
    const form = formOf(schema);
    const draft = { ...EMPTY, members: new Map([['__proto__', { ...EMPTY, text: 'x' }]]) };
    expect(JSON.stringify(argumentsFrom(form, draft, schema).args)).toBe('{"__proto__":"x"}');
  });
});

describe('a pattern', () => {
  it.each([
    ['^[A-Z]{2,3}-\\d+$', 'AB-1', true],
    ['^[A-Z]{2,3}-\\d+$', 'ab', false],
    ['^(red|green)$', 'blue', false],
    ['[', 'x', true],
  ])('%s of %j: %s', (pattern, text, matching) => {
    expect(matches(pattern, text)).toBe(matching);
  });

  it.each(['(a+)+b', '(a|a)*b', '^(?=a+)b', 'a?a?a?a?a?aaaaa', '(.)\\1+$', 'a*a*a*a*b'])(
    'that may take for ever is left to the proxy: %s',
    (pattern) => {
      const startedAt = performance.now();
      expect(matches(pattern, 'a'.repeat(300))).toBe(true);
      expect(performance.now() - startedAt).toBeLessThan(100);
    },
  );
});
