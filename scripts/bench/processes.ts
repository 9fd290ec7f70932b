import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 4000;
const running = new Set<ChildProcess>();

/** Starts a program on these cores. What it prints goes to a file of a folder, which is its own. */
export async function startProgram(
  command: string[],
  { folder, core, ipc = false }: { folder: string; core: string; ipc?: boolean },
): Promise<{ child: ChildProcess; pid: number }> {
  const [program = '', ...args] = pinnedTo(core, command);
  await mkdir(folder, { recursive: true });
  const log = await open(join(folder, 'output.log'), 'w');
  const stdio: StdioOptions = ['ignore', log.fd, log.fd, ...(ipc ? ['ipc' as const] : [])];
  const child = spawn(program, args, { env: { PATH: process.env.PATH, HOME: folder }, cwd: folder, stdio });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (child.pid === undefined) throw new Error(`${program} has no process id`);
  return { child, pid: child.pid };
}

/** A command that keeps to these cores, `0,1`. `taskset` becomes the program: there is one process, whose id is known. */
export function pinnedTo(core: string, command: string[]): string[] {
  return ['taskset', '-c', core, ...command];
}

/** Ends a program in order, and by force when that takes too long. */
export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit').then(() => true);
  child.kill('SIGTERM');
  if (await Promise.race([ended, delay(GRACE_MS, false, { ref: false })])) return;
  child.kill('SIGKILL');
  await ended;
}

/** Ends all that still run, for when we are told to stop. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...running].map(endProgram));
}
