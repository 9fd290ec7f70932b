import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownRegistry } from '../registry-contract/registry.ts';
import { hosts } from './index.ts';

let registry: Awaited<ReturnType<typeof ownRegistry>>;
beforeAll(async () => {
  registry = await ownRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

const SEARCH = 'github';

describe.each(hosts.map((host) => [host.name, host] as const))('%s', (_name, host) => {
  it('lists every server, once', async () => {
    const { listed } = await host.browse({ base: registry.origin, search: SEARCH });
    const latest = registry.snapshot.servers.latest.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((row) => latest.includes(row))).toEqual(latest);
  });

  it('finds what a person searches for, all of it and nothing else', async () => {
    const { found } = await host.browse({ base: registry.origin, search: SEARCH });
    const matching = registry.snapshot.servers.latest.filter(({ name, response }) => {
      const { server } = JSON.parse(String(response));
      return `${name}\n${server.description}`.toLowerCase().includes(SEARCH);
    });
    expect(matching.length).toBeGreaterThan(50);
    const all = matching.map(({ name, version }) => `${name}@${version}`);
    // One of them shows the first page, and no more.
    if (found !== null) expect(found).toEqual(host.name === 'ToolHive' ? all.slice(0, 30) : all);
  });

  it('lets a server of the registry run, and no other, and never shuts off all of them', async () => {
    if (!host.allows) return;
    const settings = { base: registry.origin, search: SEARCH };
    for (const { name } of registry.snapshot.servers.latest.slice(0, 20))
      expect(await host.allows(settings, name)).toBe('yes');
    for (const name of ['com.example/nobody', 'not a name', '../../etc/passwd', 'a/b%2Fc', 'ü/🌦'])
      expect(await host.allows(settings, name), name).toBe('no');
  });
});

describe('the official publisher', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${registry.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('is told all that is wrong before it publishes', async () => {
    const response = await post('/v0/validate', { name: 'x', version: 'latest' });
    const { valid, issues } = await response.json();
    expect([response.status, valid, issues.length > 2]).toEqual([200, false, true]);
  });

  it('is told clearly that publishing is not possible here yet', async () => {
    for (const [path, body, status] of [
      ['/v0/auth/github-at', { github_token: 'x' }, 501],
      ['/v0/auth/dns', { domain: 'example.com', timestamp: 'x', signed_timestamp: 'y' }, 501],
      ['/v0/publish', { name: 'x' }, 401],
    ] as const) {
      const response = await post(path, body);
      const { detail, error } = await response.json();
      expect([response.status, detail], path).toEqual([status, error]);
    }
    const told = await post('/v0/publish', { name: 'x' }, { authorization: 'Bearer x' });
    expect([told.status, (await told.json()).detail]).toEqual([501, expect.stringContaining('pull request')]);
    expect((await (await fetch(`${registry.origin}/v0/health`)).json()).status).toBe('ok');
  });
});
