import { expect, it } from 'vitest';
import { blockList } from '../../catalog/net/addresses.ts';
import { isSame } from './same.ts';

it('compares all that two descriptions hold, ranges of addresses too', () => {
  const target = (ranges: string[]) => ({
    transport: 'sse',
    http: { headers: { a: '1' }, egress: { allow: blockList(ranges) } },
  });
  expect(isSame(target(['10.0.0.0/8']), target(['10.0.0.0/8']))).toBe(true);
  expect(isSame(target(['10.0.0.0/8']), target(['10.0.0.0/16']))).toBe(false);
  expect(isSame([1, { a: null }], [1, { a: undefined }])).toBe(false);
});
