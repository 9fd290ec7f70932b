import { describe, expect, it } from 'vitest';
import type { Health } from '../../catalog/status/status.ts';
import { type Candidate, choose, rank } from './pick.ts';

interface Settings {
  health?: Health;
  inFlight?: number;
  meanMs?: number | null;
  weight?: number;
  warmth?: number;
  zone?: string | null;
  isSuspect?: boolean;
}

function aCandidate(id: string, { health = 'healthy', ...settings }: Settings = {}): Candidate & { id: string } {
  const usual = { inFlight: 0, meanMs: 10, weight: 1, warmth: 1, zone: null, isSuspect: false };
  return { id, live: { health }, ...usual, ...settings };
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('ranking', () => {
  it('prefers the healthier, then the less busy, then the order of the configuration', () => {
    const instances = [
      aCandidate('down', { health: 'unhealthy' }),
      aCandidate('unseen', { health: 'unknown' }),
      aCandidate('busy', { inFlight: 3 }),
      aCandidate('slow', { health: 'degraded' }),
      aCandidate('idle'),
      aCandidate('idle too'),
    ];
    expect(rank(instances).map(({ id }) => id)).toEqual(['idle', 'idle too', 'busy', 'slow', 'unseen', 'down']);
  });
});

describe('choosing', () => {
  const random = seeded(7);
  const shares = (instances: (Candidate & { id: string })[], zone: string | null = null) => {
    const counts = new Map(instances.map(({ id }) => [id, 0]));
    for (let n = 0; n < 30_000; n += 1) {
      const id = choose(instances, { random, zone })?.id ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return Object.fromEntries([...counts].map(([id, count]) => [id, count / 30_000]));
  };

  it('gives nobody a call when there is nobody', () => {
    expect(choose([])).toBeUndefined();
  });

  it.each([2, 3, 5, 20])('shares alike among %i equal instances', (count) => {
    const ideal = 1 / count;
    for (const share of Object.values(shares(Array.from({ length: count }, (_, n) => aCandidate(`${n}`)))))
      expect(Math.abs(share - ideal) / ideal).toBeLessThan(0.1);
  });

  it('gives a slow one less, in the measure in which it is slower', () => {
    const { quick = 0, slow = 0 } = shares([aCandidate('quick'), aCandidate('slow', { meanMs: 30 })]);
    expect(quick / slow).toBeGreaterThan(2.8);
    expect(quick / slow).toBeLessThan(3.2);
  });

  it('gives a busy one less', () => {
    const { idle = 0, busy = 0 } = shares([aCandidate('idle'), aCandidate('busy', { inFlight: 9 })]);
    expect(idle / busy).toBeGreaterThan(9);
  });

  it('gives a heavier one more', () => {
    const { light = 0, heavy = 0 } = shares([aCandidate('light'), aCandidate('heavy', { weight: 4 })]);
    expect(heavy / light).toBeGreaterThan(3.7);
    expect(heavy / light).toBeLessThan(4.3);
  });

  it('gives one that has just come back a part of its calls, however quick it was', () => {
    for (const meanMs of [10, 0.5]) {
      const { back = 0 } = shares([aCandidate('there'), aCandidate('back', { meanMs, warmth: 0.1 })]);
      expect(back).toBeGreaterThan(0.04);
      expect(back).toBeLessThan(0.11);
    }
    expect(choose([aCandidate('alone', { warmth: 0.1 })])).toBeDefined();
  });

  it('takes one that nobody has called yet for as quick as the others', () => {
    const { known = 0, unknown = 0 } = shares([aCandidate('known'), aCandidate('unknown', { meanMs: null })]);
    expect(Math.abs(known - unknown)).toBeLessThan(0.02);
  });

  it.each([
    ['an unhealthy one', aCandidate('other', { health: 'unhealthy' })],
    ['one of another zone', aCandidate('other', { zone: 'us' })],
    ['one where a call hangs', aCandidate('other', { isSuspect: true })],
  ])('leaves out %s while there is a better one', (_what, other) => {
    expect(shares([aCandidate('best', { zone: 'eu' }), other], 'eu')).toEqual({ best: 1, other: 0 });
    expect(choose([other], { zone: 'eu' })).toBe(other);
  });

  it('leaves the zone when nobody is well in it', () => {
    const near = aCandidate('near', { zone: 'eu', health: 'unhealthy' });
    expect(shares([near, aCandidate('far', { zone: 'us' })], 'eu')).toEqual({ near: 0, far: 1 });
  });
});

describe('over time, with latencies as they are measured', () => {
  /** Calls come at random moments; each instance works at all of its calls at once. Returns how many each got. */
  function simulate(
    meansMs: number[],
    { calls = 60_000, gapMs = 4, seed = 1, weights = meansMs.map(() => 1) } = {},
  ): number[] {
    const random = seeded(seed);
    const due: number[] = [];
    const instances = weights.map((weight, n) => ({ ...aCandidate(`${n}`, { meanMs: null, weight }), due, got: 0 }));
    let now = 0;
    for (let n = 0; n < calls; n += 1) {
      now += -Math.log(1 - random()) * gapMs;
      for (const instance of instances) {
        instance.due = instance.due.filter((at) => at > now);
        instance.inFlight = instance.due.length;
      }
      const chosen = choose(instances, { random });
      if (!chosen) throw new Error('nobody was chosen');
      const ms = (meansMs[Number(chosen.id)] ?? 0) * (0.5 + random());
      chosen.due.push(now + ms);
      chosen.got += 1;
      chosen.meanMs = chosen.meanMs === null ? ms : chosen.meanMs * 0.98 + ms * 0.02;
    }
    return instances.map(({ got }) => got);
  }

  it.each([2, 4, 8])('splits calls among %i equal instances within 5 %% of the ideal', (count) => {
    const got = simulate(Array.from({ length: count }, () => 5));
    const ideal = 60_000 / count;
    for (const each of got) expect(Math.abs(each - ideal) / ideal).toBeLessThan(0.05);
  });

  it.each([
    ['few', 20],
    ['many', 0.3],
  ])('gives a share by weight, also when %s call', (_what, gapMs) => {
    const [heavy = 0, light = 0] = simulate([5, 5], { gapMs, weights: [9, 1] });
    expect(Math.abs(heavy / (heavy + light) - 0.9)).toBeLessThan(0.03);
  });

  it('gives an instance that is ten times slower about a tenth, and never nothing', () => {
    const [quick = 0, slow = 0] = simulate([5, 50]);
    expect(quick / slow).toBeGreaterThan(8);
    expect(quick / slow).toBeLessThan(25);
  });
});
