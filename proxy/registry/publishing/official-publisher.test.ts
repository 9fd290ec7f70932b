import { createServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockList } from '../../../catalog/net/addresses.ts';
import { aCertificate } from '../../../catalog/net/certificate.ts';
import { answers, listening } from '../../../catalog/net/testing.ts';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import { aServer, at, gitHub, publishingServer, TEST_KEY, type TestPublishing } from './testing.ts';

const certificate = aCertificate('example.com');
const WELL_KNOWN = '/.well-known/mcp-registry-auth';
const GITHUB_TOKEN = 'gho_0123456789';

let registry: TestPublishing;
let github: Awaited<ReturnType<typeof gitHub>>;
let site: Awaited<ReturnType<typeof listening>>;

beforeAll(async () => {
  github = await gitHub({ [GITHUB_TOKEN]: { id: 583231, login: 'octocat', owns: [{ id: 9, login: 'acme' }] } });
  site = await listening(
    createServer(certificate, ({ url }, response) =>
      response.writeHead(url === WELL_KNOWN ? 200 : 404).end(TEST_KEY.text),
    ),
  );
  const egress = { allow: blockList(['127.0.0.0/8']), ca: certificate.cert };
  registry = await publishingServer({
    settings: { anonymous: true, githubApi: github.origin },
    places: {
      actions: { issuer: github.origin },
      http: { egress, port: site.port, resolve: answers('127.0.0.1') },
    },
  });
});
afterAll(() => Promise.all([registry, github, site].map((each) => each[Symbol.asyncDispose]())));

/** As the official command-line publisher asks: below `/v0`, and JSON in all bodies. */
function ask(method: string, path: string, body?: unknown, token?: string) {
  return registry.ask(method, path, { prefix: '/v0', body, ...(token === undefined ? {} : { token }) });
}

/** Its token is three parts of base64url, and lives for five minutes. */
function expectToken({ status, body }: Awaited<ReturnType<typeof ask>>): string {
  expect([status, Object.keys(body)]).toEqual([200, ['registry_token', 'expires_at']]);
  expect(body.registry_token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(body.expires_at - Date.now() / 1000).toBeGreaterThan(290);
  expect(body.expires_at - Date.now() / 1000).toBeLessThanOrEqual(300);
  return body.registry_token;
}

function permissionsIn(token: string): unknown {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return [claims.auth_method, claims.auth_method_sub, claims.permissions];
}

function aSignature() {
  const timestamp = new Date().toISOString();
  return { domain: 'example.com', timestamp, signed_timestamp: TEST_KEY.sign(timestamp) };
}

describe('the official publisher', () => {
  it('health', async () => {
    expect(await ask('GET', '/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', github_client_id: 'Iv1.test' },
    });
  });

  it('validate', async () => {
    expect((await ask('POST', '/validate', aServer('com.example/weather'))).body).toEqual({ valid: true, issues: [] });
    expect((await ask('POST', '/validate', { name: 'x' })).body).toMatchObject({ valid: false });
  });

  it('login github', async () => {
    const token = expectToken(await ask('POST', '/auth/github-at', { github_token: GITHUB_TOKEN }));
    expect(permissionsIn(token)).toEqual([
      'github-at',
      'octocat',
      ['io.github.octocat/*', 'io.github.acme/*'].map((resource) => ({ action: 'publish', resource })),
    ]);
    expect((await ask('POST', '/publish', aServer('io.github.acme/clock'), token)).status).toBe(200);
  });

  it('login github-oidc', async () => {
    const claims = { repository: 'acme/tools', repository_owner: 'acme', repository_owner_id: '9' };
    const proof = await github.sign(claims, 'mcp-registry');
    const token = expectToken(await ask('POST', '/auth/github-oidc', { oidc_token: proof }));
    expect(permissionsIn(token)).toEqual([
      'github-oidc',
      'acme/tools',
      [{ action: 'publish', resource: 'io.github.acme/*' }],
    ]);
    expect((await ask('POST', '/publish', aServer('io.github.acme/tools'), token)).status).toBe(200);
    const other = await github.sign(claims, 'another-registry');
    expect((await ask('POST', '/auth/github-oidc', { oidc_token: other })).status).toBe(401);
  });

  it('login dns', async () => {
    const token = expectToken(await ask('POST', '/auth/dns', aSignature()));
    expect(permissionsIn(token)).toEqual([
      'dns',
      'example.com',
      ['com.example/*', 'com.example.*'].map((resource) => ({ action: 'publish', resource })),
    ]);
    expect((await ask('POST', '/publish', aServer('com.example.eu/dns'), token)).status).toBe(200);
  });

  it('login http', async () => {
    const token = expectToken(await ask('POST', '/auth/http', aSignature()));
    expect(permissionsIn(token)).toEqual(['http', 'example.com', [{ action: 'publish', resource: 'com.example/*' }]]);
    expect((await ask('POST', '/publish', aServer('com.example.eu/http'), token)).status).toBe(403);
  });

  it('login none', async () => {
    const token = expectToken(await ask('POST', '/auth/none', {}));
    const body = aServer('io.modelcontextprotocol.anonymous/trial');
    expect((await ask('POST', '/publish', body, token)).status).toBe(200);
  });

  it('publish', async () => {
    const token = expectToken(await ask('POST', '/auth/http', aSignature()));
    const said = await ask('POST', '/publish', aServer('com.example/published'), token);
    expect([said.status, said.body.server.name]).toEqual([200, 'com.example/published']);
    expect(said.body._meta[OFFICIAL_META].status).toBe('active');
  });

  it('status, of one version and of all', async () => {
    const token = expectToken(await ask('POST', '/auth/http', aSignature()));
    const name = 'com.example/retired';
    for (const version of ['1.0.0', '1.1.0']) await ask('POST', '/publish', aServer(name, version), token);
    const one = await ask(
      'PATCH',
      `${at(name, '1.0.0')}/status`,
      { status: 'deprecated', statusMessage: 'Use 1.1.0' },
      token,
    );
    expect(one).toMatchObject({
      status: 200,
      body: { _meta: { [OFFICIAL_META]: { status: 'deprecated', statusMessage: 'Use 1.1.0' } } },
    });
    const all = await ask('PATCH', `${at(name)}/status`, { status: 'deleted' }, token);
    expect([all.status, all.body.updatedCount, all.body.servers.length]).toEqual([200, 2, 2]);
  });
});
