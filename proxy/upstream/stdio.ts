import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ChannelEvents } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import { readMessage } from './message.ts';

/** A process to start: never through a shell. */
export interface StdioCommand {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

export interface StdioLimits {
  /** A longer line from the child ends it: nobody can tell where its next message begins. */
  maxLineBytes: number;
  /** How long a child may take to leave after its stdin was closed, and again after SIGTERM. */
  graceMs: number;
}

const DEFAULT_LIMITS: StdioLimits = { maxLineBytes: 16 * 1024 * 1024, graceMs: 600 };
const STDERR_KEPT = 64 * 1024;

/** Variables a child gets from us; all others must be named in its service's `env`. */
const INHERITED = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LOGNAME',
  'PATH',
  'SHELL',
  'TERM',
  'TMPDIR',
  'TZ',
  'USER',
  'SYSTEMROOT',
  'APPDATA',
  'TEMP',
];

/** Starts a child and speaks with it line by line (MCP, transports: stdio). Throws `UpstreamFault` when it cannot start. */
export async function openStdio(
  command: StdioCommand,
  events: ChannelEvents,
  limits: Partial<StdioLimits> = {},
): Promise<StdioChannel> {
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: { ...inherited(), ...command.env },
    stdio: 'pipe',
    // A process group of its own: Ctrl-C reaches us alone, and we can end the child with all that it started.
    detached: process.platform !== 'win32',
  });
  await new Promise<void>((started, failed) => {
    child.once('spawn', started);
    child.once('error', (cause) => {
      // That the runner (npx, uvx, docker) is not on this machine says nothing of the server.
      const missing = 'code' in cause && cause.code === 'ENOENT';
      const message = missing
        ? `${command.command} is not installed here`
        : `${command.command} could not be started: ${cause.message}`;
      failed(new UpstreamFault(missing ? 'not-runnable' : 'crashed', message, { cause, executed: 'no' }));
    });
  });
  return new StdioChannel(child, events, { ...DEFAULT_LIMITS, ...limits });
}

class StdioChannel implements Channel {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #limits: StdioLimits;
  readonly #exited: Promise<void>;
  #stderr = '';
  #closing = false;

  constructor(child: ChildProcessWithoutNullStreams, events: ChannelEvents, limits: StdioLimits) {
    this.#child = child;
    this.#limits = limits;
    children.add(child);
    child.stdin.on('error', () => {}); // A child that left: its exit tells.
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#readLines(events);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        children.delete(child);
        resolve();
        if (!this.#closing) this.#killGroup('SIGKILL'); // What the child had started goes with it.
        // Its last answer may still be in the pipe: `close` comes when that is read.
        const drained = new Promise((read) => child.once('close', read));
        void Promise.race([drained, delay(this.#limits.graceMs, undefined, { ref: false })]).then(() =>
          events.closed(new UpstreamFault('crashed', this.#lastWords(code, signal), { said: this.#stderr })),
        );
      });
      child.on('error', () => {}); // Already told by `spawn`, or by `exit`.
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the child's pipe took the line; a full pipe holds the caller back. */
  send(message: object): Promise<void> {
    return new Promise((sent, failed) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null || !this.#child.stdin.writable) {
        failed(new UpstreamFault('crashed', 'the process has ended', { executed: 'no' }));
        return;
      }
      this.#child.stdin.write(`${JSON.stringify(message)}\n`, (error) => {
        if (error)
          failed(new UpstreamFault('crashed', `the process takes no input: ${error.message}`, { cause: error }));
        else sent();
      });
    });
  }

  /** Ends the child the way MCP asks for: close its stdin, then SIGTERM, then SIGKILL, to its whole group. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#child.stdin.end();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await this.#exitsWithin(this.#limits.graceMs)) break;
      this.#killGroup(signal);
    }
    await this.#exitsWithin(this.#limits.graceMs);
    this.#killGroup('SIGKILL');
  }

  #readLines(events: ChannelEvents): void {
    let parts: Buffer[] = [];
    let length = 0;
    this.#child.stdout.on('data', (chunk: Buffer) => {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const line = Buffer.concat([...parts, chunk.subarray(start, end)]).toString('utf8');
        parts = [];
        length = 0;
        start = end + 1;
        // A line that is no message is noise: some servers greet on stdout.
        const received = readMessage(line);
        if (received) events.message(received);
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > this.#limits.maxLineBytes) {
        this.#stderr = `a line on its standard output is longer than ${this.#limits.maxLineBytes} bytes`;
        this.#killGroup('SIGKILL');
      }
    });
  }

  #exitsWithin(ms: number): Promise<boolean> {
    return Promise.race([this.#exited.then(() => true), delay(ms, false, { ref: false })]);
  }

  #killGroup(signal: NodeJS.Signals): void {
    killGroup(this.#child, signal);
  }

  #lastWords(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    const said = this.#stderr.trim().split('\n').at(-1)?.slice(0, 300);
    return said ? `the process ${how}: ${said}` : `the process ${how}`;
  }
}

const children = new Set<ChildProcessWithoutNullStreams>();

// A crash of ours must not leave processes behind; an orderly end has closed them before.
process.on('exit', () => {
  for (const child of children) killGroup(child, 'SIGKILL');
});

function killGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
