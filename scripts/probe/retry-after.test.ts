import { expect, it } from 'vitest';
import { RETRY_AFTER_MS } from './confirm.ts';
import { RETRY_AFTER, retryAfterMsOf } from './retry-after.ts';

it('reads seconds that rise, or never', () => {
  expect(retryAfterMsOf(RETRY_AFTER)).toEqual(RETRY_AFTER_MS);
  expect([retryAfterMsOf('0.5, 2'), retryAfterMsOf('never')]).toEqual([[500, 2000], []]);
});

it.each(['', '2,', 'soon', '2,2', '10,2', '0', '-1', '601', '1,2,3,4,5,6,7,8,9,10,11'])(
  'does not take "%s"',
  (text) => {
    expect(() => retryAfterMsOf(text)).toThrow(`${JSON.stringify(text)} is no list of seconds that rise`);
  },
);
