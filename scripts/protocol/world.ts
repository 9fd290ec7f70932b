import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { ROOT } from '../command.ts';
import { UPSTREAMS, type UpstreamName } from './feature.ts';
import { startUpstreams } from './upstreams.ts';

/** A proxy in front of a server of ours, reached in every way, and of two that are not ours. */
export interface World extends AsyncDisposable {
  /** A server for both eras, with no proxy in between. */
  direct: string;
  /** The service behind which a server is reached this way; in a hurry, it may be silent for 500 ms only. */
  at(upstream: UpstreamName, inHurry?: boolean): string;
  everything: string;
  context7: string;
}

/** Starts all of it. */
export async function startWorld(): Promise<World> {
  const upstreams = await startUpstreams();
  const script = (path: string) => ({
    transport: 'stdio',
    command: process.execPath,
    args: [join(ROOT, 'node_modules', path)],
  });
  const services = [
    ...UPSTREAMS.map((upstream) => ({ name: aliasOf(upstream), instance: upstreams.instances[upstream] })),
    ...UPSTREAMS.map((upstream) => ({
      name: aliasOf(upstream, true),
      instance: upstreams.instances[upstream],
      timeoutMs: 500,
    })),
    { name: 'everything', instance: script('@modelcontextprotocol/server-everything/dist/index.js') },
    { name: 'context7', instance: script('@upstash/context7-mcp/dist/index.js') },
  ];
  const folder = await mkdtemp(join(tmpdir(), 'protocol-'));
  writeSnapshot(
    folder,
    services.map(({ name: alias }) =>
      anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
    ),
  );
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: services.map(({ instance, ...service }) => ({
      ...service,
      use: 'package',
      instances: [{ id: 'one', ...instance }],
    })),
  });
  const proxy = await startProxy({ config, folder: ROOT, port: 0, log: createLog('silent') });
  await proxy.ready;
  for (const { name } of services) await untilHealthy(`${proxy.url}/api/services/${name}/health?fresh=true`);
  return {
    direct: upstreams.direct,
    at: (upstream, inHurry = false) => `${proxy.url}/mcp/${aliasOf(upstream, inHurry)}`,
    everything: `${proxy.url}/mcp/everything`,
    context7: `${proxy.url}/mcp/context7`,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await upstreams[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** On a busy machine a process takes its time to start, and is taken for none. */
async function untilHealthy(url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { status } = Health.parse(await (await fetch(url)).json());
    if (status === 'healthy') return;
  }
  throw new Error(`${url} is not healthy after ${PATIENCE_MS} ms`);
}

const PATIENCE_MS = 30_000;
const Health = z.looseObject({ status: z.string() });

function aliasOf(upstream: UpstreamName, inHurry = false): string {
  return `${upstream.replace(' ', '-')}${inHurry ? '-hurried' : ''}`;
}
