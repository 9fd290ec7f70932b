import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import { aSnapshotOf, registryServer } from './testing.ts';

let server: Awaited<ReturnType<typeof registryServer>>;
beforeAll(async () => {
  server = await registryServer({
    'com.example/weather': [
      { version: '1.0.0', at: '2026-01-01T10:00:00Z' },
      { version: '2.0.0', at: '2026-02-01T09:00:00Z', status: 'deprecated', changedAt: '2026-02-01T10:00:00Z' },
    ],
    'com.example/notes': [{ at: '2026-02-01T08:00:00Z', description: 'Keeps notes of the weather' }],
    'com.example/gone': [{ at: '2026-02-02T00:00:00Z', status: 'deleted', changedAt: '2026-02-02T01:00:00Z' }],
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const BASE = '/v0.1/x/com.example.registry';

async function ask(path: string) {
  const response = await fetch(`${server.origin}${BASE}${path}`);
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text, headers: response.headers };
}

async function body(path: string) {
  return JSON.parse((await ask(path)).text);
}

async function lines(path: string) {
  const { status, type, text } = await ask(path);
  expect([status, type]).toEqual([200, 'application/x-ndjson']);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('search', () => {
  it('answers with versions as the registry API has them, their scores, facets, and what is meant', async () => {
    const found = await body('/search?q=wether');
    expect(found.servers.map(({ server: { name } }: { server: { name: string } }) => name)).toEqual([
      'com.example/notes',
      'com.example/weather',
    ]);
    expect(found.servers[1]).toEqual({
      score: expect.any(Number),
      server: expect.objectContaining({ name: 'com.example/weather', version: '2.0.0' }),
      _meta: expect.objectContaining({ [OFFICIAL_META]: expect.objectContaining({ status: 'deprecated' }) }),
    });
    expect(found).toMatchObject({
      metadata: { count: 2, total: 2 },
      instead: { wether: ['weather'] },
      facets: { health: [{ value: 'unknown', count: 2 }], category: [{ value: 'data', count: 2 }] },
    });
  });

  it('goes on by a cursor that carries words and filters', async () => {
    const first = await body('/search?q=weather&health=unknown&limit=1');
    expect(first.metadata).toEqual({ count: 1, total: 2, nextCursor: expect.stringMatching(/^[\w-]+$/) });
    const second = await body(`/search?limit=1&cursor=${first.metadata.nextCursor}`);
    expect(second.metadata).toEqual({ count: 1, total: 2 });
    expect(second.servers[0].server.name).not.toBe(first.servers[0].server.name);
    expect(await body('/search?q=weather&offset=1&limit=1')).toEqual(second);
  });

  it('spares whoever has the answer already', async () => {
    const etag = (await ask('/search?q=weather')).headers.get('etag') ?? '';
    const again = await fetch(`${server.origin}${BASE}/search?q=weather`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it.each([
    ['health=helthy', 422, /expected one of healthy, .*Did you mean healthy\?/],
    ['limit=0', 422, /limit/],
    ['offset=10001', 422, /offset/],
    [`q=${'x'.repeat(201)}`, 422, /at most 200 characters/],
    ['cursor=nonsense', 400, /no cursor/],
  ])('says what is wrong with %s', async (query, status, said) => {
    const answer = await ask(`/search?${query}`);
    expect([answer.status, JSON.parse(answer.text).detail]).toEqual([status, expect.stringMatching(said)]);
  });

  it('finds what a new snapshot has', async () => {
    const before = server.state.snapshot;
    server.state.snapshot = await aSnapshotOf({ 'com.example/fresh': [{}] });
    expect((await body('/search?q=fresh')).metadata.total).toBe(1);
    server.state.snapshot = before;
  });
});

describe('changes', () => {
  it('are told by day', async () => {
    expect(await lines('/changes')).toEqual([
      { day: '2026-01-01', changes: 1 },
      { day: '2026-02-01', changes: 3 },
      { day: '2026-02-02', changes: 2 },
    ]);
    const [notes, published, deprecated] = await lines('/changes/2026-02-01');
    expect(notes).toEqual({
      ...{ at: '2026-02-01T08:00:00.000Z', change: 'published', name: 'com.example/notes' },
      ...{ version: '1.0.0', status: 'active', isLatest: true },
    });
    expect([published.change, deprecated.change, deprecated.version]).toEqual(['published', 'deprecated', '2.0.0']);
    expect(await lines('/changes/2026-03-01')).toEqual([]);
  });

  it('are told since a moment or a day, in pages', async () => {
    expect(await lines('/changes?since=2026-02-01')).toHaveLength(5);
    expect((await lines('/changes?since=2026-02-01T08:30:00Z')).map(({ change }) => change)).toEqual([
      'published',
      'deprecated',
      'published',
      'deleted',
    ]);
    const read: unknown[] = [];
    let page = await lines('/changes?since=2026-01-01&limit=4');
    for (let pages = 0; pages < 5; pages += 1) {
      const { nextCursor } = page.at(-1);
      read.push(...(nextCursor === undefined ? page : page.slice(0, -1)));
      if (nextCursor === undefined) break;
      page = await lines(`/changes?limit=4&cursor=${nextCursor}`);
    }
    expect(read).toEqual(await lines('/changes?since=2026-01-01'));
    expect(read).toHaveLength(6);
  });

  it('are refused for what is no time', async () => {
    expect((await ask('/changes?since=yesterday')).status).toBe(400);
    expect((await ask('/changes/2026-13-01')).status).toBe(400);
    expect((await ask('/changes?cursor=x')).status).toBe(400);
  });
});

describe('info', () => {
  it('tells who the registry is, and where its extensions are', async () => {
    const told = await body('/info');
    expect(told).toMatchObject({
      registry: { id: 'com.example.registry', title: 'Test Registry', contact: 'https://example.com/contact' },
      counts: { servers: 3, versions: 4, status: { active: 1, deprecated: 1, deleted: 1 } },
      snapshot: { id: server.state.snapshot.manifest.id, at: '2026-11-22T09:37:02Z' },
      links: { site: 'https://example.com/registry/', openapi: '/openapi.json' },
    });
    for (const { path } of told.extensions.filter(({ path }: { path: string }) => !/[{?]/.test(path))) {
      expect((await fetch(`${server.origin}${path}`)).status).toBe(200);
    }
  });
});

it.each(['search', 'changes', 'changes/2026-01-01', 'info'])('%s of another registry is not here', async (path) => {
  const response = await fetch(`${server.origin}/v0.1/x/com.other/${path}`);
  expect([response.status, (await response.json()).detail]).toEqual([404, expect.stringContaining(BASE)]);
  expect((await fetch(`${server.origin}/v0/x/com.example.registry/${path}`)).status).toBe(404);
});
