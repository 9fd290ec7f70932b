import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../command.ts';

/** What `npm run probe` gives Node: it collects rubbish sooner, so it takes a tenth less memory, and as much time. */
export const NODE_FLAGS = ['--initial-heap-size=60', '--max-semi-space-size=8', '--import', 'tsx'];

/** Runs one of the programs here, as `npm run probe` runs, and gives its first line; its input is open until `end`. */
export async function startHere(name: string, args: number[]): Promise<{ line: string; end(): Promise<void> }> {
  const file = join(ROOT, 'scripts', 'bench-probe', `${name}.ts`);
  const child = spawn(process.execPath, [...NODE_FLAGS, file, ...args.map(String)], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = await firstLine(child, name);
  return {
    line,
    end: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess & { stdout: NodeJS.ReadableStream }, name: string): Promise<string> {
  const lines = createInterface({ input: child.stdout });
  const line = new Promise<string>((given, failed) => {
    lines.once('line', given);
    lines.once('close', () => failed(new Error(`${name} ended without a word`)));
  });
  return line;
}
