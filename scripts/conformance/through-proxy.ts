import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeSnapshot } from '../../catalog/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot-files.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { type FixtureOptions, startFixture } from './fixture.ts';

/** The fixture, and a proxy in front of it: `url` is `/mcp/conformance` of the proxy. */
export async function startThroughProxy({
  eras = 'both',
}: Pick<FixtureOptions, 'eras'> = {}): Promise<AsyncDisposable & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const entries = [
    anEntry({ server: { name: 'com.example/conformance', remotes: [] }, listing: { alias: 'conformance' } }),
  ];
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries });
  for (const [path, bytes] of encodeSnapshot(snapshot)) await writeFile(join(folder, path), bytes);

  const fixture = await startFixture({ eras });
  const instances = [{ id: 'fixture', transport: 'streamable-http', url: fixture.url }];
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: [{ name: 'conformance', use: 'package', instances }],
  });
  const proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;
  return {
    url: `${proxy.url}/mcp/conformance`,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await fixture[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
