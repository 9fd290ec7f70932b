import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { type FixtureOptions, startFixture } from './fixture.ts';

/** The fixture, and a proxy in front of it. `url` is one of the proxy's faces; its profile `bare` keeps every name. */
export async function startThroughProxy({
  eras = 'both',
  face = 'conformance',
}: Pick<FixtureOptions, 'eras'> & { face?: string } = {}): Promise<AsyncDisposable & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const entries = [
    anEntry({ server: { name: 'com.example/conformance', remotes: [] }, listing: { alias: 'conformance' } }),
  ];
  writeSnapshot(folder, entries);

  const fixture = await startFixture({ eras });
  const instances = [{ id: 'fixture', transport: 'streamable-http', url: fixture.url }];
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: [{ name: 'conformance', use: 'package', instances }],
    profiles: { bare: { services: { conformance: { prefix: '' } } } },
  });
  const proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;
  return {
    url: `${proxy.url}/mcp/${face}`,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await fixture[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
