import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Overheard } from './listening-in.ts';

/** A way to a server that is listened in on. */
export interface Relay extends AsyncDisposable {
  overheard: Overheard;
}

/**
 * A server over stdio, of which each connection gets a process of its own. `command` is a process, too: it only
 * connects to us, who start the server and stand between.
 */
export async function relayStdio(args: string[]): Promise<Relay & { command: string; args: string[] }> {
  const overheard = new Overheard();
  const children = new Set<ChildProcessWithoutNullStreams>();
  const server = createServer((socket) => {
    const conversation = overheard.conversation();
    const child = start(args, children);
    readLines(socket, (line) => {
      conversation.text('client', line);
      child.stdin.write(`${line}\n`);
    });
    readLines(child.stdout, (line) => {
      conversation.text('server', line);
      socket.write(`${line}\n`);
    });
    socket.on('error', () => {});
    socket.once('close', () => child.kill());
    child.once('exit', () => socket.end());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const script = `const socket = require('node:net').connect(${port}, '127.0.0.1', () => process.stdin.pipe(socket).pipe(process.stdout));
    socket.on('close', () => process.exit());`;
  return {
    overheard,
    command: process.execPath,
    args: ['-e', script],
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A server over stdio, put behind a WebSocket: each frame is one line. Each connection gets a process of its own. */
export async function relayWebSocket(args: string[]): Promise<Relay & { url: string }> {
  const overheard = new Overheard();
  const children = new Set<ChildProcessWithoutNullStreams>();
  const server = createHttpServer();
  const sockets = new WebSocketServer({ server, handleProtocols: (offered) => offered.has('mcp') && 'mcp' });
  sockets.on('connection', (socket) => {
    const conversation = overheard.conversation();
    const child = start(args, children);
    socket.on('message', (data) => {
      conversation.text('client', String(data));
      child.stdin.write(`${String(data)}\n`);
    });
    readLines(child.stdout, (line) => {
      conversation.text('server', line);
      socket.send(line);
    });
    socket.once('close', () => child.kill());
    child.once('exit', () => socket.close());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    overheard,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function start(args: string[], children: Set<ChildProcessWithoutNullStreams>): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  children.add(child);
  child.stdin.on('error', () => {});
  child.stderr.resume();
  child.once('exit', () => children.delete(child));
  return child;
}

function readLines(input: Readable, onLine: (line: string) => void): void {
  createInterface({ input }).on('line', onLine);
}
