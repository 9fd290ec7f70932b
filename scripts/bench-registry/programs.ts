import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pinnedTo } from '../bench/processes.ts';
import { ROOT } from '../command.ts';

/** A program of this bench that runs on one core. It ends with its input. */
export interface Program extends AsyncDisposable {
  child: ChildProcess;
  pid: number;
  /** The next line that it says, as JSON. */
  line(): Promise<unknown>;
  /** Gives it a line. */
  nudge(): void;
}

interface Run {
  /** The folder of the program, where it is another bench's. */
  bench?: string;
  /** Flags of Node. */
  flags?: string[];
}

export function startOn(
  core: string,
  name: string,
  args: string[],
  { bench = 'bench-registry', flags = [] }: Run = {},
): Program {
  const file = join(ROOT, 'scripts', bench, `${name}.ts`);
  const [program = '', ...rest] = pinnedTo(core, [process.execPath, ...flags, '--import', 'tsx', file, ...args]);
  const child = spawn(program, rest, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
  const { stdin, stdout, pid } = child;
  if (!stdin || !stdout || pid === undefined) throw new Error(`${name} did not start`);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    child,
    pid,
    line: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended without a word`);
      return JSON.parse(String(value));
    },
    nudge: () => void stdin.write('\n'),
    [Symbol.asyncDispose]: async () => {
      stdin.end();
      if (child.exitCode === null) child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
