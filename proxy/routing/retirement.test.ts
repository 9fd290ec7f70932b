import { expect, it } from 'vitest';
import { Retirement } from './retirement.ts';

function aRetirement() {
  const seen = { busy: 0, events: [] as string[] };
  const retirement = new Retirement(
    () => seen.busy > 0,
    async () => void seen.events.push('closed'),
  );
  return Object.assign(seen, { retirement });
}

it('closes at once what does nothing, and tells those who use it first', async () => {
  const { retirement, events } = aRetirement();
  retirement.onLeave(() => events.push('left'));
  retirement.onLeave(() => events.push('not told'))();
  expect(retirement.hasBegun).toBe(false);
  await Promise.all([retirement.begin(), retirement.begin()]);
  expect([retirement.hasBegun, events]).toEqual([true, ['left', 'closed']]);
});

it('waits for what is under way, and for what is to go on here', async () => {
  const one = aRetirement();
  one.busy = 1;
  const release = one.retirement.hold();
  const ended = one.retirement.begin();
  one.busy = 0;
  one.retirement.look();
  await Promise.resolve();
  expect(one.events).toEqual([]);
  release();
  release();
  await ended;
  expect(one.events).toEqual(['closed']);
});
