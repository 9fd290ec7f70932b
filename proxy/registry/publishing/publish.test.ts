import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../catalog/load.ts';
import { provePackages } from '../../../catalog/packages/proof.ts';
import { aDesk, standIn } from '../../../catalog/packages/testing.ts';
import type { Identity } from '../../../catalog/publish/ownership/identity.ts';
import { judgeCatalog } from '../../../catalog/rules/judge.ts';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import { aServer, at, publishingServer, type TestPublishing, THEIRS } from './testing.ts';

let registry: TestPublishing;
afterEach(() => registry[Symbol.asyncDispose]());

const NAME = 'com.example/weather';
const octocat = (id = 583231): Identity => ({
  method: 'github-at',
  account: { id, login: 'octocat' },
  organizations: [],
});

describe.each(['memory', 'folder'] as const)('publishing into %s', (into) => {
  it('shows the version at once, as its answer did', async () => {
    registry = await publishingServer({ into });
    const token = await registry.tokenOf(THEIRS);
    const said = await registry.ask('POST', '/publish', { token, body: aServer(NAME) });
    expect([said.status, said.headers.get('mcp-registry-publish')]).toEqual([200, 'committed']);
    const official = said.body._meta[OFFICIAL_META];
    expect(official).toMatchObject({ status: 'active', isLatest: true, publishedAt: official.updatedAt });
    expect(said.body.server).toEqual(aServer(NAME));
    const read = await registry.ask('GET', at(NAME, 'latest'));
    expect([read.status, read.body]).toEqual([200, said.body]);
    await registry.ask('POST', '/publish', { token, body: aServer(NAME, '2.0.0') });
    const all = await registry.ask('GET', '/servers');
    expect(all.body.servers.map(({ server }: { server: { version: string } }) => server.version)).toEqual([
      '1.0.0',
      '2.0.0',
    ]);
    expect((await registry.ask('GET', at(NAME, 'latest'))).body.server.version).toBe('2.0.0');
  });

  it('lets one of twenty have a version, and leaves nothing half-written', async () => {
    registry = await publishingServer({ into });
    const token = await registry.tokenOf(THEIRS);
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        registry.ask('POST', '/publish', { token, body: aServer(NAME, '1.0.0', { title: `Weather ${index}` }) }),
      ),
    );
    expect(said.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    expect(said.find(({ status }) => status === 400)?.body).toMatchObject({
      error: 'invalid version: cannot publish duplicate version',
    });
    const won = said.find(({ status }) => status === 200)?.body;
    expect((await registry.ask('GET', at(NAME, '1.0.0'))).body).toEqual(won);
    if (into === 'memory') return;
    expect(judgeCatalog(await loadCatalog(registry.folder))).toEqual([]);
    expect(readdirSync(registry.folder).sort()).toEqual(['registry.json', 'servers']);
    expect(readdirSync(join(registry.folder, 'servers', NAME)).sort()).toEqual(['1.0.0.json', 'listing.json']);
  });

  it('keeps many different ones that come at once', async () => {
    registry = await publishingServer({ into });
    const token = await registry.tokenOf(THEIRS);
    const names = Array.from({ length: 12 }, (_, index) => `com.example/server-${index % 4}`);
    const said = await Promise.all(
      names.map((name, index) => registry.ask('POST', '/publish', { token, body: aServer(name, `1.${index}.0`) })),
    );
    expect(said.map(({ status }) => status)).toEqual(names.map(() => 200));
    const { body } = await registry.ask('GET', '/servers?limit=100');
    expect(body.metadata.count).toBe(12);
  });

  it('writes the owner into a new entry, who alone may publish more of it', async () => {
    registry = await publishingServer({ into });
    const name = 'io.github.octocat/notes';
    const token = await registry.tokenOf(octocat());
    expect((await registry.ask('POST', '/publish', { token, body: aServer(name) })).status).toBe(200);
    // The login was taken by somebody else.
    const other = await registry.tokenOf(octocat(7));
    const refused = await registry.ask('POST', '/publish', { token: other, body: aServer(name, '2.0.0') });
    expect(refused.status).toBe(403);
    expect(refused.body.error).toMatch(/has owners.*\(E401\).*publish io\.github\.octocat\/\*/s);
    expect((await registry.ask('POST', '/publish', { token, body: aServer(name, '2.0.0') })).status).toBe(200);
  });

  it('refuses an address that another server has, and says whose it is', async () => {
    registry = await publishingServer({ into });
    const token = await registry.tokenOf(THEIRS);
    await registry.ask('POST', '/publish', { token, body: aServer(NAME) });
    const body = { ...aServer('com.example/copy'), remotes: aServer(NAME).remotes };
    const said = await registry.ask('POST', '/publish', { token, body });
    expect([said.status, said.body.errors?.[0].pointer]).toEqual([400, '/remotes/0/url']);
    expect(said.body.error).toMatch(/already a remote of com\.example\/weather/);
    expect((await registry.ask('GET', at('com.example/copy', 'latest'))).status).toBe(404);
  });
});

