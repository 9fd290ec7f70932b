import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../catalog/load.ts';
import { judgeCatalog } from '../../../catalog/rules/judge.ts';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import { aRegistry } from '../../../catalog/testing.ts';
import { aServer, at, publishingServer, type TestPublishing, THEIRS } from './testing.ts';

const NAME = 'com.example/weather';
let registry: TestPublishing;
let owner: string;
let moderator: string;

beforeEach(async () => {
  const moderators = [{ githubId: 1 }];
  registry = await publishingServer({ into: 'folder', registry: { ...aRegistry, moderators } });
  owner = await registry.tokenOf(THEIRS);
  moderator = await registry.tokenOf({ method: 'github-at', account: { id: 1, login: 'judge' }, organizations: [] });
  for (const version of ['1.0.0', '2.0.0'])
    await registry.ask('POST', '/publish', { token: owner, body: aServer(NAME, version) });
});
afterEach(() => registry[Symbol.asyncDispose]());

function set(
  status: string,
  {
    token = owner,
    version = '1.0.0',
    statusMessage,
  }: { token?: string; version?: string; statusMessage?: string } = {},
) {
  const body = { status, ...(statusMessage === undefined ? {} : { statusMessage }) };
  return registry.ask('PATCH', `${at(NAME, version)}/status`, { token, body });
}

async function recordOf(version = '1.0.0') {
  const catalog = await loadCatalog(registry.folder);
  expect(judgeCatalog(catalog).filter(({ severity }) => severity === 'error')).toEqual([]);
  return catalog.entries[0]?.listing.versions[version];
}

describe('the status of a version', () => {
  it('goes in every direction, and says by whom and why', async () => {
    for (const [status, from] of [
      ['deprecated', 'active'],
      ['deleted', 'deprecated'],
      ['deprecated', 'deleted'],
      ['active', 'deprecated'],
      ['deleted', 'active'],
      ['active', 'deleted'],
    ]) {
      const statusMessage = status === 'active' ? undefined : `From ${from}`;
      const said = await set(status ?? '', statusMessage === undefined ? {} : { statusMessage });
      expect([said.status, said.body._meta[OFFICIAL_META].status]).toEqual([200, status]);
      expect(await recordOf()).toMatchObject({ status, ...(statusMessage ? { statusMessage, by: 'owner' } : {}) });
    }
    expect(await recordOf()).not.toHaveProperty('by');
  });

  it('has to change', async () => {
    expect((await set('active')).status).toBe(400);
    expect((await set('deprecated')).status).toBe(200);
    expect((await set('deprecated')).body.error).toMatch(/No changes/);
    expect((await set('deprecated', { statusMessage: 'Old' })).status).toBe(200);
  });

  it.each([
    ['asleep', undefined, 422],
    ['deprecated', 'x'.repeat(501), 422],
    ['active', 'All is well', 400],
  ])('is not %s with the message %s', async (status, statusMessage, code) => {
    expect((await set(status, statusMessage === undefined ? {} : { statusMessage })).status).toBe(code);
  });

  it('hides what is deleted, which stays there for who asks', async () => {
    expect((await registry.ask('DELETE', at(NAME, '2.0.0'), { token: owner })).status).toBe(200);
    expect((await registry.ask('GET', at(NAME, '2.0.0'))).status).toBe(404);
    const tomb = await registry.ask('GET', `${at(NAME, '2.0.0')}?include_deleted=true`);
    expect([tomb.status, tomb.body._meta[OFFICIAL_META].status]).toEqual([200, 'deleted']);
    expect((await registry.ask('GET', at(NAME, 'latest'))).body.server.version).toBe('1.0.0');
    expect((await registry.ask('DELETE', at(NAME, '2.0.0'), { token: owner })).status).toBe(404);
    const again = await registry.ask('POST', '/publish', { token: owner, body: aServer(NAME, '2.0.0') });
    expect(again.status).toBe(400);
  });

  it('stays as it is where somebody else has its address meanwhile', async () => {
    await registry.ask('PATCH', `${at(NAME)}/status`, { token: owner, body: { status: 'deleted' } });
    const body = { ...aServer('com.example/heir'), remotes: aServer(NAME).remotes };
    expect((await registry.ask('POST', '/publish', { token: owner, body })).status).toBe(200);
    const said = await set('active');
    expect([said.status, said.body.error]).toEqual([400, expect.stringContaining('com.example/')]);
    expect(await recordOf()).toBeDefined();
  });

  it('is for owners: nobody else, and nothing that is not there', async () => {
    const token = await registry.tokenOf({ method: 'http', domain: 'example.org' });
    expect((await set('deleted', { token })).status).toBe(403);
    expect((await set('deleted', { version: '9.9.9' })).status).toBe(404);
    const none = await registry.ask('PATCH', `${at('com.example/none')}/status`, {
      token: owner,
      body: { status: 'deleted' },
    });
    expect(none.status).toBe(404);
  });
});

describe('all versions of a server', () => {
  const all = (status: string, token = owner) =>
    registry.ask('PATCH', `${at(NAME)}/status`, { token, body: { status } });

  it('change together, those that are not so already', async () => {
    await set('deprecated');
    const said = await all('deprecated');
    expect([said.status, said.body.updatedCount]).toEqual([200, 1]);
    expect(said.body.servers.map(({ server }: { server: { version: string } }) => server.version)).toEqual(['2.0.0']);
    expect((await all('deprecated')).status).toBe(400);
  });

  it('stay as they are when one of them may not be changed', async () => {
    expect((await set('deleted', { token: moderator, version: '2.0.0' })).status).toBe(200);
    expect((await all('deprecated')).status).toBe(403);
    expect([(await recordOf())?.status, (await recordOf('2.0.0'))?.status]).toEqual(['active', 'deleted']);
  });
});

describe('a moderator', () => {
  it('has the last word, until they take it back', async () => {
    expect((await set('deleted', { token: moderator, statusMessage: 'Spam' })).status).toBe(200);
    expect(await recordOf()).toMatchObject({ status: 'deleted', by: 'moderator', statusMessage: 'Spam' });
    for (const status of ['active', 'deprecated']) expect((await set(status)).status).toBe(403);
    expect((await set('active', { token: moderator })).status).toBe(200);
    expect((await set('deprecated')).status).toBe(200);
  });

  it('takes an owner’s word over', async () => {
    await set('deleted');
    expect((await set('deleted', { token: moderator })).status).toBe(200);
    expect((await set('active')).status).toBe(403);
  });

  it('shuts a whole server: no more of it is published', async () => {
    await registry.ask('PATCH', `${at(NAME)}/status`, { token: moderator, body: { status: 'deleted' } });
    expect((await registry.ask('POST', '/publish', { token: owner, body: aServer(NAME, '3.0.0') })).status).toBe(403);
    const other = await registry.ask('POST', '/publish', { token: owner, body: aServer('com.example/other') });
    expect(other.status).toBe(200);
  });
});
