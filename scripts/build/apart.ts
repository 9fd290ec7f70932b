import { type ChildProcess, fork } from 'node:child_process';
import { basename } from 'node:path';
import { ROOT, UserError } from '../command.ts';

type Report<Answer> = { answer: Answer } | { fault: string };

/**
 * What a program beside this one makes of a question, in a process of its own: only the end of a process gives back the memory that
 * some tools take. Throws a `UserError` with the program's words where it fails, and one that says how it ended where it has none.
 */
export async function askApart<Answer>(program: URL, question: unknown): Promise<Answer> {
  const child = start(program);
  try {
    return await ask<Answer>(child, program, question);
  } finally {
    // It has done all it is for, and would go on compiling for as long as drawing a picture takes.
    child.kill('SIGKILL');
  }
}

/** The same of a process that stays for the next question, since starting takes longer than answering, until none came for so long. */
export function askingApart<Answer>(program: URL, idleMs: number): (question: unknown) => Promise<Answer> {
  let child: ChildProcess | null = null;
  let before: Promise<unknown> = Promise.resolve();
  const end = () => {
    child?.kill('SIGKILL');
    child = null;
  };
  let idle: NodeJS.Timeout | undefined;
  const answer = async (question: unknown) => {
    clearTimeout(idle);
    if (child?.connected !== true) child = start(program);
    hold(child, true);
    try {
      return await ask<Answer>(child, program, question);
    } catch (error) {
      end();
      throw error;
    } finally {
      // Whoever has asked all they wanted may end, and the process ends with them.
      if (child) hold(child, false);
      idle = setTimeout(end, idleMs).unref();
    }
  };
  return (question) => {
    const answered = before.then(() => answer(question));
    before = answered.catch(() => undefined);
    return answered;
  };
}

function start(program: URL): ChildProcess {
  const child = fork(program, { cwd: ROOT, execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  // Whoever asks is told; a fault that comes when nobody does any more would end this process.
  return child.on('error', () => undefined);
}

/** Whether this process goes on for as long as that one is there. */
function hold(child: ChildProcess, isHeld: boolean): void {
  if (isHeld) child.ref();
  else child.unref();
  if (isHeld) child.channel?.ref();
  else child.channel?.unref();
}

function ask<Answer>(child: ChildProcess, program: URL, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settled = () => {
      child.off('message', heard).off('error', failed).off('close', closed);
    };
    const heard = (report: Report<Answer>) => {
      settled();
      if ('fault' in report) reject(new UserError(report.fault));
      else resolve(report.answer);
    };
    const failed = (error: Error) => {
      settled();
      reject(error);
    };
    // Not its exit: a long answer may be on its way still when the process is gone.
    const closed = (code: number | null, signal: string | null) => {
      settled();
      reject(new UserError(`${basename(program.pathname)} ended with ${signal ?? code}, and gave no answer`));
    };
    child.on('message', heard).on('error', failed).on('close', closed);
    child.send({ question });
  });
}

/** The whole of such a program: it answers questions, for as long as somebody is there who may ask. */
export function answerApart(make: (question: never) => Promise<unknown>): void {
  process.on('message', async ({ question }: { question: never }) => {
    const report = await make(question).then(
      (answer) => ({ answer }),
      (error: Error) => ({ fault: error.message }),
    );
    process.send?.(report);
  });
}
