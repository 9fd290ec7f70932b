import { describe, expect, it } from 'vitest';
import type { Listing } from '../../catalog/listing.ts';
import type { ServerJson } from '../../catalog/server-json.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { anEntry, aRegistry } from '../../catalog/testing.ts';
import { ConfiguredService, ProxyConfig } from '../config.ts';
import { serviceOf } from './service.ts';

type Settings = Omit<Parameters<typeof ConfiguredService.parse>[0] & object, never>;

function service(
  server: Partial<ServerJson>,
  settings: Settings = {},
  {
    env = {},
    listing = {},
    egress = {},
  }: { env?: NodeJS.ProcessEnv; listing?: Partial<Listing>; egress?: object } = {},
) {
  const { entries } = takeSnapshot({
    registry: aRegistry,
    commit: null,
    at: '2026-01-01T00:00:00Z',
    entries: [anEntry({ server, listing })],
  });
  const [entry] = entries;
  if (!entry) throw new Error('no entry');
  return serviceOf(entry, ConfiguredService.parse({ name: entry.name, ...settings }), {
    config: ProxyConfig.parse({ egress }),
    folder: '/srv',
    env,
  });
}

const npm = { registryType: 'npm', identifier: 'weather-mcp', version: '1.0.0', transport: { type: 'stdio' } };
const oci = { registryType: 'oci', identifier: 'docker.io/mcp/weather:1', transport: { type: 'stdio' } };
const remotes = [{ type: 'streamable-http', url: 'https://weather.example.com/mcp?key=hush' }];

describe('serviceOf', () => {
  it('answers to its alias where it has one', () => {
    expect(service({}, {}, { listing: { alias: 'weather' } }).name).toBe('weather');
    expect(service({}).name).toBe('com.example/weather');
  });

  it.each([
    [undefined, ['remote-0']],
    ['remote', ['remote-0']],
    ['package', ['package-npm']],
    ['both', ['package-npm', 'remote-0']],
  ] as const)('with use %s has the instances %j', (use, ids) => {
    const { instances } = service({ packages: [oci, npm], remotes }, use ? { use } : {});
    expect(instances.map(({ id }) => id)).toEqual(ids);
  });

  it('shows no query of an address', () => {
    expect(service({ remotes }).instances[0]?.address).toBe('https://weather.example.com/mcp');
  });

  it('lets a publisher’s remote go to public addresses alone, an operator’s instance anywhere', () => {
    const instances = [{ id: 'mine', transport: 'sse', url: 'http://10.0.0.5/sse' }];
    const targets = service({ remotes }, { instances }).instances.map(({ target }) =>
      'http' in target ? target.http.egress : null,
    );
    expect(targets).toMatchObject([{ allow: { rules: [] }, allowHosts: [] }, { any: true }]);
    expect(targets[0]).not.toHaveProperty('any');
  });

  it('sends both through the proxy of the configuration, and neither around one that is not set', () => {
    const instances = [{ id: 'mine', transport: 'sse', url: 'http://10.0.0.5/sse' }];
    const proxies = (env: NodeJS.ProcessEnv) => {
      const egress = { proxy: { env: 'EGRESS' }, bypass: ['*.corp.example'], connectTimeoutMs: 7 };
      return service({ remotes }, { instances }, { env, egress }).instances.map(({ target }) =>
        'http' in target ? [target.http.egress.proxy, target.http.egress.connectTimeoutMs] : null,
      );
    };
    const bypass = { hosts: ['*.corp.example'], ranges: expect.anything() };
    const [set, unset] = [
      { url: 'http://proxy:3128', bypass },
      { url: '', bypass },
    ];
    expect(proxies({ EGRESS: 'http://proxy:3128' })).toEqual([
      [set, 7],
      [set, 7],
    ]);
    expect(proxies({})).toEqual([
      [unset, 7],
      [unset, 7],
    ]);
  });

  it('takes secrets from where the configuration says, and says which are not set', () => {
    const headers = { Authorization: { env: 'WEATHER_TOKEN' } };
    const [given] = service({ remotes }, { headers }, { env: { WEATHER_TOKEN: 'Bearer t' } }).instances;
    expect(given?.target).toMatchObject({ http: { headers: { Authorization: 'Bearer t' } } });
    const [missing] = service({ remotes }, { headers }).instances;
    expect(missing?.target).toMatchObject({
      reason: 'needs-config',
      message: expect.stringContaining('Authorization'),
    });
  });

  it('needs what the publisher requires of a caller', () => {
    const asking = [
      {
        type: 'streamable-http',
        url: 'https://{region}.example.com/mcp',
        variables: { region: {} },
        headers: [{ name: 'X-Key', isRequired: true }],
      },
    ];
    expect(service({ remotes: asking }).instances[0]?.target).toMatchObject({
      reason: 'needs-config',
      message: expect.stringMatching(/X-Key.*region/),
    });
  });

  it('takes in the extra addresses of the listing', () => {
    const listing = {
      instances: [{ id: 'eu', transport: 'streamable-http' as const, url: 'https://eu.example.com/mcp' }],
    };
    expect(service({ remotes }, {}, { listing }).instances.map(({ id }) => id)).toEqual(['remote-0', 'eu']);
  });

  it('resolves paths against the folder of the configuration', () => {
    const [instance] = service({ packages: [npm] }, { use: 'package', env: { FILE: { path: 'data/x' } } }).instances;
    expect(instance?.target).toMatchObject({ command: { env: { FILE: '/srv/data/x' }, cwd: '/srv' } });
  });
});