describe('the packages of what is published', () => {
  const withPackage = (identifier: string) =>
    aServer(NAME, '1.0.0', {
      packages: [{ registryType: 'npm', identifier, version: '1.0.0', transport: { type: 'stdio' } }],
    });

  it('name their server, or it is refused; what cannot be asked is tried again', async () => {
    await using npm = await standIn(() => ({
      '/theirs/1.0.0': { version: '1.0.0', mcpName: 'com.example/other' },
      '/theirs/latest': { version: '1.0.0' },
      '/ours/1.0.0': { version: '1.0.0', mcpName: NAME },
      '/ours/latest': { version: '1.0.0' },
      '/down/1.0.0': (_request, response) => response.writeHead(503).end(),
    }));
    registry = await publishingServer({ provePackages: (server) => provePackages(server, aDesk(npm)) });
    const token = await registry.tokenOf(THEIRS);
    const said = await registry.ask('POST', '/publish', { token, body: withPackage('theirs') });
    expect([said.status, said.body.errors?.[0].pointer]).toEqual([400, '/packages/0/identifier']);
    expect(said.body.error).toContain('mcpName');
    const down = await registry.ask('POST', '/publish', { token, body: withPackage('down') });
    expect([down.status, down.body.retryable]).toEqual([502, true]);
    expect((await registry.ask('POST', '/publish', { token, body: withPackage('ours') })).status).toBe(200);
  });
});

describe('what is published', () => {
  it('needs a token that is ours, and permits the name', async () => {
    registry = await publishingServer();
    const body = aServer(NAME);
    expect((await registry.ask('POST', '/publish', { body })).status).toBe(401);
    const forged = `${await registry.tokenOf(THEIRS)}`.replace(/.{6}$/, 'AAAAAA');
    expect((await registry.ask('POST', '/publish', { token: forged, body })).status).toBe(401);
    const token = await registry.tokenOf({ method: 'http', domain: 'example.org' });
    const said = await registry.ask('POST', '/publish', { token, body });
    expect([said.status, said.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect(said.body.error).toContain('This token lets you: publish org.example/*');
    expect(said.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is judged first: all faults, each at its place, and where to ask for more', async () => {
    registry = await publishingServer();
    const token = await registry.tokenOf(THEIRS);
    const body = { ...aServer(NAME), version: '^1.0.0', remotes: [{ type: 'carrier-pigeon', url: 'http://x' }] };
    const said = await registry.ask('POST', '/publish', { token, body });
    expect(said.status).toBe(422);
    expect(said.body.error).toContain('validation failed, call /validate for details');
    expect(said.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/version', '/remotes/0/type']),
    );
    for (const [bad, status] of [
      ['{', 400],
      ['[]', 422],
      ['null', 422],
      ['{}', 422],
    ] as const) {
      expect((await registry.ask('POST', '/publish', { token, body: bad })).status, bad).toBe(status);
    }
    for (const deep of [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`]) {
      expect((await registry.ask('POST', '/publish', { token, body: deep })).status).toBe(400);
      expect((await registry.ask('PUT', at(NAME, '1.0.0'), { token, body: deep })).status).toBe(400);
    }
    const long = { ...aServer(NAME), _meta: { x: 'x'.repeat(1_000_001) } };
    expect((await registry.ask('POST', '/publish', { token, body: long })).status).toBe(413);
  });

  it.each(['/v0', '/v0.1'] as const)('is answered in its own dialect under %s', async (prefix) => {
    registry = await publishingServer();
    const token = await registry.tokenOf(octocat());
    const body = {
      name: 'io.github.octocat/notes',
      description: 'Keeps notes',
      repository: { url: 'https://github.com/octocat/notes', source: 'github', id: '1' },
      version_detail: { version: '0.1.0' },
      packages: [{ registry_name: 'npm', name: '@octocat/notes', version: '0.1.0' }],
    };
    const said = await registry.ask('POST', '/publish', { token, body, prefix });
    expect(said).toMatchObject({ status: 201, body: { message: 'Server publication successful' } });
    const seed = await registry.ask('GET', `/servers/${said.body.id}`, { prefix: '/v0' });
    expect(seed.body).toMatchObject({ name: body.name, version_detail: { version: '0.1.0', is_latest: true } });
    expect((await registry.ask('POST', '/publish', { token, body, prefix })).status).toBe(400);
    const now = await registry.ask('POST', '/publish', { token, body: aServer('io.github.octocat/clock'), prefix });
    expect([now.status, Object.keys(now.body)]).toEqual([200, ['server', '_meta']]);
  });

  it('comes so often in a minute from one publisher', async () => {
    registry = await publishingServer({ settings: { changesPerMinute: 2 } });
    const token = await registry.tokenOf(THEIRS);
    const statuses: number[] = [];
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      statuses.push((await registry.ask('POST', '/publish', { token, body: aServer(NAME, version) })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const other = await registry.tokenOf({ method: 'http', domain: 'example.org' });
    expect((await registry.ask('POST', '/publish', { token: other, body: aServer('org.example/clock') })).status).toBe(
      200,
    );
  });

  it('may be asked for by any page', async () => {
    registry = await publishingServer();
    const preflight = await fetch(`${registry.origin}/v0/publish`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
    }
  });

  it('stands in the log, and no token does', async () => {
    registry = await publishingServer();
    const token = await registry.tokenOf(THEIRS);
    await registry.ask('POST', '/publish', { token, body: aServer(NAME) });
    await registry.ask('POST', '/publish', { token: `${token}x`, body: aServer(NAME) });
    expect(registry.log.join('\n')).toContain('"by":"dns: example.com"');
    for (const part of token.split('.')) expect(registry.log.join('\n')).not.toContain(part);
  });
});
