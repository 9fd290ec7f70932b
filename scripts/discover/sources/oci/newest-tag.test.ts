import { expect, it } from 'vitest';
import { isPinned, newestTag } from './newest-tag.ts';

it.each([
  [['latest', '1.2.0', '1.10.0'], '1.10.0'],
  [['1.10.0-alpine', '1.9.0'], '1.9.0'],
  [['v2.0.0', '1.0.0'], 'v2.0.0'],
  [['2.0.0-rc1', '2.0.0-rc2', 'latest'], '2.0.0-rc2'],
  [['main', 'latest'], 'latest'],
  [['main', 'edge'], 'main'],
  [[], undefined],
])('of %j the newest is %s', (names, newest) => {
  expect(newestTag(names.map((name) => ({ name })))?.name).toBe(newest);
});

it('takes a tag for a version by its numbers', () => {
  expect(['1.2.3', 'v1.2', 'latest', 'main', '2026-11-01'].map(isPinned)).toEqual([true, true, false, false, false]);
});
