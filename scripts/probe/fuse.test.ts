import { describe, expect, it } from 'vitest';
import { type InRun, voidOf } from './fuse.ts';

/** A run in which some servers that were up fail, and the others do not. */
function inRun(failed: number, of: number, others: InRun[] = []): InRun[] {
  const up = Array.from(
    { length: of },
    (_none, index): InRun => ({
      wasUp: true,
      health: index < failed ? 'unhealthy' : 'healthy',
    }),
  );
  return [...up, ...others];
}

const down: InRun[] = Array.from({ length: 50 }, () => ({ wasUp: false, health: 'unhealthy' }));

describe('a run', () => {
  it('counts while no more than 30 % of the servers that were up fail', () => {
    expect([voidOf(inRun(3, 10), []), voidOf(inRun(30, 100, down), []), voidOf([], [])]).toEqual([null, null, null]);
  });

  it('is void when more do', () => {
    expect(voidOf(inRun(4, 10), [])).toEqual({ cause: 'fuse', detail: '4 of 10 servers that were up failed at once' });
    expect(voidOf(inRun(31, 100, down), [])?.cause).toBe('fuse');
  });

  it('counts when fewer than ten were up, for of those much may fail', () => {
    expect(voidOf(inRun(9, 9, down), [])).toBeNull();
  });

  it('takes what cannot be seen for no failure', () => {
    const walled: InRun[] = Array.from({ length: 20 }, () => ({ wasUp: true, health: 'unknown' }));
    expect(voidOf(walled, [])).toBeNull();
  });

  it('is void when a canary is seen otherwise than it is, better or worse', () => {
    const well = { name: 'well', expected: 'ok', seen: 'ok' } as const;
    const down = { name: 'down', expected: 'tcp', seen: 'ok' } as const;
    expect(voidOf([], [well])).toBeNull();
    expect(voidOf([], [well, down, { ...well, seen: 'slow' }])).toEqual({
      ...{ cause: 'canary', detail: 'down is tcp and was seen as ok; well is ok and was seen as slow' },
    });
    const many = Array.from({ length: 100 }, () => down);
    expect(voidOf([], many)?.detail).toHaveLength(500);
  });
});
