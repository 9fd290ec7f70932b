import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What a peer's process is told: its arguments for Node, and its variables beside `PATH`. */
export interface PeerCommand {
  args: string[];
  env: Record<string, string>;
}

const LOOPBACK = fileURLToPath(new URL('loopback.mjs', import.meta.url));
const START_MS = 20_000;
const GRACE_MS = 3000;

/** Starts a peer that serves over HTTP, on a free port of 127.0.0.1, and waits until somebody listens there. */
export async function servePeer(
  commandAt: (port: number) => PeerCommand,
): Promise<AsyncDisposable & { origin: string }> {
  const port = await freePort();
  const { args, env } = commandAt(port);
  const child = spawn(process.execPath, ['--import', LOOPBACK, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(() => {});
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
  const stop = async () => {
    child.kill('SIGTERM');
    if (await Promise.race([ended.then(() => true), delay(GRACE_MS, false, { ref: false })])) return;
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = performance.now() + START_MS;
  while (!(await isListening(port))) {
    const isOver = child.exitCode !== null || performance.now() > deadline;
    if (isOver) await stop();
    if (isOver) throw new Error(`${args.join(' ')} does not listen on ${port}: ${said}`);
    await delay(50);
  }
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((found) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => found(true)).once('error', () => found(false));
    socket.once('connect', () => socket.destroy());
  });
}
