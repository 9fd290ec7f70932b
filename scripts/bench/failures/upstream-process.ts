import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { freePort } from '../../interop/serve-peer.ts';
import { endProgram, startProgram } from '../processes.ts';

/** Where the processes of a run stand: our programs, and a folder for what they write. */
export interface Place {
  programs: string;
  folder: string;
}

/** All cores: nobody here is measured by what he costs. */
export const ANY_CORE = '0,1';
const ANSWER_MS = 20_000;

/** What it says when it listens, and after each order. */
const Report = z.object({ sessions: z.int() });

/** A real server as a process of its own, which is hurt in the ways that processes are. */
export class UpstreamProcess implements AsyncDisposable {
  readonly name: string;
  readonly ports: number[];
  readonly #place: Place;
  #child: ChildProcess | null = null;

  private constructor(place: Place, name: string, ports: number[]) {
    this.name = name;
    this.ports = ports;
    this.#place = { ...place, folder: join(place.folder, name) };
  }

  /** Starts one that listens on free ports, of which each is a server by itself. */
  static async start(place: Place, name: string, count = 1): Promise<UpstreamProcess> {
    const ports: number[] = [];
    while (ports.length < count) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    const upstream = new UpstreamProcess(place, name, ports);
    await upstream.begin();
    return upstream;
  }

  get urls(): string[] {
    return this.ports.map((port) => `http://127.0.0.1:${port}/mcp`);
  }

  /** Starts the process, again where it was before. Resolves when it listens. */
  async begin(): Promise<void> {
    const { programs, folder } = this.#place;
    await mkdir(folder, { recursive: true });
    const settings = [
      '--name',
      this.name,
      '--log',
      this.#log,
      ...this.ports.flatMap((port) => ['--port', String(port)]),
    ];
    const command = [process.execPath, join(programs, 'upstream.mjs'), ...settings];
    const { child } = await startProgram(command, { folder, core: ANY_CORE, ipc: true });
    this.#child = child;
    await reportOf(child);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Lets it hang: it keeps its connections, and the kernel takes new ones for it. */
  stop(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Answers everything so late from now on; what waits already is answered at once. */
  async slowDown(delayMs: number): Promise<void> {
    await this.#tell({ delayMs });
  }

  /** How many sessions it keeps. */
  async sessions(): Promise<number> {
    return (await this.#tell({})).sessions;
  }

  /** How often each call has begun to run there, by its id. */
  async ran(): Promise<Map<string, number>> {
    const lines = (await readFile(this.#log, 'utf8').catch(() => '')).split('\n');
    const calls = lines.flatMap((line) => line.split(' ')[1] ?? []);
    return counted(calls);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    if (this.#child) await endProgram(this.#child);
  }

  get #log(): string {
    return join(this.#place.folder, 'calls.log');
  }

  async #tell(order: { delayMs?: number }): Promise<z.infer<typeof Report>> {
    if (!this.#child) throw new Error(`${this.name} does not run`);
    const reported = reportOf(this.#child);
    this.#child.send(order);
    return reported;
  }
}

async function reportOf(child: ChildProcess): Promise<z.infer<typeof Report>> {
  const [said] = await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
  return Report.parse(said);
}

/** How often calls have run at any of these servers, by their ids. */
export async function ranAt(upstreams: UpstreamProcess[]): Promise<Map<string, number>> {
  const all = await Promise.all(upstreams.map((upstream) => upstream.ran()));
  return counted(all.flatMap((each) => [...each].flatMap(([call, times]) => Array<string>(times).fill(call))));
}

function counted(calls: string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const call of calls) times.set(call, (times.get(call) ?? 0) + 1);
  return times;
}
