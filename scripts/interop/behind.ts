import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { loadConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { UserError } from '../command.ts';
import type { Place } from './clients.ts';
import { EVERYTHING } from './upstreams.ts';

/** What other people's clients find: a proxy with one service, `everything`. */
export interface Behind extends AsyncDisposable {
  origin: string;
  /** The same proxy's configuration, for one over stdio. */
  configFile: string;
  /** Where the service itself is. */
  everything: Place;
}

/** Starts it, on a free port. */
export async function startBehind(): Promise<Behind> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-proxy-'));
  const entry = anEntry({ server: { name: 'com.example/everything', remotes: [] }, listing: { alias: 'everything' } });
  writeSnapshot(folder, [entry]);
  const place = { transport: 'stdio' as const, command: process.execPath, args: [EVERYTHING, 'stdio'], env: {} };
  const services = [{ name: 'everything', use: 'package', instances: [{ id: 'one', ...place }] }];
  const configFile = join(folder, 'proxy.config.json');
  await writeFile(configFile, JSON.stringify({ snapshot: '.', services }));

  const { config, problems } = await loadConfig(configFile);
  if (!config) throw new UserError(JSON.stringify(problems));
  const proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;
  return {
    origin: proxy.url,
    configFile,
    everything: place,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}
