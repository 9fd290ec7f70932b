import { killAlone } from './alone.ts';
import { crowdRound } from './crowd.ts';
import type { Amounts, Measured } from './failures-run.ts';
import { killServing } from './kill.ts';
import { snapshotRound } from './snapshot.ts';
import { soakRound } from './soak.ts';
import { stopServing } from './stop.ts';
import type { Place } from './upstream-process.ts';

/** One kind of failure: how often it is tried, and what makes one round of it, which is added to what was measured. */
export interface Row {
  name: keyof Measured;
  rounds(amounts: Amounts): number;
  measure(into: Measured, place: Place, round: { round: number; amounts: Amounts }): Promise<unknown>;
}

const often = ({ rounds }: Amounts) => rounds;
const once = () => 1;

/** All that fails. */
export const ROWS: Row[] = [
  {
    name: 'kill',
    rounds: often,
    measure: async ({ kill }, place, { round }) => kill.push(await killServing(place, round)),
  },
  { name: 'stop', rounds: often, measure: async ({ stop }, place) => stop.push(await stopServing(place)) },
  { name: 'alone', rounds: often, measure: async ({ alone }, place) => alone.push(await killAlone(place)) },
  {
    name: 'crowd',
    rounds: often,
    measure: async ({ crowd }, place, { amounts }) => crowd.push(await crowdRound(place, amounts.looks)),
  },
  {
    name: 'snapshot',
    rounds: often,
    measure: async ({ snapshot }, place) => snapshot.push(await snapshotRound(place)),
  },
  {
    name: 'soak',
    rounds: once,
    measure: async ({ soak }, place, { amounts }) => soak.push(await soakRound(place, amounts)),
  },
];
