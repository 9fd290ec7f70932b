import { expect, it } from 'vitest';
import { legacyOutput, legacyTools } from './legacy-output.ts';

const list = { type: 'array', items: { $ref: '#/$defs/a' }, $defs: { a: { type: 'string' } } };
const object = { type: 'object', properties: {} };

it('wraps a schema of output that is no object, and what it refers to', () => {
  const [wrapped, kept, without] = legacyTools([
    { name: 'a', outputSchema: list },
    { outputSchema: object },
    {},
  ]) as object[];
  expect(wrapped).toEqual({
    name: 'a',
    outputSchema: {
      type: 'object',
      properties: { result: { ...list, items: { $ref: '#/properties/result/$defs/a' } } },
      required: ['result'],
    },
  });
  expect([kept, without]).toEqual([{ outputSchema: object }, {}]);
});

it.each([
  ['an array', [1], undefined],
  ['nothing', null, undefined],
  ['an object that its schema does not promise', {}, list],
])('wraps output that is %s, and says it in text', (_what, structuredContent, schema) => {
  expect(legacyOutput({ content: [], structuredContent }, schema)).toEqual({
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    structuredContent: { result: structuredContent },
  });
});

it('leaves other output as it is', () => {
  for (const result of [{ content: [] }, { content: [], structuredContent: { a: 1 } }])
    expect(legacyOutput(result, object)).toBe(result);
  const said = { content: [{ type: 'text', text: 'one' }], structuredContent: 1 };
  expect(legacyOutput(said, undefined)).toEqual({ ...said, structuredContent: { result: 1 } });
});
