import { setTimeout as delay } from 'node:timers/promises';
import type { Calm } from './calm.ts';
import type { Contender } from './contender.ts';
import type { Start } from './cost-run.ts';
import { firstAnswer } from './first-answer.ts';
import { rssMb } from './kernel.ts';
import type { Stage } from './stage.ts';

/** When a process that was just called counts as at rest. */
const REST_MS = 500;

/** Starts each contender in turn, round by round, with its upstream up, and waits for its first answer to a call. */
export async function measureStarts(
  stage: Stage,
  contenders: Contender[],
  { count, calm }: { count: number; calm: Calm },
): Promise<Start[]> {
  const startable = contenders.filter(({ prepare, calls }) => prepare && calls.length > 0);
  const starts: { contender: Contender; rounds: Start['rounds'] }[] = startable.map((contender) => ({
    contender,
    rounds: [],
  }));
  for (let round = 0; round < count; round++) {
    for (const { contender, rounds: seen } of starts) {
      await calm.settle();
      await using entered = await stage.enter(contender);
      const [way] = contender.calls;
      if (!way) continue;
      const ms = (await firstAnswer(way.request(entered.origin))) - entered.begunAt;
      await delay(REST_MS);
      seen.push({ ms, restMb: rssMb(entered.pids()) });
    }
  }
  return starts.map(({ contender, rounds: seen }) => ({ contender: contender.name, rounds: seen }));
}
