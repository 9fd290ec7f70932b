import * as z from 'zod';
import { isRepeatable, type ToolName } from './tools.ts';

/** What came of one call. Times are milliseconds on the clock of `performance`. */
export interface Outcome {
  /** The call's own id, by which its server notes that it runs. */
  call: string;
  tool: ToolName;
  begunAt: number;
  endedAt: number;
  ok: boolean;
  /** Who answered, and how many calls ran there then. */
  instance: string | null;
  running: number;
  /** Whether it ran, as the proxy says of a call that failed. */
  executed: string | null;
  fault: string | null;
  /** The session that the answer names. */
  session: string | null;
}

/** What an answer says, whoever brought it. */
export type Said = Pick<Outcome, 'ok' | 'instance' | 'running' | 'executed' | 'fault'>;

const Result = z.object({ content: z.tuple([z.object({ text: z.string() })]) });
const Text = z.object({ instance: z.string(), call: z.string(), running: z.int() });
const Problem = z.looseObject({ executed: z.string().optional() });

/** What a tool's result says, if it is the one for this call. */
export function saidByResult(result: unknown, call: string): Said {
  const { data } = Result.safeParse(result);
  const said = Text.safeParse(data ? JSON.parse(data.content[0].text) : null).data;
  if (said?.call !== call) return saidByProblem(result);
  return { ok: true, instance: said.instance, running: said.running, executed: 'yes', fault: null };
}

/** What is said of a call that was not answered: a problem, or anything else. */
export function saidByProblem(problem: unknown): Said {
  const executed = Problem.safeParse(problem).data?.executed ?? null;
  return { ok: false, instance: null, running: 0, executed, fault: JSON.stringify(problem ?? null).slice(0, 500) };
}

/** Calls without an answer: those that might have been made twice, and the others. */
export function lostOf(outcomes: Outcome[]): { repeatable: number; other: number; fault?: string } {
  const lost = outcomes.filter(({ ok }) => !ok);
  const repeatable = lost.filter(({ tool }) => isRepeatable(tool)).length;
  const fault = lost[0]?.fault;
  return { repeatable, other: lost.length - repeatable, ...(fault ? { fault } : {}) };
}

/** Calls that ran twice though they must not, and those that ran though it was said that they did not. */
export function wronglyRun(outcomes: Outcome[], ran: Map<string, number>): { twice: number; denied: number } {
  const times = ({ call }: Outcome) => ran.get(call) ?? 0;
  return {
    twice: outcomes.filter((outcome) => !isRepeatable(outcome.tool) && times(outcome) > 1).length,
    denied: outcomes.filter((outcome) => outcome.executed === 'no' && times(outcome) > 0).length,
  };
}
