import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../catalog/load.ts';
import { freePort } from '../../../catalog/net/testing.ts';
import { aRegistry } from '../../../catalog/testing.ts';
import { aServer, at, gitHub, publishingServer, TEST_KEY, type TestPublishing } from './testing.ts';

let registry: TestPublishing;
afterEach(() => registry[Symbol.asyncDispose]());

const TOKEN = 'ghp_averysecrettoken';
const OCTOCAT = { id: 583231, login: 'octocat' };

describe('a proof', () => {
  it.each([
    ['github-at', { github_token: 'ghp_unknown' }],
    ['github-oidc', { oidc_token: 'a.b.c' }],
    ['oidc', { oidc_token: 'a.b.c' }],
    ['dns', { domain: 'example.com', timestamp: '2026-01-01T00:00:00Z', signed_timestamp: 'ab' }],
    ['http', { domain: 'localhost', timestamp: new Date().toISOString(), signed_timestamp: 'ab' }],
    ['none', {}],
  ])('of %s that does not hold is 401, and says why', async (method, body) => {
    await using github = await gitHub({});
    registry = await publishingServer({ settings: { githubApi: github.origin } });
    const said = await registry.ask('POST', `/auth/${method}`, { body });
    expect([said.status, said.body.code]).toEqual([401, 'unauthorized']);
    expect(said.body.error.length).toBeGreaterThan(20);
  });

  it('that is none is refused by its fields, and never repeated', async () => {
    registry = await publishingServer();
    for (const method of ['github-at', 'github-oidc', 'oidc', 'dns', 'http']) {
      const said = await registry.ask('POST', `/auth/${method}`, { body: { token: 'topsecret' } });
      expect([method, said.status, said.body.errors.length > 0]).toEqual([method, 422, true]);
      const broken = await registry.ask('POST', `/auth/${method}`, { body: '{"github_token":"topsecret"' });
      expect([broken.status, JSON.stringify(broken.body).includes('topsecret')]).toEqual([400, false]);
    }
    expect((await registry.ask('POST', '/auth/magic', { body: {} })).status).toBe(404);
  });

  it('that nobody can look at just now is no fault of the caller', async () => {
    registry = await publishingServer({ settings: { githubApi: `http://127.0.0.1:${await freePort()}` } });
    const said = await registry.ask('POST', '/auth/github-at', { body: { github_token: TOKEN } });
    expect([said.status, said.body.retryable]).toEqual([502, true]);
    registry.dns.fails = true;
    const timestamp = new Date().toISOString();
    const body = { domain: 'example.com', timestamp, signed_timestamp: TEST_KEY.sign(timestamp) };
    expect((await registry.ask('POST', '/auth/dns', { body })).status).toBe(502);
  });

  it('may be offered so often in a minute', async () => {
    registry = await publishingServer({ settings: { signInsPerMinute: 3, anonymous: true } });
    const said = await Promise.all(Array.from({ length: 5 }, () => registry.ask('POST', '/auth/none', { body: {} })));
    expect(said.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    expect(said.map(({ headers }) => headers.get('cache-control'))).toEqual(said.map(() => 'no-store'));
    expect(said.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
  });
});

describe('a token of GitHub', () => {
  it('publishes without a sign-in, and GitHub is asked once a minute', async () => {
    await using github = await gitHub({ [TOKEN]: OCTOCAT });
    registry = await publishingServer({ settings: { githubApi: github.origin } });
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      const said = await registry.ask('POST', '/publish', {
        token: TOKEN,
        body: aServer('io.github.octocat/one', version),
      });
      expect(said.status).toBe(200);
    }
    expect(github.asked.filter((path) => path === '/user')).toHaveLength(1);
    const unknown = await registry.ask('POST', '/publish', {
      token: 'ghp_other',
      body: aServer('io.github.octocat/two'),
    });
    expect(unknown.status).toBe(401);
    const stateless = await registry.ask('POST', '/publish', {
      token: 'ghs_1_a.b.c',
      body: aServer('io.github.octocat/two'),
    });
    expect([stateless.status, github.asked.filter((path) => path === '/user').length]).toEqual([401, 3]);
    expect(registry.log.join('\n')).toContain('octocat');
    expect(registry.log.join('\n')).not.toMatch(/ghp_/);
  });

  it('of a moderator deletes what anybody has published, and publishes what is nobody’s', async () => {
    await using github = await gitHub({ [TOKEN]: OCTOCAT });
    const moderated = { ...aRegistry, moderators: [{ githubId: OCTOCAT.id }] };
    registry = await publishingServer({ into: 'folder', registry: moderated, settings: { githubApi: github.origin } });
    const token = await registry.tokenOf({ method: 'http', domain: 'example.com' });
    await registry.ask('POST', '/publish', { token, body: aServer('com.example/spam') });
    expect((await registry.ask('DELETE', at('com.example/spam', '1.0.0'), { token: TOKEN })).status).toBe(200);
    expect((await registry.ask('POST', '/publish', { token: TOKEN, body: aServer('com.example/found') })).status).toBe(
      200,
    );
    const { entries } = await loadCatalog(registry.folder);
    expect(entries.map(({ name, listing }) => [name, listing.owners, listing.versions['1.0.0']?.by])).toEqual([
      ['com.example/found', [], undefined],
      ['com.example/spam', [], 'moderator'],
    ]);
  });
});

describe('the operator’s own issuer', () => {
  it('lets its accounts publish and moderate what settings say', async () => {
    await using issuer = await gitHub({});
    const oidc = { issuer: issuer.origin, clientId: 'registry', publish: ['com.acme/*'], edit: ['*'] };
    registry = await publishingServer({ settings: { oidc } });
    const proof = await issuer.sign({ sub: 'admin@acme.example' }, 'registry');
    const said = await registry.ask('POST', '/auth/oidc', { body: { oidc_token: proof } });
    const token = said.body.registry_token;
    expect((await registry.ask('POST', '/publish', { token, body: aServer('com.acme/clock') })).status).toBe(200);
    expect((await registry.ask('POST', '/publish', { token, body: aServer('com.example/clock') })).status).toBe(403);
    const theirs = await registry.tokenOf({ method: 'http', domain: 'example.com' });
    await registry.ask('POST', '/publish', { token: theirs, body: aServer('com.example/spam') });
    expect((await registry.ask('DELETE', at('com.example/spam', '1.0.0'), { token })).status).toBe(200);
    const others = await issuer.sign({ sub: 'admin@acme.example' }, 'another');
    expect((await registry.ask('POST', '/auth/oidc', { body: { oidc_token: others } })).status).toBe(401);
  });
});
