import { describe, expect, it } from 'vitest';
import { aProbeRun } from '../testing.ts';
import { cadenceOf } from './cadence.ts';

const at = '2026-11-22T12:00:00.000Z';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A run that started so long before the moment. */
function ago(ms: number, over: Parameters<typeof aProbeRun>[0] = {}) {
  return aProbeRun({ startedAt: new Date(Date.parse(at) - ms).toISOString(), ...over });
}

const canary = { cause: 'canary' as const, detail: 'it sang' };

describe('cadenceOf', () => {
  it('has nothing to say of no runs', () => {
    expect(cadenceOf([], at)).toEqual({
      runs: 0,
      medianGapMs: null,
      longestGapMs: null,
      medianDelayMs: null,
      voids: [],
    });
  });

  it('tells the median gap, the longest, and how many runs a day had, whatever their order', () => {
    const runs = [0, 30, 60, 200, 230, 26 * 60].map((minutes) => ago(minutes * MINUTE_MS));
    expect(cadenceOf(runs, at)).toEqual({
      ...{ runs: 5, medianGapMs: 30 * MINUTE_MS, longestGapMs: (26 * 60 - 230) * MINUTE_MS },
      ...{ medianDelayMs: null, voids: [] },
    });
    expect(cadenceOf(runs.toReversed(), at)).toEqual(cadenceOf(runs, at));
  });

  it('counts the time since the last run as a gap', () => {
    expect(cadenceOf([ago(5 * HOUR_MS)], at)).toMatchObject({ runs: 1, medianGapMs: null, longestGapMs: 5 * HOUR_MS });
    const stopped = [ago(5 * HOUR_MS), ago(6 * HOUR_MS)];
    expect(cadenceOf(stopped, at)).toMatchObject({ medianGapMs: HOUR_MS, longestGapMs: 5 * HOUR_MS });
  });

  it('takes a void run for a gap, and names it', () => {
    const runs = [ago(0), ago(HOUR_MS, { void: canary }), ago(2 * HOUR_MS), ago(3 * HOUR_MS)];
    expect(cadenceOf(runs, at)).toEqual({
      ...{ runs: 3, medianGapMs: HOUR_MS, longestGapMs: 2 * HOUR_MS },
      ...{ medianDelayMs: null, voids: [ago(HOUR_MS, { void: canary })] },
    });
    expect(cadenceOf([ago(0, { void: canary })], at)).toMatchObject({ runs: 0, longestGapMs: null });
  });

  it('tells the median delay of the runs that were planned', () => {
    const late = (ms: number, delayMs: number) => ago(ms, { plannedAt: ago(ms + delayMs).startedAt });
    const runs = [late(0, 4 * MINUTE_MS), late(HOUR_MS, 9 * MINUTE_MS), late(2 * HOUR_MS, -1), ago(3 * HOUR_MS)];
    expect(cadenceOf(runs, at).medianDelayMs).toBe(4 * MINUTE_MS);
  });

  it('looks back a week, and not at what a wrong clock says of the future', () => {
    const week = 7 * 24 * HOUR_MS;
    expect(cadenceOf([ago(week), ago(-1)], at)).toMatchObject({ runs: 0, longestGapMs: null });
    expect(cadenceOf([ago(week - 1)], at).longestGapMs).toBe(week - 1);
  });
});
