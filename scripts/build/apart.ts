import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { ROOT, UserError } from '../command.ts';

type Report<Answer> = { answer: Answer } | { fault: string };

/**
 * What a program beside this one makes of a question, in a process of its own: only the end of a process gives back the memory that
 * some tools take. Throws a `UserError` with the program's words where it fails, and one that says how it ended where it has none.
 */
export async function askApart<Answer>(program: URL, question: unknown): Promise<Answer> {
  const child = fork(program, { cwd: ROOT, execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  let report: Report<Answer> | undefined;
  child.once('message', (said: Report<Answer>) => {
    report = said;
  });
  child.send({ question });
  // Not its exit: a long answer may be on its way still when the process is gone.
  const [code, signal] = await once(child, 'close');
  if (!report) throw new UserError(`${basename(program.pathname)} ended with ${signal ?? code}, and gave no answer`);
  if ('fault' in report) throw new UserError(report.fault);
  return report.answer;
}

/** The whole of such a program: it answers one question, and ends. */
export function answerApart(make: (question: never) => Promise<unknown>): void {
  process.once('message', async ({ question }: { question: never }) => {
    const report = await make(question).then(
      (answer) => ({ answer }),
      (error: Error) => ({ fault: error.message }),
    );
    process.send?.(report, () => process.disconnect());
  });
}
