import { fork } from 'node:child_process';
import { once } from 'node:events';
import { ROOT, UserError } from '../command.ts';

type Report<Answer> = { answer: Answer } | { fault: string };

/**
 * What a program beside this one makes of a question, in a process of its own: some tools take more memory than the rest of a build
 * of a thousand servers, and only the end of their process gives it back. Throws a `UserError` with the program's words where it
 * fails.
 */
export async function askApart<Answer>(program: URL, question: unknown): Promise<Answer> {
  const child = fork(program, { cwd: ROOT, execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  const ended = once(child, 'exit');
  child.send({ question });
  const report = await Promise.race([
    once(child, 'message').then(([said]: Report<Answer>[]) => said),
    ended.then(([code, signal]) => ({ fault: `${program.pathname} ended with ${signal ?? code}` })),
  ]);
  await ended;
  if (!report || 'fault' in report) throw new UserError(report?.fault ?? `${program.pathname} said nothing`);
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
