import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { freePort } from '../interop/serve-peer.ts';
import type { Contender } from './contender.ts';
import { processTree } from './kernel.ts';
import { type LoadJob, Round } from './load-job.ts';
import { endProgram, pinnedTo, startProgram } from './processes.ts';

/** A contender that runs. `pids` are what its cost is counted of. */
export interface Entered extends AsyncDisposable {
  contender: Contender;
  origin: string;
  /** When its process was begun, as `performance.now` says it. */
  begunAt: number;
  pids(): number[];
}

/** Where contenders are measured: the upstream behind them and the load generator before them, each a process. */
export interface Stage extends AsyncDisposable {
  /** Starts a contender; it may take a while until it answers. `flags` are for Node. */
  enter(contender: Contender, flags?: string[]): Promise<Entered>;
  load(job: Omit<LoadJob, 'upstream'>): Promise<Round>;
}

// Contenders have a core to themselves, and the other is everyone else's: so it is the contender who is at its limit.
const CONTENDER_CORE = '1';
const OTHER_CORE = '0';

/** Sets it up in a folder, out of programs that were bundled into another. */
export async function openStage(folder: string, programs: string): Promise<Stage> {
  // We ourselves wait for answers in a loop, and are not to take time from whom we wait for.
  await promisify(execFile)('taskset', ['-a', '-c', '-p', OTHER_CORE, String(process.pid)]);
  const command = [process.execPath, join(programs, 'upstream.mjs')];
  const port = String(await freePort());
  const upstream = await startProgram([...command, port], { folder: join(folder, 'upstream'), core: OTHER_CORE });
  const generator = await startProgram([process.execPath, join(programs, 'load.mjs')], {
    ...{ folder: join(folder, 'load'), core: OTHER_CORE, ipc: true },
  });
  const ended = new AbortController();
  generator.child.once('exit', () => ended.abort(new Error('the load generator has ended')));
  const place = {
    upstream: `http://127.0.0.1:${port}`,
    stdioUpstream: pinnedTo(OTHER_CORE, [...command, '--stdio']),
    programs,
  };
  return {
    enter: (contender, flags = []) => {
      const own = join(folder, contender.name.replaceAll(/\W+/g, '-'));
      return contender.prepare
        ? enter(contender, contender.prepare, { ...place, folder: own, flags })
        : Promise.resolve(already(contender, place.upstream, upstream.pid));
    },
    load: async (job) => {
      generator.child.send({ ...job, upstream: [upstream.pid] });
      const [answer] = await once(generator.child, 'message', { signal: ended.signal });
      const { error } = z.object({ error: z.string().optional() }).parse(answer);
      if (error !== undefined) throw new Error(`${job.request.url}: ${error}`);
      return Round.parse(answer);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([endProgram(generator.child), endProgram(upstream.child)]);
    },
  };
}

async function enter(
  contender: Contender,
  prepare: NonNullable<Contender['prepare']>,
  { flags, ...place }: { upstream: string; stdioUpstream: string[]; programs: string; folder: string; flags: string[] },
): Promise<Entered> {
  const port = await freePort();
  await mkdir(place.folder, { recursive: true });
  const [program = '', ...args] = await prepare({ ...place, port });
  const core = contender.spreads ? `${OTHER_CORE},${CONTENDER_CORE}` : CONTENDER_CORE;
  const begunAt = performance.now();
  const { child, pid } = await startProgram([program, ...flags, ...args], { folder: place.folder, core });
  return {
    contender,
    origin: `http://127.0.0.1:${port}`,
    begunAt,
    pids: () => (contender.hasWorkers ? processTree(pid) : [pid]),
    [Symbol.asyncDispose]: () => endProgram(child),
  };
}

/** What needs no start: the upstream itself. */
function already(contender: Contender, origin: string, pid: number): Entered {
  return { contender, origin, begunAt: 0, pids: () => [pid], [Symbol.asyncDispose]: async () => {} };
}
