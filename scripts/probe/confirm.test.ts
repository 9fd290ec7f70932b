import { describe, expect, it } from 'vitest';
import type { Reason } from '../../catalog/status/status.ts';
import { confirmed, RETRY_AFTER_MS } from './confirm.ts';
import { AT, aClock, aLook } from './testing.ts';

/** A look that sees these reasons one after the other, each after so long; and when the looks began, in seconds. */
function looking(reasons: Reason[], tookMs = 0) {
  const clock = aClock();
  const began: number[] = [];
  const look = async () => {
    began.push((clock.now().getTime() - Date.parse(AT)) / 1000);
    if (tookMs > 0) await clock.sleep(tookMs);
    return [aLook(reasons[began.length - 1] ?? 'ok')];
  };
  return { clock, look, began };
}

async function sees(reasons: Reason[], tookMs?: number) {
  const { clock, look, began } = looking(reasons, tookMs);
  const { looks, at } = await confirmed(look, { clock });
  return { reason: looks[0]?.instance.reason, began, at };
}

describe('a look that is confirmed', () => {
  it('is one look, when it is good', async () => {
    expect(await sees(['slow'])).toEqual({ reason: 'slow', began: [0], at: AT });
  });

  it('is bad when the first and all four that follow are', async () => {
    const reasons: Reason[] = ['dns', 'dns', 'tcp', 'tcp', 'timeout', 'ok'];
    expect(await sees(reasons)).toEqual({ reason: 'timeout', began: [0, 2, 10, 30, 60], at: AT });
    expect(RETRY_AFTER_MS).toEqual([2000, 10_000, 30_000, 60_000]);
  });

  it.each([1, 2, 3, 4])('is good when that after %i bad ones is', async (bad) => {
    const { reason, began } = await sees([...Array<Reason>(bad).fill('timeout'), 'ok', 'timeout']);
    expect([reason, began.length]).toEqual(['ok', bad + 1]);
  });

  it('ends with what cannot be seen, and never makes that bad', async () => {
    expect(await sees(['rate-limited', 'timeout'])).toMatchObject({ reason: 'rate-limited', began: [0] });
    expect(await sees(['timeout', 'bot-wall', 'timeout'])).toMatchObject({ reason: 'bot-wall', began: [0, 2] });
  });

  it('follows at once where a look takes longer than the pause', async () => {
    const { began, at } = await sees(Array<Reason>(5).fill('timeout'), 20_000);
    expect([began, at]).toEqual([[0, 22, 42, 62, 82], '2026-11-22T12:00:20.000Z']);
  });

  it('tells once that there is doubt, and only when looking again', async () => {
    const told = async (retryAfterMs: number[]) => {
      const { clock, look } = looking(['dns', 'dns', 'dns']);
      let doubts = 0;
      await confirmed(look, { clock, retryAfterMs, onDoubt: () => (doubts += 1) });
      return doubts;
    };
    expect([await told([1, 2]), await told([])]).toEqual([1, 0]);
  });
});
