import { expect, it } from 'vitest';
import type { Kill, Measured } from './failures-run.ts';
import { isMet } from './goal.ts';
import { goalsOf } from './goals.ts';

const NOTHING: Measured = { kill: [], stop: [], alone: [], crowd: [], snapshot: [], soak: [] };

function aKill(over: Partial<Kill> = {}): Kill {
  const lost = { repeatable: 0, other: 0 };
  const back = { checkedMs: 500, inRotationMs: 30, share: 0.1, peak: 1, lost };
  const calls = { underWay: 'look', calls: 80, lost, wrong: { twice: 0, denied: 0 } };
  return { ...calls, movedMs: 30, sameSession: true, back, ...over };
}

const missed = (measured: Partial<Measured>) =>
  goalsOf({ ...NOTHING, ...measured })
    .filter((goal) => !isMet(goal))
    .map(({ what }) => what);

it('has no goal for what was not measured', () => {
  expect(goalsOf(NOTHING)).toEqual([]);
});

it('takes times in the middle, so that one slow round says little', () => {
  expect(missed({ kill: [aKill(), aKill({ movedMs: 200 }), aKill()] })).toEqual([]);
  expect(missed({ kill: [aKill(), aKill({ movedMs: 200 }), aKill({ movedMs: 51 })] })).toEqual([
    'from the kill to the next answer',
  ]);
});

it('takes what must not happen from the worst round', () => {
  const lost = aKill({ lost: { repeatable: 1, other: 0 } });
  expect(missed({ kill: [aKill(), lost, aKill(), aKill()] })).toEqual(['lost, read-only and idempotent']);
  expect(missed({ kill: [aKill({ wrong: { twice: 1, denied: 0 } }), aKill()] })).toEqual(['run twice or denied']);
});

it('compares a crowd with before and after, and leaves it what these differ by', () => {
  const round = (well: number, ill: number, again: number) => ({
    well: { a: well },
    ill: { a: ill },
    again: { a: again },
  });
  expect(missed({ crowd: [round(10, 10.9, 10)] })).toEqual([]);
  expect(missed({ crowd: [round(10, 11.5, 10)] })).toEqual(['a: × all well']);
  expect(missed({ crowd: [round(8, 11.5, 12)] })).toEqual([]);
});

it('says that memory grows only where that is no chance', () => {
  const rss = (mb: (calls: number) => number) =>
    Array.from({ length: 200 }, (_, at): [number, number] => [at * 5000, mb(at)]);
  const soak = (of: (at: number) => number) => [
    {
      ...{
        seconds: 1,
        asked: 1_000_000,
        calls: 1_000_000,
        faults: 0,
        abandoned: 1,
        sessions: { limit: 1, held: 1, upstream: 1 },
      },
      ...{ rss: rss(of), processes: 1, left: 0, inOrder: true },
    },
  ];
  expect(missed({ soak: soak((at) => 100 + (at % 7)) })).toEqual([]);
  expect(missed({ soak: soak((at) => 100 + at / 5) })).toEqual(['RSS for each 100,000 calls, last half']);
  expect(missed({ soak: soak((at) => 100 + at / 50) })).toEqual([]);
});
