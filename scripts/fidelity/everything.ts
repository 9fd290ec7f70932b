import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../command.ts';

const SCRIPT = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

/** The arguments for Node to run server-everything over stdio. */
export const EVERYTHING_ARGS = [SCRIPT, 'stdio'];

/** Starts server-everything over HTTP, on a free port. */
export async function startEverything(kind: 'streamableHttp' | 'sse'): Promise<AsyncDisposable & { origin: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, [SCRIPT, kind], { stdio: 'pipe', env: { ...process.env, PORT: String(port) } });
  child.stdout.resume();
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`server-everything over ${kind} has ended`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes(String(port))) resolve();
    });
  });
  await ready;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
