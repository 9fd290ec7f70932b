import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { ROOT } from './command.ts';

/** What a script printed, and how it ended. */
export interface ScriptEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one of our scripts to its end, the way `npm run` does. */
export async function runScript(name: string, args: string[], env: Record<string, string> = {}): Promise<ScriptEnd> {
  const command = ['--import', 'tsx', `scripts/${name}.ts`, ...args];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error) {
      return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
    }
    throw error;
  }
}

/** `npm start` as a process of its own. Disposing of it is Ctrl-C. */
export interface StartedScript extends AsyncDisposable {
  url: string;
  pid: number;
  /** Everything it has printed so far. */
  lines: string[];
  /** Sends SIGINT, and tells how long it took to end (milliseconds) and its exit code. */
  interrupt(): Promise<{ ms: number; code: number | null }>;
}

/** Starts the main job, and waits until it says that it is ready. */
export async function startScript(args: string[], env: Record<string, string> = {}): Promise<StartedScript> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts', '--port', '0', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = new Promise<number | null>((end) => child.once('exit', end));
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const url = await new Promise<string>((ready, failed) => {
    void ended.then((code) => failed(new Error(`start ended with ${code}:\n${lines.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const found = /servers\s+(http:\S+?)\/$/.exec(line)?.[1];
      if (found) ready(found);
    });
  });
  const interrupt = async () => {
    const asked = performance.now();
    child.kill('SIGINT');
    const code = await ended;
    return { ms: performance.now() - asked, code };
  };
  return { url, pid: child.pid ?? 0, lines, interrupt, [Symbol.asyncDispose]: async () => void (await interrupt()) };
}
