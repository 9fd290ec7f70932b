import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { aTool } from '../../catalog/testing.ts';
import { isPlainSchema } from './plain-schema.ts';

const options = { strict: false, logger: false, validateFormats: false } as const;
const validators = [new Ajv2020(options), new Ajv(options)];

/** Values to put in the places of others, odd ones too. */
const VALUES: unknown[] = [
  ...[null, true, -1, 0, 1.5, 7, '', 'string', 'text', [], ['a'], ['a', 'a'], [1, 1], [{}], [null], {}],
  ...[{ type: 'string' }, { a: {} }, { a: 7 }, { type: 7 }, [{ type: 'object' }], ['string', 'null']],
];
const KEYWORDS = ['type', 'title', 'description', 'format', 'properties', 'required', 'items', 'additionalProperties'];
const MORE = ['enum', 'const', 'default', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];
const OTHERS = ['anyOf', 'oneOf', 'allOf', 'pattern', '$ref', '$defs', 'x-odd', '__proto__', 'constructor'];

describe('isPlainSchema', () => {
  it('takes what tools mostly have', () => {
    expect(isPlainSchema(aTool().inputSchema)).toBe(true);
    const list = { type: 'array', items: { anyOf: [{ type: 'string', maxLength: 9 }, { enum: [1, 2, null] }] } };
    expect(isPlainSchema({ type: 'object', properties: { list }, additionalProperties: false })).toBe(true);
  });

  it('takes nothing that a validator of any dialect would not take', () => {
    let taken = 0;
    for (const keyword of [...KEYWORDS, ...MORE, ...OTHERS]) {
      for (const value of VALUES) {
        const schema = JSON.parse(
          `{"type":"object","properties":{"a":{${JSON.stringify(keyword)}:${JSON.stringify(value)}}}}`,
        );
        if (!isPlainSchema(schema)) continue;
        taken += 1;
        expect([keyword, value, validators.map((ajv) => ajv.validateSchema(schema))]).toEqual([
          keyword,
          value,
          [true, true],
        ]);
      }
    }
    expect(taken).toBeGreaterThan(60);
  });

  it('leaves what is deep, long or has many members to the validator', () => {
    let deep: unknown = { type: 'string' };
    for (let level = 0; level < 30; level += 1) deep = { type: 'array', items: deep };
    const many = Object.fromEntries(Array.from({ length: 50 }, (_none, index) => [`p${index}`, { type: 'string' }]));
    expect([
      isPlainSchema(deep),
      isPlainSchema({ properties: many }),
      isPlainSchema({ title: 'x'.repeat(3000) }),
    ]).toEqual([...[false, false, false]]);
  });
});
