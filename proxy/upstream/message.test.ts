import { describe, expect, it } from 'vitest';
import { memberText, readMessage } from './message.ts';

describe('memberText', () => {
  it.each([
    ['{"result":{"a":1.0,"big":12345678901234567890},"id":1}', '{"a":1.0,"big":12345678901234567890}'],
    ['{"id":1,"result":{ "b" : [1, {"c":"}"}] } }', '{ "b" : [1, {"c":"}"}] }'],
    ['{"jsonrpc":"2.0","x":"\\"result\\":{","result":{}}', '{}'],
    ['{"result":  12 , "id":1}', '12'],
    ['{"result":"a,\\"}b"}', '"a,\\"}b"'],
    ['{"nested":{"result":1},"result":2}', '2'],
    ['{"result":1,"result":2}', '2'],
    ['{"result":null}', 'null'],
  ])('takes the result of %s as it stands', (json, text) => {
    expect(memberText(json, 'result')).toBe(text);
  });

  it('finds nothing where there is none', () => {
    expect(memberText('{"error":{"result":1}}', 'result')).toBeUndefined();
    expect(memberText('{}', 'result')).toBeUndefined();
  });

  it('agrees with JSON.parse on documents of many shapes', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const value = someJson(seed, 4);
      const text = JSON.stringify(
        { before: someJson(seed + 1, 3), result: value, after: someJson(seed + 2, 3) },
        null,
        seed % 3,
      );
      expect(JSON.parse(memberText(text, 'result') ?? '')).toEqual(value);
    }
  });
});

describe('readMessage', () => {
  it('takes requests, notifications, results and errors', () => {
    expect(readMessage('{"jsonrpc":"2.0","id":"a","method":"ping"}')?.message.method).toBe('ping');
    expect(readMessage('{"jsonrpc":"2.0","id":1,"result":{}}')?.message.result).toEqual({});
  });

  it.each([
    '',
    'Server started',
    '[]',
    '1',
    'null',
    '{"jsonrpc":"1.0"}',
    '{"jsonrpc":"2.0","id":{}}',
    '{"jsonrpc":"2.0","id":1,"result":3}',
  ])('takes %j for noise', (text) => {
    expect(readMessage(text)).toBeNull();
  });
});

/** JSON of some shape, the same for the same seed. */
function someJson(seed: number, depth: number): unknown {
  const scalars = [null, true, -0.5, 1e21, '', 'a"b\\c', '{[,:]}', 'é\u2028🙂'];
  const pick = (seed * 2654435761) % 11;
  if (depth === 0 || pick < 5) return scalars[seed % scalars.length];
  const parts = [1, 2, 3].slice(0, seed % 4).map((step) => someJson(seed * 7 + step, depth - 1));
  return pick < 8
    ? parts
    : Object.fromEntries(parts.map((part, index) => [scalars[((seed + index) % 4) + 4] ?? 'k', part]));
}
