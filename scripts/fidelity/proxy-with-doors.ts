import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { createDoors, type Doors } from '../../proxy/mcp/doors/doors.ts';
import { createProxy } from '../../proxy/server.ts';
import { ROOT } from '../command.ts';

/** A proxy that is entered by every door: two of them at `host`, stdio in this process. */
export interface ProxyWithDoors extends AsyncDisposable {
  host: string;
  doors: Doors;
}

/** Starts it, with one instance for each service. */
export async function startProxyWithDoors(instances: Record<string, object>): Promise<ProxyWithDoors> {
  const names = Object.keys(instances);
  const entries = names.map((alias) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
  );
  const at = '2026-01-01T00:00:00Z';
  const files = encodeSnapshot(takeSnapshot({ registry: aRegistry, commit: null, at, entries }));
  const snapshot = await SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
  const config = ProxyConfig.parse({
    services: names.map((name) => ({ name, use: 'package', instances: [{ id: 'one', ...instances[name] }] })),
  });
  const log = createLog('silent');
  const proxy = createProxy(snapshot, { config, folder: ROOT, site: null, log });
  const doors = createDoors(proxy.app, config, { log });
  const server = createServer(doors.answer).on('upgrade', doors.upgrade);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    doors,
    [Symbol.asyncDispose]: async () => {
      await doors[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await proxy.close();
    },
  };
}
