import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Calm } from '../calm.ts';
import type { Amounts, FailuresRun, Measured } from './failures-run.ts';
import { isMet } from './goal.ts';
import { goalsOf } from './goals.ts';
import { ROWS, type Row } from './rows.ts';
import type { Place } from './upstream-process.ts';

export interface MeasureOptions {
  amounts: Amounts;
  /** Words, of which one is in the name of each row that is meant. */
  only: string[];
  /** So many more rounds a row gets that has missed a goal: of one round alone, the machine may be to blame. */
  more: number;
  calm: Calm;
  say(progress: string): void;
}

/** Lets everything fail, round by round; what broke in the middle is told, and the rest goes on. */
export async function measureFailures(
  place: Place,
  { amounts, only, more, calm, say }: MeasureOptions,
): Promise<Measured & Pick<FailuresRun, 'broken'>> {
  const measured: Measured = nothing();
  const broken: FailuresRun['broken'] = [];
  const rows = ROWS.filter(({ name }) => only.some((words) => name.includes(words)));
  const attempt = async (row: Row, round: number) => {
    say(`${row.name}: round ${round + 1}`);
    await calm.settle();
    const folder = join(place.folder, `${row.name}-${round}`);
    try {
      await row.measure(measured, { ...place, folder }, { round, amounts });
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      broken.push({ row: row.name, why: error instanceof Error ? error.message : String(error) });
    }
  };
  for (let round = 0; rows.some((row) => round < row.rounds(amounts)); round++)
    for (const row of rows) if (round < row.rounds(amounts)) await attempt(row, round);
  const repeated = rows.filter(({ name }) => name !== 'soak');
  for (const row of repeated)
    for (let extra = 0; extra < more && hasMissed(measured, row); extra++)
      await attempt(row, row.rounds(amounts) + extra);
  return { ...measured, broken };
}

function hasMissed(measured: Measured, { name }: Row): boolean {
  return goalsOf({ ...nothing(), [name]: measured[name] }).some((goal) => !isMet(goal));
}

function nothing(): Measured {
  return { kill: [], stop: [], alone: [], crowd: [], snapshot: [], soak: [] };
}
