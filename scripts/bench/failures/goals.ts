import { median } from '../statistics.ts';
import { crowdFigures } from './crowd-figures.ts';
import type { Back, Measured } from './failures-run.ts';
import type { Goal } from './goal.ts';
import { growthOf } from './growth.ts';

/** Every goal there is a figure for. Times are medians of the rounds; what must not happen counts in the worst of them. */
export function goalsOf(run: Measured): Goal[] {
  return [
    ...killGoals(run),
    ...stopGoals(run),
    ...backGoals('back after a kill', run.kill),
    ...backGoals('back after a stop', run.stop),
    ...aloneGoals(run),
    ...crowdGoals(run),
    ...snapshotGoals(run),
    ...soakGoals(run),
  ];
}

function killGoals({ kill }: Measured): Goal[] {
  if (kill.length === 0) return [];
  const { most, time } = goalsIn('SIGKILL');
  return [
    most('lost, read-only and idempotent', 0, kill, ({ lost }) => lost.repeatable),
    most('lost, others', 1, kill, ({ lost }) => lost.other),
    time('from the kill to the next answer', 50, kill, ({ movedMs }) => movedMs),
    most('sessions lost', 0, kill, ({ sameSession }) => Number(!sameSession)),
    most('run twice or denied', 0, kill, ({ wrong }) => wrong.twice + wrong.denied),
  ];
}

function stopGoals({ stop }: Measured): Goal[] {
  if (stop.length === 0) return [];
  const { most, time, row } = goalsIn('SIGSTOP for 4 s');
  const inTime = median(stop.map((round) => round.inTime * 100));
  return [
    time('until it is taken out', 600, stop, ({ ejectedMs }) => ejectedMs),
    { row, what: 'read-only, answered in 1 s', unit: '%', is: 'at least', limit: 99, figure: inTime, firm: true },
    most('others that are told no “maybe”', 0, stop, ({ plain }) => plain.otherwise),
    time('others, after their deadline', 250, stop, ({ plain }) => plain.latestMs),
    most('sessions lost', 0, stop, ({ sameSession }) => Number(!sameSession)),
    most('run twice or denied', 0, stop, ({ wrong }) => wrong.twice + wrong.denied),
  ];
}

function backGoals(name: string, rounds: { back: Back }[]): Goal[] {
  if (rounds.length === 0) return [];
  const { most, time, row } = goalsIn(name);
  const share = median(rounds.map(({ back }) => back.share * 100));
  return [
    time('from its first good check to its first call', 1000, rounds, ({ back }) => back.inRotationMs),
    { row, what: 'its share of the next second', unit: '%', is: 'at most', limit: 50, figure: share, firm: true },
    most('lost', 0, rounds, ({ back }) => back.lost.repeatable + back.lost.other),
  ];
}

function aloneGoals({ alone }: Measured): Goal[] {
  if (alone.length === 0) return [];
  const { most, time } = goalsIn('the only one, away for 3 s');
  return [
    time('from when it listens to the first answer', 250, alone, ({ firstMs }) => firstMs),
    most('lost, read-only and idempotent', 0, alone, ({ lost }) => lost.repeatable),
    most('lost, others', 1, alone, ({ lost }) => lost.other),
    most('with less time, not told that nothing ran', 0, alone, ({ short }) => short.otherwise),
    time('with less time, after their deadline', 250, alone, ({ short }) => short.latestMs),
    most('sessions lost', 0, alone, ({ sameSession }) => Number(!sameSession)),
    most('run twice or denied', 0, alone, ({ wrong }) => wrong.twice + wrong.denied),
  ];
}

function crowdGoals({ crowd }: Measured): Goal[] {
  return crowdFigures(crowd).map(({ kind, ratio, band }) => ({
    ...{ row: 'two of 50 services ill', what: `${kind}: × all well`, unit: '×' as const, is: 'at most' as const },
    ...{ limit: 1 + Math.max(0.1, band), figure: ratio },
  }));
}

function snapshotGoals({ snapshot }: Measured): Goal[] {
  if (snapshot.length === 0) return [];
  const { most } = goalsIn('snapshot down, then garbage');
  return [
    most('lost', 0, snapshot, ({ lost }) => lost.repeatable + lost.other),
    most('changes not applied', 0, snapshot, ({ appliedMs }) => Number(!Number.isFinite(appliedMs))),
  ];
}

/** Fewer calls than this see one piece of the saw that garbage collection makes, which says nothing of how memory grows. */
const ENOUGH_CALLS = 500_000;

function soakGoals({ soak }: Measured): Goal[] {
  return soak.flatMap((round): Goal[] => {
    const { most, row } = goalsIn('soak');
    const { low, slope } = growthOf(round);
    const made = (round.calls / round.asked) * 100;
    // Where chance alone might explain it, it does not grow.
    const figure = low <= 0 ? 0 : slope;
    const growth: Goal = { row, what: GROWTH, unit: 'MB', is: 'at most', limit: 1, figure };
    return [
      most('errors', 0, [round], ({ faults }) => faults),
      most('processes left after SIGTERM', 0, [round], ({ left, inOrder }) => left + Number(!inOrder)),
      { row, what: 'calls made, of those asked for', unit: '%', is: 'at least', limit: 100, figure: made },
      ...(round.calls >= ENOUGH_CALLS ? [growth] : []),
    ];
  });
}

const GROWTH = 'RSS for each 100,000 calls, last half';

/** Goals of one row, all of which are firm. */
function goalsIn(row: string) {
  return {
    row,
    most: <T>(what: string, limit: number, rounds: T[], count: (round: T) => number): Goal => ({
      ...{ row, what, unit: '', is: 'at most', limit, firm: true },
      figure: Math.max(...rounds.map(count)),
    }),
    time: <T>(what: string, limit: number, rounds: T[], ms: (round: T) => number): Goal => ({
      ...{ row, what, unit: 'ms', is: 'at most', limit, firm: true },
      figure: median(rounds.map(ms)),
    }),
  };
}
