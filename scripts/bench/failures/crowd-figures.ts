import { median } from '../statistics.ts';
import type { Crowd, Pace } from './failures-run.ts';

/** One kind of request in a crowd: medians of the rounds. */
export interface CrowdFigure {
  kind: string;
  wellMs: number;
  illMs: number;
  /** What it takes while two are ill, as a multiple of the mean of before and after. */
  ratio: number;
  /** How far before and after are from their mean, though nothing was different: what is chance. */
  band: number;
}

/** The figures of each kind of request. Compared within each round: the machine is not equally fast all the time. */
export function crowdFigures(rounds: Crowd[]): CrowdFigure[] {
  const kinds = Object.keys(rounds[0]?.well ?? {});
  return kinds.map((kind) => {
    const of = (pace: Pace) => pace[kind] ?? Number.NaN;
    const wellOf = ({ well, again }: Crowd) => (of(well) + of(again)) / 2;
    return {
      kind,
      wellMs: median(rounds.map(wellOf)),
      illMs: median(rounds.map(({ ill }) => of(ill))),
      ratio: median(rounds.map((round) => of(round.ill) / wellOf(round))),
      band: median(rounds.map((round) => Math.abs(of(round.well) - of(round.again)) / 2 / wellOf(round))),
    };
  });
}
