import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../build/build.ts';
import { ROOT } from '../command.ts';
import { copilotCli } from '../registry-hosts/copilot-cli.ts';
import { vsCode } from '../registry-hosts/vs-code.ts';
import { nginxHost } from './nginx-host.ts';
import { pagesHost } from './pages-host.ts';
import { ownRegistry } from './registry.ts';

let folder: string;
let proxy: Awaited<ReturnType<typeof ownRegistry>>;
const hosts: Record<string, Awaited<ReturnType<typeof pagesHost>>> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'static-'));
  const from = { catalog: join(ROOT, 'catalog'), status: join(folder, 'no-status') };
  await build({ ...from, out: join(folder, 'dist') });
  await build({ ...from, out: join(folder, 'packed'), packed: true });
  proxy = await ownRegistry();
  hosts.pages = await pagesHost(join(folder, 'dist'));
  hosts.nginx = await nginxHost(join(folder, 'dist'));
  hosts['nginx, packed'] = await nginxHost(join(folder, 'packed'), 'nginx-packed.conf');
});
afterAll(async () => {
  await Promise.all([proxy, ...Object.values(hosts)].map((each) => each?.[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true });
});

describe.each(['pages', 'nginx', 'nginx, packed'])('the built folder at %s', (name) => {
  const origin = () => hosts[name]?.origin ?? '';
  const textAt = async (base: string, path: string) => {
    const response = await fetch(`${base}${path}`);
    expect(response.status, path).toBe(200);
    return response.text();
  };

  it('answers what the proxy answers, byte for byte', async () => {
    let compared = 0;
    for (const { name: server, version, status } of proxy.snapshot.servers.all) {
      if (status === 'deleted') continue;
      const path = `/v0.1/servers/${encodeURIComponent(server)}/versions`;
      for (const asked of [path, `${path}/latest`, `${path}/${encodeURIComponent(version)}`]) {
        expect(await textAt(origin(), asked), asked).toBe(await textAt(proxy.origin, asked));
        compared += 1;
      }
    }
    console.log(`${name}: ${compared} answers are the same bytes as the proxy's`);
    expect(compared).toBeGreaterThan(400);
  });

  it('has every server in one list without a cursor', async () => {
    const { servers, metadata } = JSON.parse(await textAt(origin(), '/v0.1/servers?limit=50&version=latest'));
    expect(servers.map(({ server }: { server: { name: string } }) => server.name)).toEqual(
      proxy.snapshot.servers.latest.filter(({ status }) => status !== 'deleted').map(({ name }) => name),
    );
    expect(metadata).toEqual({ count: servers.length });
  });

  it.each([vsCode, copilotCli].map((host) => [host.name, host] as const))(
    'is a registry to %s',
    async (_name, host) => {
      const settings = { base: origin(), search: 'github' };
      const { listed } = await host.browse(settings);
      expect(new Set(listed).size).toBe(listed.length);
      expect(listed).toHaveLength(proxy.snapshot.servers.latest.length);
      const [first] = proxy.snapshot.servers.latest;
      expect(await host.allows?.(settings, first?.name ?? '')).toBe('yes');
      expect(await host.allows?.(settings, 'com.example/nobody')).toBe('no');
    },
  );
});

describe.each(['nginx', 'nginx, packed'])('%s, with the configuration of the build', (name) => {
  it('calls JSON so, and lets every page read', async () => {
    for (const path of ['/v0.1/servers', '/v0.1/servers/', '/servers', '/v0.1/health']) {
      const response = await fetch(`${hosts[name]?.origin}${path}`, { redirect: 'error' });
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      await response.json();
    }
    const preflight = await fetch(`${hosts[name]?.origin}/v0.1/servers`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('GET');
  });
});

describe('a packed build', () => {
  const ask = (path: string, encoding: string) =>
    fetch(`${hosts['nginx, packed']?.origin}${path}`, { headers: { 'accept-encoding': encoding } });

  it('is sent as it lies there, and unpacked to who does not take that', async () => {
    const entry = `/server/${proxy.snapshot.servers.latest[0]?.name}`;
    for (const path of [
      '/',
      `${entry}/`,
      `${entry}/index.json`,
      '/status/summary.json',
      '/v0.1/servers',
      '/manifest.json',
    ]) {
      const plain = await (await fetch(`${hosts.nginx?.origin}${path}`)).text();
      for (const encoding of ['gzip', 'identity']) {
        const response = await ask(path, encoding);
        expect(response.headers.get('content-encoding'), path).toBe(encoding === 'gzip' ? 'gzip' : null);
        expect((await response.text()) === plain, `${path}, ${encoding}`).toBe(true);
      }
    }
    expect((await ask(entry, 'identity')).url).toBe(`${hosts['nginx, packed']?.origin}${entry}/`);
    expect((await ask('/server/com.example/none/', 'gzip')).status).toBe(404);
    expect((await ask('/snapshot/manifest.json', 'gzip')).status).toBe(200);
  });
});
