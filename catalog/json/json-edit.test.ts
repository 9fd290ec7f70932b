import { describe, expect, it } from 'vitest';
import { withValueAt } from './json-edit.ts';

const text = ['{', '\t"a": { "x":1,  "y" : 2 },', '\t"b": [ 1 ],', '\t"c": {}', '}', ''].join('\r\n');

describe('withValueAt', () => {
  it.each([
    ['replaces a value', ['a', 'y'], 3, ['"y" : 2', '"y" : 3']],
    ['adds a member on the same line as the last one', ['a', 'z'], true, ['"y" : 2', '"y" : 2, "z": true']],
    ['adds a member on a line of its own', ['d'], { e: [] }, ['{}\r\n', '{},\r\n\t"d": {\r\n\t\t"e": []\r\n\t}\r\n']],
    ['adds the first member', ['c', 'e'], 1, ['{}', '{\r\n\t\t"e": 1\r\n\t}']],
    ['deletes a member', ['a', 'x'], undefined, ['"x":1,  ', '']],
    ['deletes the last member', ['c'], undefined, [',\r\n\t"c": {}', '']],
    ['does nothing where there is no object', ['b', 'x', 'y'], 1, ['', '']],
  ])('%s, and leaves the rest alone', (_, path, value, [from = '', to = '']) => {
    expect(withValueAt(text, path, value)).toBe(text.replace(from, to));
  });
});
