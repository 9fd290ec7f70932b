import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { aptInstall } from '../apt.ts';
import { UserError } from '../command.ts';

/** Debian's own interpreter: its packages are not seen by others that may come first on the PATH. */
const PYTHON = '/usr/bin/python3';
const PACKAGES = ['python3-fastapi', 'python3-uvicorn'];
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A FastAPI service that runs. `stop` ends it, and `start` lets it come back at the same address. */
export interface FastApi extends AsyncDisposable {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Installs FastAPI from Debian when it is missing. Throws `UserError` where that cannot be done. */
export async function installFastApi(): Promise<string> {
  const found = await version();
  if (found) return found;
  await aptInstall(...PACKAGES);
  const installed = await version();
  if (!installed) throw new UserError(`${PACKAGES.join(' ')} are installed, and ${PYTHON} does not find them`);
  return installed;
}

/** Serves `app.py` on a free port of 127.0.0.1. */
export async function serveFastApi(): Promise<FastApi> {
  let running = await serve(0);
  const { port } = running;
  return {
    url: `http://127.0.0.1:${port}`,
    start: async () => {
      running = await serve(port);
    },
    stop: () => running.stop(),
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

async function serve(port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const args = ['-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', String(port)];
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(PYTHON, args, { cwd: HERE, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((end) => child.once('exit', () => end()));
  let said = '';
  const taken = await new Promise<number>((ready, failed) => {
    void ended.then(() => failed(new Error(`uvicorn ended:\n${said}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /running on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found) ready(Number(found));
    });
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { port: taken, stop };
}

async function version(): Promise<string | null> {
  const ask = ['-c', 'import fastapi, uvicorn; print(f"FastAPI {fastapi.__version__}, uvicorn {uvicorn.__version__}")'];
  return promisify(execFile)(PYTHON, ask).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}
