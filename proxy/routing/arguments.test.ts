import { describe, expect, it } from 'vitest';
import { aTool } from '../../catalog/testing.ts';
import { checkArguments } from './arguments.ts';

const tool = aTool({
  inputSchema: {
    type: 'object',
    properties: {
      city: { type: 'string', minLength: 1 },
      days: { type: 'integer', minimum: 1 },
      unit: { enum: ['C', 'F'] },
      'a/b': { type: 'object', properties: { deep: { type: 'number' } }, required: ['deep'] },
    },
    required: ['city'],
    additionalProperties: false,
  },
});

describe('checkArguments', () => {
  it('is content with arguments that fit', () => {
    expect(checkArguments(tool, { city: 'Oslo', days: 3, unit: 'C' })).toEqual([]);
  });

  it('names every fault at its pointer', () => {
    expect(checkArguments(tool, { days: 0, unit: 'K', 'a/b': {}, extra: 1 })).toEqual([
      { pointer: '/city', message: 'is required' },
      { pointer: '/extra', message: 'is not an argument of this tool' },
      { pointer: '/days', message: 'must be >= 1' },
      { pointer: '/unit', message: 'must be one of "C","F"' },
      { pointer: '/a~1b/deep', message: 'is required' },
    ]);
  });

  it.each([
    [
      'draft-07',
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { pair: { items: [{ type: 'string' }] } },
      },
    ],
    [
      '2020-12',
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: { pair: { prefixItems: [{ type: 'string' }] } },
      },
    ],
    [
      'no dialect, which means 2020-12',
      { type: 'object', properties: { pair: { prefixItems: [{ type: 'string' }] } } },
    ],
  ])('reads a schema of %s', (_dialect, inputSchema) => {
    expect(checkArguments(aTool({ inputSchema }), { pair: [1] })).toEqual([
      { pointer: '/pair/0', message: 'must be string' },
    ]);
  });

  it.each([
    ['is invalid', { type: 'object', properties: { a: { type: 'strange' } } }],
    ['refers to another document', { type: 'object', properties: { a: { $ref: 'https://example.com/schema.json' } } }],
    ['is enormous', { type: 'object', description: 'x'.repeat(300_000), required: ['a'] }],
  ])('judges nothing by a schema that %s', (_what, inputSchema) => {
    expect(checkArguments(aTool({ inputSchema }), {})).toEqual([]);
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(5000)}!`],
    ['^(?!no)', 'no'],
  ])('is neither held up nor put off by the pattern %s', (pattern, value) => {
    const hostile = aTool({ inputSchema: { type: 'object', properties: { a: { type: 'string', pattern } } } });
    const started = performance.now();
    checkArguments(hostile, { a: value });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('holds arguments against an honest pattern', () => {
    const honest = aTool({
      inputSchema: { type: 'object', properties: { a: { type: 'string', pattern: '^\\d{3}$' } } },
    });
    expect([checkArguments(honest, { a: '123' }), checkArguments(honest, { a: '12' })]).toEqual([
      [],
      [{ pointer: '/a', message: 'must match pattern "^\\d{3}$"' }],
    ]);
  });

  it('takes two tools whose schemas have the same $id for two', () => {
    const first = aTool({ inputSchema: { $id: 'same', type: 'object', required: ['a'] } });
    const second = aTool({ inputSchema: { $id: 'same', type: 'object', required: ['b'] } });
    expect([checkArguments(first, {}), checkArguments(second, {})]).toEqual([
      [{ pointer: '/a', message: 'is required' }],
      [{ pointer: '/b', message: 'is required' }],
    ]);
  });
});
