import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { startProxy } from '../../proxy/server.ts';
import { type FixtureOptions, startFixture } from './fixture.ts';

/** Where a server is shown by the proxy: as one service, or in a profile that keeps every name. */
export type Face = 'conformance' | 'profiles/bare';

/** The fixture, and a proxy in front of it. `url` is one of the proxy's faces. */
export async function startThroughProxy({
  eras = 'both',
  face = 'conformance',
}: Pick<FixtureOptions, 'eras'> & { face?: Face } = {}): Promise<AsyncDisposable & { url: string }> {
  const fixture = await startFixture({ eras });
  const proxy = await startProxyTo(fixture.url);
  return {
    url: `${proxy.url}/mcp/${face}`,
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await fixture[Symbol.asyncDispose]();
    },
  };
}

/** A proxy in front of any server over streamable HTTP, once it has checked it. */
export async function startProxyTo(server: string): Promise<AsyncDisposable & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const entries = [
    anEntry({ server: { name: 'com.example/conformance', remotes: [] }, listing: { alias: 'conformance' } }),
  ];
  writeSnapshot(folder, entries);
  const instances = [{ id: 'server', transport: 'streamable-http', url: server }];
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: [{ name: 'conformance', use: 'package', instances }],
    profiles: { bare: { services: { conformance: { prefix: '' } } } },
  });
  const proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;
  return {
    url: proxy.url,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}
