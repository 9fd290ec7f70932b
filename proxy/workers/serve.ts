import { EXIT, UserError } from '../../catalog/user-error.ts';
import { startProxy } from '../server.ts';
import { type RunningWorkers, startWorkers, type WorkersSettings } from './primary.ts';

const MOST = 64;

/** Serves in this process, or with several workers. Throws when the port is taken, or nobody can serve. */
export function serve({ workers, ...settings }: WorkersSettings): Promise<RunningWorkers> {
  return workers > 1 ? startWorkers({ workers, ...settings }) : startProxy(settings);
}

/** How many workers, as somebody wrote it. Throws `UserError` for what is no such number. */
export function workersOf(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count;
  throw new UserError(`${JSON.stringify(text)} is no number of workers from 1 to ${MOST}`, { exitCode: EXIT.misuse });
}
