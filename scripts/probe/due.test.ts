import { describe, expect, it } from 'vitest';
import { dueBeforeOf } from './due.ts';

describe('when a run was due', () => {
  it.each([
    ['2026-11-22T12:37:00.000Z', '2026-11-22T12:37:00.000Z'],
    ['2026-11-22T12:36:59.999Z', '2026-11-22T12:07:00.000Z'],
    ['2026-11-22T12:51:42.123Z', '2026-11-22T12:37:00.000Z'],
    ['2026-11-23T00:02:00.000Z', '2026-11-22T23:37:00.000Z'],
  ])('is the newest moment of the schedule, in UTC: started %s, due %s', (startedAt, due) => {
    expect(dueBeforeOf('7,37 * * * *')(startedAt)).toBe(due);
  });

  it('is not known of a run that no schedule started, nor of a moment that never comes', () => {
    expect(dueBeforeOf('')('2026-11-22T12:37:00.000Z')).toBe(null);
    expect(dueBeforeOf('0 0 31 2 *')('2026-11-22T12:37:00.000Z')).toBe(null);
  });

  it.each(['7,37', '99 * * * *', '* * * * * *', 'every hour', '2026-01-01T00:00:00'])(
    'is nothing of %j',
    (schedule) => {
      expect(() => dueBeforeOf(schedule)).toThrow(`${JSON.stringify(schedule)} is no schedule such as "7,37 * * * *"`);
    },
  );
});
