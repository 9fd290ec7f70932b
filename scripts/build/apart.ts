import { fork } from 'node:child_process';
import { basename } from 'node:path';
import { ROOT, UserError } from '../command.ts';

type Report<Answer> = { answer: Answer } | { fault: string };

/**
 * What a program beside this one makes of a question, in a process of its own: only the end of a process gives back the memory that
 * some tools take. Throws a `UserError` with the program's words where it fails, and one that says how it ended where it has none.
 */
export function askApart<Answer>(program: URL, question: unknown): Promise<Answer> {
  const child = fork(program, { cwd: ROOT, execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  child.send({ question });
  return new Promise((resolve, reject) => {
    child.once('message', (report: Report<Answer>) => {
      // It has done all it is for, and would go on compiling for as long as drawing a picture takes.
      child.kill('SIGKILL');
      if ('fault' in report) reject(new UserError(report.fault));
      else resolve(report.answer);
    });
    child.once('error', reject);
    // Not its exit: a long answer may be on its way still when the process is gone.
    child.once('close', (code, signal) => {
      reject(new UserError(`${basename(program.pathname)} ended with ${signal ?? code}, and gave no answer`));
    });
  });
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
