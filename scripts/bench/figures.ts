import type { CallCell, CostRun } from './cost-run.ts';
import type { Round } from './load-job.ts';
import { median } from './statistics.ts';

/** What others are held against. */
export const FLOOR = 'floor';

/** A cell in figures, each the median of its rounds. */
export interface Figures {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMsPerCall: number;
  /** The share of one core that it used. */
  busy: number;
}

/** The figures of a cell. */
export function figuresOf({ rounds }: Pick<CallCell, 'rounds'>): Figures {
  return {
    perSecond: median(rounds.map(perSecond)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    cpuMsPerCall: median(rounds.map(cpuPerCall)),
    busy: median(rounds.map(({ cpuMs, ms }) => cpuMs / ms)),
  };
}

/** Calls a second. */
export function perSecond({ calls, ms }: Round): number {
  return (calls * 1000) / ms;
}

/** Milliseconds on the CPU. */
export function cpuPerCall({ calls, cpuMs }: Round): number {
  return cpuMs / Math.max(1, calls);
}

/** Which cell is meant. */
export type At = Pick<CallCell, 'contender' | 'way' | 'connections'>;

/** Whether a cell is the one that is meant. */
export function isAt(cell: At, { contender, way, connections }: At): boolean {
  return cell.contender === contender && cell.way === way && cell.connections === connections;
}

/**
 * A cell as a multiple of the floor: the median of the rounds' own ratios, each to both of the floor's measurements in
 * that round. The machine is not equally fast all the time, and a ratio of neighbours in time knows the least of it.
 */
export function ratio({ calls }: CostRun, at: At, figure: (round: Round) => number): number {
  const cell = calls.find((each) => isAt(each, at));
  const floors = calls.filter(({ contender, connections }) => contender === FLOOR && connections === at.connections);
  if (!cell || floors.length === 0) return Number.NaN;
  const ratios = cell.rounds.map((round, index) => {
    const beside = floors.flatMap(({ rounds }) => rounds[index] ?? []).map(figure);
    return figure(round) / (beside.reduce((sum, each) => sum + each, 0) / beside.length);
  });
  return median(ratios);
}

/** The median of a contender's memory at rest, in MB. */
export function restMb({ starts }: CostRun, name: string): number {
  return median(starts.find(({ contender }) => contender === name)?.rounds.map((round) => round.restMb) ?? []);
}

/** The median of a contender's memory after each round of calls, in MB. */
export function loadedMb({ memory }: CostRun, name: string): number {
  return median(memory.find(({ contender }) => contender === name)?.loadedMb ?? []);
}

/** The median of a contender's times from its process's begin to its first answer. */
export function startMs({ starts }: CostRun, name: string): number {
  return median(starts.find(({ contender }) => contender === name)?.rounds.map(({ ms }) => ms) ?? []);
}
