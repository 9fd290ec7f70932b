import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { anEntry } from '../../../catalog/testing.ts';
import { writeSnapshot } from '../../../catalog/testing-files.ts';
import { freePort } from '../../interop/serve-peer.ts';
import { endProgram, startProgram } from '../processes.ts';
import { ANY_CORE, type Place } from './upstream-process.ts';

/** The proxy as it is shipped, as a process of its own. */
export interface ProxyProcess extends AsyncDisposable {
  origin: string;
  pid: number;
  /** Resolves when an instance is said to be so, with the moment when it was. Throws when that takes too long. */
  until(service: string, instance: string, status: 'healthy' | 'unhealthy'): Promise<number>;
  /** What it answers to a GET. */
  get(path: string): Promise<unknown>;
  /** Tells it to end, and waits for that. False when it had to be forced. */
  end(): Promise<boolean>;
}

/** An instance as the configuration has it. */
export type Instance =
  | { id: string; transport: 'streamable-http'; url: string }
  | { id: string; transport: 'stdio'; command: string; args: string[] };

const LOOK_MS = 10;
const LIMIT_MS = 20_000;
const Health = z.object({ instances: z.array(z.object({ instance_id: z.string(), status: z.string() })) });

/**
 * Starts it in front of these services. All settings that are not given are the defaults. Resolves when it has checked
 * every service once.
 */
export async function startProxyProcess(
  { programs, folder: parent }: Place,
  services: Record<string, Instance[]>,
  settings: object = {},
): Promise<ProxyProcess> {
  const folder = join(parent, 'proxy');
  await mkdir(folder, { recursive: true });
  const entry = (alias: string) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } });
  writeSnapshot(folder, Object.keys(services).map(entry));
  const config = join(folder, 'proxy.config.json');
  const configured = Object.entries(services).map(([name, instances]) => ({ name, use: 'package', instances }));
  await writeFile(config, JSON.stringify({ snapshot: '.', services: configured, ...settings }));
  const port = await freePort();
  const place = ['--config', config, '--host', '127.0.0.1', '--port', String(port)];
  const command = [process.execPath, join(programs, 'proxy.mjs'), ...place];
  const { child, pid } = await startProgram(command, { folder, core: ANY_CORE });
  const origin = `http://127.0.0.1:${port}`;
  const get = async (path: string) => (await fetch(`${origin}${path}`)).json();
  const end = async () => {
    await endProgram(child);
    return child.signalCode !== 'SIGKILL';
  };
  try {
    await eventually(async () => (await fetch(`${origin}/health/ready`)).ok);
  } catch (error) {
    await end();
    throw error;
  }
  const until = (service: string, instance: string, status: string) =>
    eventually(async () => {
      const { instances } = Health.parse(await get(`/api/services/${service}/health`));
      return instances.some((each) => each.instance_id === instance && each.status === status);
    });
  return { origin, pid, until, get, end, [Symbol.asyncDispose]: () => endProgram(child) };
}

/** Resolves when something is so, with the moment when it was seen. Throws what keeps it from being so when that takes too long. */
export async function eventually(isSo: () => Promise<boolean>): Promise<number> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const isOver = performance.now() > deadline;
    const found = await isSo().catch((error: unknown) => {
      if (isOver) throw error;
      return false;
    });
    if (found) return performance.now();
    if (isOver) throw new Error(`it is not so after ${LIMIT_MS} ms`);
    await delay(LOOK_MS);
  }
}
