import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryMetaKey } from '../../../catalog/snapshot/registry-meta.ts';
import { aRegistry } from '../../../catalog/testing.ts';
import { aServer, at, publishingServer, type TestPublishing, THEIRS } from './testing.ts';

const NAME = 'com.example/weather';
const KEY = registryMetaKey(aRegistry);
let registry: TestPublishing;
let token: string;

beforeEach(async () => {
  registry = await publishingServer({ into: 'folder' });
  token = await registry.tokenOf(THEIRS);
  await registry.ask('POST', '/publish', { token, body: aServer(NAME) });
});
afterEach(() => registry[Symbol.asyncDispose]());

const put = (body: unknown, as = token) => registry.ask('PUT', at(NAME, '1.0.0'), { token: as, body });

describe('PUT of a version', () => {
  it('changes what the registry says, of what was read', async () => {
    const { body } = await registry.ask('GET', at(NAME, '1.0.0'));
    body._meta[KEY] = { ...body._meta[KEY], alias: 'weather', tags: ['forecast'], categories: ['data'] };
    const said = await put(body);
    expect([said.status, said.headers.get('mcp-registry-publish')]).toEqual([200, 'committed']);
    expect(said.body._meta[KEY]).toMatchObject({ alias: 'weather', tags: ['forecast'], categories: ['data'] });
    expect((await registry.ask('GET', at(NAME, 'latest'))).body).toEqual(said.body);
    expect((await put(said.body)).status).toBe(200);
  });

  it('changes nothing that its publisher said', async () => {
    expect((await put(aServer(NAME))).status).toBe(200);
    const { $schema: _, ...older } = aServer(NAME);
    expect((await put(older)).status).toBe(200);
    const said = await put({ ...aServer(NAME), description: 'Another one' });
    expect([said.status, said.body.error]).toEqual([400, expect.stringContaining('immutable')]);
    expect((await registry.ask('GET', at(NAME, '1.0.0'))).body.server.description).toBe(aServer(NAME).description);
  });

  it('is of the version at its address, by those who own it', async () => {
    expect((await put(aServer(NAME, '2.0.0'))).status).toBe(400);
    expect((await put(aServer('com.example/other'))).status).toBe(400);
    expect((await put({ name: 1 })).status).toBe(422);
    expect((await put({ server: aServer(NAME), _meta: { [KEY]: { alias: 'No Alias' } } })).status).toBe(422);
    const other = await registry.tokenOf({ method: 'http', domain: 'example.org' });
    expect((await put(aServer(NAME), other)).status).toBe(403);
    const path = at(NAME, '3.0.0');
    expect((await registry.ask('PUT', path, { token, body: aServer(NAME, '3.0.0') })).status).toBe(404);
    await registry.ask('DELETE', at(NAME, '1.0.0'), { token });
    expect((await put(aServer(NAME))).status).toBe(404);
  });
});
