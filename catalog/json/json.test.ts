import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { isSameJson } from './json.ts';

it('finds JSON values the same whose members are, in whatever order these stand', () => {
  expect(isSameJson({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
});

it.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: 1 }, { b: 1 }],
  [JSON.parse('{"__proto__":{}}'), { a: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [[], {}],
  [null, {}],
  ['1', 1],
])('finds %j and %j different', (one, other) => {
  expect(isSameJson(one, other)).toBe(false);
});

it('agrees with the canonical text of both', () => {
  const value = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme-ascii' });
  const pair = fc.oneof(
    fc.tuple(value, value),
    value.map((each) => [each, JSON.parse(JSON.stringify(each))]),
  );
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(isSameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
    }),
    { seed: 20261122 },
  );
});
