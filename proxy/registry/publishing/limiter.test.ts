import { expect, it } from 'vitest';
import { Limiter, placeOf } from './limiter.ts';

it('counts for a minute, each for itself', () => {
  let now = 0;
  const limiter = new Limiter(2, 'proofs', { now: () => now });
  const ask = (key: string) => {
    try {
      return limiter.expectRoom(key);
    } catch (error) {
      return error;
    }
  };
  expect([ask('a'), ask('a'), ask('b')]).toEqual([undefined, undefined, undefined]);
  now = 20_000;
  expect(ask('a')).toMatchObject({ code: 'too_many_requests', details: { retryAfterMs: 40_000 } });
  now = 60_000;
  expect(ask('a')).toBeUndefined();
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  [undefined, ''],
])('takes %s for %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});
