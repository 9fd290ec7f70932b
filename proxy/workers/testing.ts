/** Workers for tests: the lone proxy, as a program of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, type Dispatcher } from 'undici';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import type { TestInstance } from '../testing.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program whose workers serve. Disposing of it is Ctrl-C. */
export interface TestWorkers extends AsyncDisposable {
  url: string;
  pid: number;
  /** What was written on standard error so far. */
  log: string[];
  /** Where it keeps what it must not leave behind. */
  temporary: string;
  /** Sends a signal to the primary, and SIGINT to its workers as well; gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Two workers, or as many, in front of these instances, each service with its own. Throws what was said when it ends before it serves. */
export async function workersOn(
  services: Record<string, TestInstance[]>,
  { workers = 2, port = 0 }: { workers?: number; port?: number } = {},
): Promise<TestWorkers> {
  const folder = await mkdtemp(join(tmpdir(), 'workers-'));
  const temporary = join(folder, 't');
  await mkdir(temporary);
  const names = Object.keys(services);
  writeSnapshot(
    folder,
    names.map((alias) => anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } })),
  );
  const configured = names.map((name) => ({
    ...{ name, use: 'package' },
    instances: services[name]?.map((instance, at) => ({ id: `i${at}`, transport: 'streamable-http', ...instance })),
  }));
  const file = join(folder, 'proxy.json');
  await writeFile(file, JSON.stringify({ snapshot: folder, services: configured, drainMs: 5000 }));

  const flags = ['--config', file, '--port', String(port), '--workers', String(workers)];
  const child = spawn(process.execPath, ['--import', 'tsx', 'proxy/main.ts', ...flags], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    // A terminal's Ctrl-C goes to a whole group of processes: this is one of its own.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid = 0 } = child;
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const ended = new Promise<number | null>((end) => child.once('close', end));
  const url = await new Promise<string>((ready, failed) => {
    createInterface({ input: child.stdout }).once('line', (line) => ready(line.split(' ').at(-1) ?? ''));
    void ended.then((code) => failed(new Error(`ended with ${code}:\n${log.join('\n')}`)));
  });
  const end = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(signal === 'SIGINT' ? -pid : pid, signal);
    return ended;
  };
  const dispose = async () => {
    await end('SIGINT');
    await rm(folder, { recursive: true });
  };
  return { url, pid, log, temporary, end, [Symbol.asyncDispose]: dispose };
}

/** One connection to one worker, for requests of every kind. */
export interface Line extends AsyncDisposable {
  worker: number;
  client: Client;
}

/** A connection to a worker other than `not`, which has checked everything. Which one it is, it says itself. */
export async function lineTo(url: string, not = 0): Promise<Line> {
  for (;;) {
    const client = new Client(url);
    const { worker, status } = (await ask(client, '/health?alone=true', null, { method: 'GET' })).body;
    if (Number(worker) !== not && status === 'ok')
      return { worker: Number(worker), client, [Symbol.asyncDispose]: () => client.destroy() };
    await client.destroy();
  }
}

/** A request of 2025 in a session, or one that has none. */
export async function ask(
  via: Dispatcher,
  path: string,
  message: object | null,
  {
    session,
    headers = {},
    method = 'POST',
  }: { session?: string; headers?: object; method?: 'GET' | 'POST' | 'DELETE' } = {},
): Promise<{ status: number; session: string; body: Record<string, unknown> & { error?: { code: number } } }> {
  const answer = await via.request({
    ...{ method, path },
    headers: {
      ...(message ? { 'content-type': 'application/json' } : {}),
      accept: 'application/json, text/event-stream',
      ...(session === undefined ? {} : { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
      ...headers,
    },
    ...(message ? { body: JSON.stringify({ jsonrpc: '2.0', ...message }) } : {}),
  });
  const lines = (await answer.body.text()).split('\n');
  const json = lines.findLast((line) => /^(?:data: )?\{/.test(line)) ?? '{}';
  const given = String(answer.headers['mcp-session-id']);
  return { status: answer.statusCode, session: given, body: JSON.parse(json.replace(/^data: /, '')) };
}

/** The same, on a connection that is opened for it, and led to whom it concerns. */
export async function askAfresh(url: string, ...[path, message, options]: Tail<Parameters<typeof ask>>) {
  const client = new Client(url);
  try {
    return await ask(client, path, message, options);
  } finally {
    await client.close();
  }
}

type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

/** Begins a session of 2025. */
export async function openSession(via: Dispatcher, path: string, capabilities: object = {}): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1.0.0' } };
  const { session } = await ask(via, path, { id: 0, method: 'initialize', params });
  await ask(via, path, { method: 'notifications/initialized' }, { session });
  return session;
}

/** The workers of a primary that run. */
export async function workersOf(primary: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === primary && command.includes('proxy/main.ts') ? [Number(pid)] : [];
  });
}
