import { describe, expect, it } from 'vitest';
import { parseJsonSource } from './json-source.ts';
import { SYNTAX_CODES } from './json-syntax.ts';

/** A text, what is found in it, and whether its value is still known. */
const FAULTS: [text: string | Uint8Array, found: string[], isKnown: boolean][] = [
  ['{a: 1}', ['1:2 E101'], false],
  ['{"a": "b}\n,"c": 2}', ['1:7 E101'], false],
  ['{"a": 01}', ['1:8 E101'], false],
  ['{"a": 1', ['1:8 E101'], true],
  ['{"a": 1}}', ['1:9 E101'], true],
  ['{"a": 1,\n "b": 2,\n}', ['2:8 E102'], true],
  ['[1, 2, ]', ['1:6 E102'], true],
  ['{"a": 1,, "b": 2}', ['1:9 E102'], true],
  ['{"a": 1} // why', ['1:10 E103'], true],
  ['{"a": 1, // why\n}', ['1:8 E102', '1:10 E103'], true],
  ['{"a": 1\n "b": 2}', ['1:8 E104'], true],
  ['\uFEFF{"a": 1}', ['1:1 E105'], true],
  [Buffer.concat([Buffer.from('{\n"a": "'), Buffer.from([0xe9]), Buffer.from('"}')]), ['2:7 E106'], false],
  [' \n', ['1:1 E107'], false],
  ['['.repeat(65) + ']'.repeat(65), ['1:65 E108'], false],
  [`/* " */${'['.repeat(100_000)}`, ['1:72 E108'], false],
  [`"${'x'.repeat(1024 * 1024)}"`, ['1:1 E109'], false],
  ['{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}', ['2:16 E110', '3:2 E110'], true],
];

describe('parseJsonSource', () => {
  it.each(FAULTS)('finds what is wrong with %j', (text, found, isKnown) => {
    const source = parseJsonSource('a.json', text);
    expect(source.problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(found);
    expect(source.value !== undefined).toBe(isKnown);
  });

  it('has a test for every code', () => {
    const found = FAULTS.flatMap(([, faults]) => faults.map((fault) => fault.split(' ')[1]));
    expect([...new Set(found)].sort()).toEqual(Object.keys(SYNTAX_CODES));
  });

  it('says what it sees in JSON without fault, and nothing else', () => {
    const text = '{ "a": [1, { "b\\"": "\\u00e9:{" }], "c": null }';
    expect(parseJsonSource('a.json', text)).toMatchObject({ value: JSON.parse(text), problems: [] });
  });

  it('reads on behind a comma too many', () => {
    const { value } = parseJsonSource('a.json', '{"a": [1, 2,], "b": {"c": true,},}');
    expect(value).toEqual({ a: [1, 2], b: { c: true } });
  });

  it('names the line of the first of two equal keys', () => {
    const [problem] = parseJsonSource('a.json', '{\n  "x": 1,\n  "y": {},\n  "x": 2\n}').problems;
    expect(problem).toMatchObject({ line: 4, column: 3, endColumn: 6, pointer: '/x', severity: 'error' });
    expect(problem?.message).toContain('line 2');
  });
});

describe('at', () => {
  const source = parseJsonSource(
    'a.json',
    '{\r\n  "a/b": { "list": [10, "twenty"] },\r\n  "open": {\r\n    "x": 1\r\n  }\r\n}',
  );

  it('finds a value and its key', () => {
    expect(source.at('/a~1b/list/1')).toEqual({ line: 2, column: 25, endLine: 2, endColumn: 33 });
    expect(source.at('/a~1b/list', 'key')).toEqual({ line: 2, column: 12, endLine: 2, endColumn: 18 });
  });

  it('shows the opening brace of the object that lacks a property', () => {
    expect(source.at('/open/y')).toEqual({ line: 3, column: 11, endLine: 3, endColumn: 12 });
    expect(source.at('/open/y/z')).toEqual({ line: 3, column: 11, endLine: 3, endColumn: 12 });
    expect(source.at('/nothing')).toEqual({ line: 1, column: 1, endLine: 1, endColumn: 2 });
  });

  it('takes the later of two equal keys, as JSON.parse does', () => {
    expect(parseJsonSource('a.json', '{"x": 1,\n"x": 2}').at('/x')).toMatchObject({ line: 2, column: 6 });
  });

  it('shows the beginning of a file that cannot be read', () => {
    expect(parseJsonSource('a.json', '{nonsense').at('/x')).toMatchObject({ line: 1, column: 1 });
  });
});
