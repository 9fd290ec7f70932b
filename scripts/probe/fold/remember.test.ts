import { describe, expect, it } from 'vitest';
import { HEALTH_OF, type Reason } from '../../../catalog/status/status.ts';
import { type Memory, NOTHING } from './memory.ts';
import { remember, shown } from './remember.ts';

const START = Date.parse('2026-11-22T00:00:00.000Z');
const HOUR_MS = 3_600_000;

function at(run: number, everyMs = HOUR_MS / 2): string {
  return new Date(START + run * everyMs).toISOString();
}

function remembered(reasons: Reason[], everyMs?: number): Memory {
  return reasons.reduce<Memory>(
    (memory, reason, run) => remember(memory, { health: HEALTH_OF[reason], reason }, at(run, everyMs)),
    NOTHING,
  );
}

/** What is shown after each run: the reason, and the run it began with. */
function story(...reasons: Reason[]): [Reason, number][] {
  return reasons.map((_reason, index) => {
    const { reason, since } = shown(remembered(reasons.slice(0, index + 1)), at(index));
    return [reason, (Date.parse(since) - START) / (HOUR_MS / 2)];
  });
}

describe('a server of which nothing is known', () => {
  it('is up with its first good look', () => {
    expect(story('ok')).toEqual([['ok', 0]]);
    expect(story('dns', 'slow').at(-1)).toEqual(['slow', 1]);
  });

  it('is down only with the second bad run, and since the first', () => {
    expect(story('dns', 'tcp')).toEqual([
      ['never-checked', 0],
      ['tcp', 0],
    ]);
  });

  it('shows at once why it cannot be seen', () => {
    expect(story('needs-config', 'needs-config', 'dns', 'ok')).toEqual([
      ...[['needs-config', 0] as const, ['needs-config', 0] as const, ['needs-config', 0] as const],
      ['ok', 3],
    ]);
  });
});

describe('a server that is up', () => {
  it('is down after two bad runs in a row, since the first, whatever they say', () => {
    expect(story('ok', 'dns', 'tcp')).toEqual([
      ['ok', 0],
      ['ok', 0],
      ['tcp', 1],
    ]);
    expect(story('ok', 'dns', 'ok', 'dns', 'ok', 'dns', 'slow').at(-1)).toEqual(['ok', 0]);
  });

  it('changes among the ways to be up after two equal looks', () => {
    expect(story('ok', 'slow', 'slow').at(-1)).toEqual(['slow', 1]);
    expect(story('ok', 'auth-required', 'auth-required').at(-1)).toEqual(['auth-required', 1]);
    expect(story('ok', 'slow', 'auth-required', 'slow').at(-1)).toEqual(['ok', 0]);
    expect(story('ok', 'slow', 'dns', 'slow').at(-1)).toEqual(['ok', 0]);
  });
});

describe('a server that is down', () => {
  it('is up after two good runs in a row, since the first', () => {
    expect(story('dns', 'dns', 'ok', 'slow')).toEqual([
      ['never-checked', 0],
      ['dns', 0],
      ['dns', 0],
      ['slow', 2],
    ]);
    expect(story('dns', 'dns', 'ok', 'dns', 'ok').at(-1)).toEqual(['dns', 0]);
  });

  it('stays down since its beginning when only the reason changes', () => {
    expect(story('dns', 'dns', 'tcp').at(-1)).toEqual(['dns', 0]);
    expect(story('dns', 'dns', 'tcp', 'tcp').at(-1)).toEqual(['tcp', 0]);
  });
});

describe('a look that does not count', () => {
  it('hides nothing alone, and is shown when a second follows', () => {
    expect(story('ok', 'rate-limited', 'bot-wall', 'bot-wall', 'ok')).toEqual([
      ['ok', 0],
      ['ok', 0],
      ['bot-wall', 2],
      ['bot-wall', 2],
      ['ok', 0],
    ]);
  });

  it('is shown at once where it was announced', () => {
    expect(story('dns', 'dns', 'maintenance').at(-1)).toEqual(['maintenance', 2]);
    expect(story('dns', 'dns', 'maintenance', 'dns').at(-1)).toEqual(['dns', 0]);
  });

  it('stands between no two that count', () => {
    expect(story('ok', 'dns', 'rate-limited', 'dns').at(-1)).toEqual(['dns', 1]);
    expect(story('dns', 'dns', 'ok', 'maintenance', 'ok').at(-1)).toEqual(['ok', 2]);
  });

  it('stays shown until what follows is confirmed', () => {
    expect(story('ok', 'bot-wall', 'bot-wall', 'dns', 'dns').slice(2)).toEqual([
      ['bot-wall', 1],
      ['bot-wall', 1],
      ['dns', 3],
    ]);
  });
});

describe('flapping', () => {
  const flaps: Reason[] = ['ok', 'dns', 'dns', 'ok', 'ok', 'dns', 'dns', 'ok', 'ok', 'dns', 'dns'];

  it('begins with the fifth change of health in a day', () => {
    expect(remembered(flaps.slice(0, -1))).toMatchObject({ flapping: false, changes: { length: 4 } });
    expect(remembered(flaps)).toMatchObject({ flapping: true, changes: { length: 5 } });
  });

  it('counts neither reasons nor what is far apart', () => {
    const reasons: Reason[] = ['ok', 'ok', 'auth-required', 'auth-required'];
    expect(remembered([...reasons, ...reasons, ...reasons, ...reasons]).changes).toEqual([]);
    expect(remembered(flaps, 3 * HOUR_MS).flapping).toBe(false);
  });

  it('ends after twelve calm hours', () => {
    // The fifth change began with run 9; every run is half an hour.
    const calm = (runs: number) => remembered([...flaps, ...Array<Reason>(runs).fill('dns')]).flapping;
    expect([calm(22), calm(23)]).toEqual([true, false]);
  });
});
