import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

it('gives equal text for values that mean the same', () => {
  expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":true,"d":null}]}');
  expect(canonicalJson({ gone: undefined, z: 1.0, 'cafe\u0301': 'e\u0301' })).toBe('{"café":"é","z":1}');
  expect(canonicalJson(undefined)).toBe('null');
});

it('escapes as JSON does, whatever the text', () => {
  const every = Array.from({ length: 0x250 }, (_none, code) => String.fromCharCode(code));
  for (const text of [...every, 'plain text', 'a"b', 'a\\b', '\u2028', '\ud800', '\u{1f600}']) {
    expect(canonicalJson(text)).toBe(JSON.stringify(text.normalize('NFC')));
    expect(canonicalJson({ [text]: text })).toBe(`{${canonicalJson(text)}:${canonicalJson(text)}}`);
  }
});

it('sorts few keys as it sorts many', () => {
  for (const count of [2, 9, 32, 33, 100]) {
    const keys = Array.from({ length: count }, (_none, index) => `k${(index * 7919) % count}`);
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 1])));
    expect(Object.keys(JSON.parse(text))).toEqual([...keys].sort());
  }
});

it('keeps apart what differs: types, the order of lists, text with quotes', () => {
  const values = [
    1,
    '1',
    [1],
    [[1]],
    { 1: 1 },
    null,
    [1, 2],
    [2, 1],
    'a","b":"c',
    { a: 'b' },
    ['a', 'b'],
    ['a,b'],
    {},
    [],
  ];
  expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
});
