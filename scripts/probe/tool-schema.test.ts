import { describe, expect, it } from 'vitest';
import { aTool } from '../../catalog/testing.ts';
import { isShallow, isToolSchema } from './tool-schema.ts';

const draft7 = 'http://json-schema.org/draft-07/schema#';
const tuple = {
  type: 'object',
  properties: { point: { type: 'array', items: [{ type: 'number' }, { type: 'number' }] } },
};

function nested(depth: number): Record<string, unknown> {
  let schema: Record<string, unknown> = { type: 'object' };
  for (let level = 0; level < depth; level += 1) schema = { type: 'object', properties: { a: schema } };
  return schema;
}

describe('isToolSchema', () => {
  it.each<[what: string, schema: Record<string, unknown>]>([
    ['an empty object', { type: 'object' }],
    ['what our builder makes', aTool().inputSchema],
    [
      'references and formats that it does not know',
      { type: 'object', $defs: { a: {} }, properties: { a: { $ref: '#/$defs/a', format: 'odd' } } },
    ],
    ['keywords that it does not know', { type: 'object', 'x-order': 1, properties: { a: { widget: 'slider' } } }],
    [
      'the newest dialect by its name',
      { ...aTool().inputSchema, $schema: 'https://json-schema.org/draft/2020-12/schema' },
    ],
    ['an older dialect, in which tuples look otherwise', { ...tuple, $schema: draft7 }],
    ['names that objects have anyway', { type: 'object', properties: JSON.parse('{"__proto__":{},"constructor":{}}') }],
  ])('takes %s', (_what, schema) => {
    expect(isToolSchema(schema)).toBe(true);
  });

  it.each<[what: string, schema: Record<string, unknown>]>([
    ['no type', {}],
    ['another type', { type: 'array' }],
    ['one of several types', { type: ['object', 'null'] }],
    ['a type that there is not', { type: 'object', properties: { a: { type: 'text' } } }],
    ['properties that are none', { type: 'object', properties: 7 }],
    ['a required that is no list', { type: 'object', required: 'city' }],
    ['an older tuple without saying so', tuple],
    ['more than 256 KiB', { type: 'object', description: 'x'.repeat(256 * 1024) }],
    ['an abyss', nested(100_000)],
  ])('refuses %s', (_what, schema) => {
    expect(isToolSchema(schema)).toBe(false);
  });
});

describe('isShallow', () => {
  it('bears a hundred levels, of objects and lists, and no more', () => {
    expect(isShallow(nested(49))).toBe(true);
    expect(isShallow(nested(51))).toBe(false);
    expect([isShallow(null), isShallow(7), isShallow([[[]]]), isShallow(aTool())]).toEqual([true, true, true, true]);
    expect(isShallow(JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`))).toBe(false);
  });
});
