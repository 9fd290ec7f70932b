import { expect, it } from 'vitest';
import { Kept, keptBySettings } from './kept.ts';

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

it('is one for all who come with the same settings', () => {
  const keptOf = keptBySettings<object, { digest: string }>();
  const settings = {};
  expect(keptOf(settings)).toBe(keptOf(settings));
  expect(keptOf({})).not.toBe(keptOf(settings));
});
