import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { loadConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { snapshotFiles } from '../../proxy/services/testing-snapshot.ts';

const Answer = z.looseObject({ content: z.array(z.looseObject({ text: z.string() })).default([]) });
const Service = z.looseObject({
  inCatalog: z.boolean(),
  instances: z.array(z.looseObject({ instance_id: z.string(), health: z.string() })),
});
const State = z.looseObject({
  sources: z.array(
    z.object({ name: z.string(), ok: z.boolean(), found: z.int(), error: z.string().nullable() }).loose(),
  ),
});

/** A proxy that a test configures while it runs. */
export interface TestProxy extends AsyncDisposable {
  url: string;
  /** Where its configuration lies. */
  folder: string;
  /** Writes another configuration: an object, or the very text. */
  configure(config: object | string): Promise<void>;
  /** Calls a tool: the status, the text of the answer, and who gave it. */
  call(
    service: string,
    tool: string,
    args?: object,
  ): Promise<{ status: number; text: string; instance: string | null }>;
  service(name: string): Promise<z.infer<typeof Service> | null>;
  /** How a source stands, by how its name begins. */
  source(name: string): Promise<z.infer<typeof State>['sources'][number] | undefined>;
}

/** Looks often, so that a test need not wait for long. */
const REFRESH = {
  configMs: 50,
  snapshotMs: 100,
  foldersMs: 100,
  dnsMs: 100,
  openapiMs: 200,
  retryMs: 100,
  lingerMs: 5000,
};

/** A configuration as a test writes it; what a test does not care about is added. */
export function withDefaults({ sources = {}, ...config }: { sources?: object; [key: string]: unknown }): object {
  const checks = { intervalMs: 1000, slowStartMs: 100 };
  return { snapshot: 'snapshot', health: checks, ...config, sources: { refresh: REFRESH, ...sources } };
}

/** Starts a proxy with this configuration, in a folder of its own with a snapshot of `aliases`. */
export async function startTestProxy(config: object, { aliases = ['weather'] } = {}): Promise<TestProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'test-sources-'));
  const file = join(folder, 'proxy.config.json');
  await mkdir(join(folder, 'snapshot'));
  for (const [path, bytes] of snapshotFiles(aliases)) await writeFile(join(folder, 'snapshot', path), bytes);
  const configure = (next: object | string) =>
    writeFile(file, typeof next === 'string' ? next : JSON.stringify(withDefaults({ ...next })));
  await configure(config);
  const loaded = await loadConfig(file);
  if (!loaded.config) throw new Error(loaded.problems.map(({ message, fix }) => `${message}. ${fix}`).join('\n'));
  const proxy = await startProxy({ config: loaded.config, folder, file, port: 0, log: createLog('silent') });
  await proxy.ready;
  const get = async (path: string) => (await fetch(`${proxy.url}${path}`)).json();
  return {
    url: proxy.url,
    folder,
    configure,
    call: async (service, tool, args = {}) => {
      const response = await fetch(`${proxy.url}/api/services/${encodeURIComponent(service)}/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tool, args }),
      });
      const { status, headers } = response;
      const body: unknown = await response.json();
      const text =
        status === 200
          ? Answer.parse(body)
              .content.map((part) => part.text)
              .join('')
          : JSON.stringify(body);
      return { status, text, instance: headers.get('mcp-instance') };
    },
    service: async (name) => Service.safeParse(await get(`/api/services/${encodeURIComponent(name)}`)).data ?? null,
    source: async (name) => State.parse(await get('/health')).sources.find((one) => one.name.startsWith(name)),
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until something no longer throws. Throws what it last threw when that takes too long. */
export async function eventually<T>(look: () => T | Promise<T>, ms = 10_000): Promise<T> {
  for (const until = performance.now() + ms; ; await delay(25)) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

/** Calls again and again while something happens. Throws when any of the calls is lost; gives how many there were. */
export async function whileCalling(
  call: () => Promise<{ status: number; text: string }>,
  happens: () => Promise<void>,
): Promise<number> {
  let isOver = false;
  let calls = 0;
  const lost: string[] = [];
  const callers = [1, 2].map(async () => {
    for (; !isOver; await delay(5)) {
      calls += 1;
      const { status, text } = await call().catch((error: unknown) => ({ status: 0, text: String(error) }));
      if (status !== 200) lost.push(`${status} ${text}`);
    }
  });
  try {
    await happens();
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
  if (lost.length > 0) throw new Error(`${lost.length} of ${calls} calls were lost; the first: ${lost[0]}`);
  return calls;
}
