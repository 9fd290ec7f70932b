import { Calm } from './calm.ts';
import { CONNECTIONS } from './contender.ts';
import type { CallCell, Lengths, ListCell, Memory } from './cost-run.ts';
import { firstAnswer } from './first-answer.ts';
import { rssMb } from './kernel.ts';
import type { Entered, Stage } from './stage.ts';
import type { Way } from './ways.ts';

interface Cell {
  entered: Entered;
  way: Way;
  connections: number;
  seen: CallCell['rounds'];
}

/** Calls everyone in every way, round by round, so that what else the machine does meets all of them alike. */
export async function measureCalls(
  stage: Stage,
  entered: Entered[],
  { lengths, calm, say }: { lengths: Lengths; calm: Calm; say: (progress: string) => void },
): Promise<{ calls: CallCell[]; memory: Memory[] }> {
  const { rounds, compileMs, warmUpMs, measureMs } = lengths;
  for (const each of entered) {
    for (const way of each.contender.calls.filter(({ name }) => name !== 'session of 2025'))
      await firstAnswer(way.request(each.origin));
  }
  const ways = entered.flatMap((each) => each.contender.calls.map((way) => ({ entered: each, way })));
  // Those that are compared follow one another: who is next to whom in time has met the same machine.
  const cells: Cell[] = CONNECTIONS.flatMap((connections) =>
    ways
      .filter(({ entered }) => entered.contender.connections.includes(connections))
      .map(({ entered, way }) => ({ entered, way, connections, seen: [] })),
  );
  for (const each of ways)
    await run(stage, { ...each, connections: 16, seen: [] }, { warmUpMs: 0, measureMs: compileMs });
  const memory: { each: Entered; loadedMb: number[] }[] = entered.map((each) => ({ each, loadedMb: [] }));
  for (let round = 0; round < rounds; round++) {
    say(`calls: round ${round + 1} of ${rounds}`);
    for (const cell of turned(cells, round)) await run(stage, cell, { warmUpMs, measureMs }, calm);
    for (const { each, loadedMb } of memory) loadedMb.push(rssMb(each.pids()));
  }
  return {
    calls: cells.map(({ entered, way, connections, seen }) => ({
      ...{ contender: entered.contender.name, way: way.name, connections, rounds: seen },
    })),
    memory: memory.map(({ each, loadedMb }) => ({ contender: each.contender.name, loadedMb })),
  };
}

/** Reads whole lists, round by round, by one client. */
export async function measureLists(
  stage: Stage,
  entered: Entered[],
  { lengths: { rounds, compileMs, warmUpMs, listMs }, calm }: { lengths: Lengths; calm: Calm },
): Promise<ListCell[]> {
  const cells: Cell[] = entered.flatMap((each) =>
    each.contender.lists.map((way) => ({ entered: each, way, connections: 1, seen: [] })),
  );
  for (const cell of cells) await run(stage, { ...cell, seen: [] }, { warmUpMs: 0, measureMs: compileMs });
  for (let round = 0; round < rounds; round++) {
    for (const cell of turned(cells, round)) await run(stage, cell, { warmUpMs, measureMs: listMs }, calm);
  }
  return cells.map(({ entered, way, seen }) => ({
    ...{ contender: entered.contender.name, way: way.name, rounds: seen },
  }));
}

async function run(
  stage: Stage,
  { entered, way, connections, seen }: Cell,
  lengths: { warmUpMs: number; measureMs: number },
  calm = new Calm(0),
): Promise<void> {
  const request = way.request(entered.origin);
  const measure = () => stage.load({ request, connections, contender: entered.pids(), ...lengths });
  seen.push(await calm.round(measure));
}

/** Each round begins with another, so that nobody always comes after the same. */
function turned<T>(values: T[], round: number): T[] {
  const start = (round * 5) % Math.max(1, values.length);
  return [...values.slice(start), ...values.slice(0, start)];
}
