import { describe, expect, it } from 'vitest';
import { BadArgument, headerText, pathText, queryPairs } from './style.ts';

const FORM = { style: 'form', explode: true };
const SIMPLE = { style: 'simple', explode: false };
const LIST = ['a b', 'c&d'];
const OBJECT = { R: 100, G: 'x=y' };

describe('queryPairs', () => {
  it.each([
    ['text', 'ä&b=c d', FORM, 'q=%C3%A4%26b%3Dc%20d'],
    ['a number', 1.5, FORM, 'q=1.5'],
    ['a flag', false, FORM, 'q=false'],
    ['nothing', null, FORM, ''],
    ['a list', LIST, FORM, 'q=a%20b&q=c%26d'],
    ['an empty list', [], FORM, ''],
    ['a list in one', LIST, { style: 'form', explode: false }, 'q=a%20b,c%26d'],
    ['a list with spaces', LIST, { style: 'spaceDelimited', explode: false }, 'q=a%20b%20c%26d'],
    ['a list with pipes', LIST, { style: 'pipeDelimited', explode: false }, 'q=a%20b%7Cc%26d'],
    ['an object', OBJECT, FORM, 'R=100&G=x%3Dy'],
    ['an object in one', OBJECT, { style: 'form', explode: false }, 'q=R,100,G,x%3Dy'],
    [
      'a deep object',
      { a: { b: 1, c: [2, 3] }, d: null },
      { style: 'deepObject', explode: true },
      'q%5Ba%5D%5Bb%5D=1&q%5Ba%5D%5Bc%5D=2&q%5Ba%5D%5Bc%5D=3',
    ],
    ['JSON', OBJECT, { ...FORM, json: true }, 'q=%7B%22R%22%3A100%2C%22G%22%3A%22x%3Dy%22%7D'],
    ['reserved characters', '/a?b&c#d=e', { ...FORM, allowReserved: true }, 'q=/a?b%26c%23d%3De'],
  ])('writes %s', (_what, value, style, expected) => {
    expect(queryPairs('q', value, style).join('&')).toBe(expected);
  });
});

describe('pathText', () => {
  it.each([
    ['a/b?c#d', SIMPLE, 'a%2Fb%3Fc%23d'],
    ['%2e%2e', SIMPLE, '%252e%252e'],
    ['...', SIMPLE, '...'],
    [[3, 4], SIMPLE, '3,4'],
    [OBJECT, SIMPLE, 'R,100,G,x%3Dy'],
    [OBJECT, { style: 'simple', explode: true }, 'R=100,G=x%3Dy'],
    [[3, 4], { style: 'label', explode: true }, '.3.4'],
    [[3, 4], { style: 'matrix', explode: true }, ';id=3;id=4'],
    [OBJECT, { style: 'matrix', explode: true }, ';R=100;G=x%3Dy'],
    [5, { style: 'matrix', explode: false }, ';id=5'],
  ])('writes %j in style %j', (value, style, expected) => {
    expect(pathText('id', value, style)).toBe(expected);
  });

  it.each([['..'], ['.'], ['a/../../b'], ['..\\b'], [''], [null], [undefined], [[]], [{}], [['..']], ['\ud800']])(
    'refuses %j, which would lead elsewhere',
    (value) => {
      expect(() => pathText('id', value, SIMPLE)).toThrow(BadArgument);
    },
  );
});

it('writes headers as they are', () => {
  expect(headerText(OBJECT, { style: 'simple', explode: true })).toBe('R=100,G=x=y');
  expect(headerText([1, 'b'], SIMPLE)).toBe('1,b');
  expect(headerText(undefined, SIMPLE)).toBeNull();
});
