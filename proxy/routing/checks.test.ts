import { describe, expect, it } from 'vitest';
import { paceOf } from './checks.ts';

const SETTINGS = { intervalMs: 30_000, retryMs: 100, strikes: 3, timeoutMs: 1000, waitMs: 10_000 };
const down = { isWell: false, awaited: false, isWorthWaiting: false, isProcess: false };

/** The pauses after the first six bad checks, without their jitter. */
const pauses = (standing: Partial<typeof down>) =>
  Array.from({ length: 6 }, (_, failed) => paceOf({ ...down, ...standing }, failed, SETTINGS, () => 0.5));

describe('checks', () => {
  it('come now and then where all is well', () => {
    expect(pauses({ isWell: true })[0]).toBe(30_000);
  });

  it('come ever less often where nobody is', () => {
    expect(pauses({})).toEqual([500, 1000, 2000, 4000, 8000, 16_000]);
  });

  it('come every second where somebody was a moment ago, and at once where calls wait for it', () => {
    expect(pauses({ isWorthWaiting: true })).toEqual([500, 1000, 1000, 1000, 1000, 1000]);
    expect(pauses({ isWorthWaiting: true, awaited: true })[5]).toBe(100);
    expect(pauses({ awaited: true })[5]).toBe(16_000);
  });

  it('start a process that was up at once, the first time', () => {
    expect(pauses({ isProcess: true, isWorthWaiting: true, awaited: true }).slice(0, 3)).toEqual([0, 500, 1000]);
  });
});
