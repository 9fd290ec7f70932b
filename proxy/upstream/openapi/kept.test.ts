import { expect, it } from 'vitest';
import { Kept } from './kept.ts';

it('says when what it keeps has become another, and has to be read again', () => {
  let now = 0;
  const heard: string[] = [];
  const kept = new Kept<{ digest: string }>(() => now);
  const stop = kept.hear(() => heard.push(kept.value?.digest ?? ''));
  expect([kept.value, kept.isYoungerThan(10)]).toEqual([null, false]);
  const first = { digest: 'a' };
  kept.keep(first);
  now = 10;
  expect(kept.isYoungerThan(10)).toBe(false);
  kept.keep({ digest: 'a' });
  expect([kept.value === first, kept.isYoungerThan(10)]).toEqual([true, true]);
  kept.keep({ digest: 'b' });
  kept.expire();
  expect(kept.isYoungerThan(10)).toBe(false);
  stop();
  kept.keep({ digest: 'c' });
  expect(heard).toEqual(['b']);
});
