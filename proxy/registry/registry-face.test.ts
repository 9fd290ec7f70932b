import { request as plainRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryMetaKey } from '../../catalog/snapshot/registry-meta.ts';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { aSnapshotOf, registryServer, type TestVersion } from './testing.ts';

const many: Record<string, TestVersion[]> = Object.fromEntries(
  Array.from({ length: 70 }, (_none, index) => [`io.many/s${String(index).padStart(2, '0')}`, [{}]]),
);

let server: Awaited<ReturnType<typeof registryServer>>;
beforeAll(async () => {
  server = await registryServer({
    ...many,
    'com.example/weather': [
      { version: '1.0.0', at: '2026-01-01T00:00:00Z' },
      { version: '1.0.0+build.1', at: '2026-02-01T00:00:00Z', status: 'deprecated' },
      { version: '2.0.0-beta', at: '2026-03-01T00:00:00Z', status: 'deleted' },
    ],
    'com.example/gone': [{ status: 'deleted' }],
    'com.example/odd_100%': [{ description: 'Sells UMBRELLAS' }],
  });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Answered {
  status: number;
  headers: Headers;
  // What a registry says is read by name here, as its callers do.
  body: { [field: string]: unknown };
  text: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(`${server.origin}${path}`, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : {} };
}

function rowsOf({ body }: Answered): string[] {
  const { servers } = body;
  if (!Array.isArray(servers)) throw new Error('no list');
  return servers.map(({ server }) => `${server.name}@${server.version}`);
}

function cursorOf({ body: { metadata } }: Answered): string | undefined {
  return typeof metadata === 'object' && metadata !== null && 'nextCursor' in metadata
    ? String(metadata.nextCursor)
    : undefined;
}

/** All rows of a list, page by page, with what only the first page is asked beside what all are. */
async function walk(first: string, later = first): Promise<string[]> {
  const rows: string[] = [];
  let page = await ask(`/v0.1/servers?${first}`);
  for (let pages = 0; pages < 200; pages += 1) {
    expect(page.status).toBe(200);
    rows.push(...rowsOf(page));
    const cursor = cursorOf(page);
    if (cursor === undefined) return rows;
    // Raw, as some hosts put it.
    page = await ask(`/v0.1/servers?${later}&cursor=${cursor}`);
  }
  throw new Error('the list has no end');
}

const WEATHER = '/v0.1/servers/com.example%2Fweather/versions';

describe('the list', () => {
  it('has every version but the deleted, by name and version, 30 a page', async () => {
    const page = await ask('/v0.1/servers');
    expect(page.headers.get('content-type')).toBe('application/json');
    expect(rowsOf(page).slice(0, 4)).toEqual([
      'com.example/odd_100%@1.0.0',
      'com.example/weather@1.0.0',
      'com.example/weather@1.0.0+build.1',
      'io.many/s00@1.0.0',
    ]);
    expect(page.body.metadata).toEqual({ count: 30, nextCursor: expect.stringMatching(/^[\w-]+$/) });
    const rows = await walk('limit=7');
    expect(rows).toHaveLength(73);
    expect(rows).toEqual(rows.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('says of each version what the official registry says, and what we know', async () => {
    const { body } = await ask(`${WEATHER}/1.0.0%2Bbuild.1`);
    expect(body).toEqual({
      server: expect.objectContaining({ name: 'com.example/weather', version: '1.0.0+build.1' }),
      _meta: {
        [OFFICIAL_META]: {
          status: 'deprecated',
          statusChangedAt: '2026-02-01T00:00:00Z',
          publishedAt: '2026-02-01T00:00:00Z',
          updatedAt: '2026-02-01T00:00:00Z',
          isLatest: true,
        },
        [registryMetaKey(aRegistry)]: expect.objectContaining({ health: 'unknown', reason: 'never-checked' }),
      },
    });
  });

  it.each([
    ['search=WEATHER', ['com.example/weather@1.0.0', 'com.example/weather@1.0.0+build.1']],
    ['search=umbrella', ['com.example/odd_100%@1.0.0']],
    ['search=_100%25', ['com.example/odd_100%@1.0.0']],
    ['search=%25_', []],
    ['search=weather&version=latest', ['com.example/weather@1.0.0+build.1']],
    ['version=1.0.0%2Bbuild.1', ['com.example/weather@1.0.0+build.1']],
    ['version=1.0', []],
    ['search=gone', []],
    ['search=gone&include_deleted=true', ['com.example/gone@1.0.0']],
    ['updated_since=2026-01-15T00:00:00Z', ['com.example/weather@1.0.0+build.1', 'com.example/weather@2.0.0-beta']],
    ['updated_since=2026-02-01T01:00:00%2B01:00', ['com.example/weather@2.0.0-beta']],
    ['search=weather&unknown=1&limit=', ['com.example/weather@1.0.0', 'com.example/weather@1.0.0+build.1']],
  ])('%s', async (query, rows) => {
    expect(rowsOf(await ask(`/v0.1/servers?${query}`))).toEqual(rows);
  });

  it('goes on with its own filters, whatever stands beside the cursor', async () => {
    expect(await walk('limit=9&search=many/s1&version=latest', 'limit=9')).toHaveLength(10);
    expect(await walk('limit=9&search=io.many', 'limit=50&search=weather')).toHaveLength(70);
  });

  it('ends without a cursor, also where a page is just full', async () => {
    const page = await ask('/v0.1/servers?limit=70&search=io.many');
    expect(page.body.metadata).toEqual({ count: 70 });
  });

  it('neither repeats nor misses what was there all the time, while servers come and go', async () => {
    const first = await ask('/v0.1/servers?limit=10&search=io.many');
    const before = server.state.snapshot;
    server.state.snapshot = await aSnapshotOf({
      ...many,
      'io.many/s00a': [{}],
      'io.many/s05': [],
      'io.many/s50a': [{}],
    });
    try {
      const rest: string[] = [];
      for (let cursor = cursorOf(first); cursor !== undefined; ) {
        const page = await ask(`/v0.1/servers?limit=10&cursor=${cursor}`);
        rest.push(...rowsOf(page));
        cursor = cursorOf(page);
      }
      const all = [...rowsOf(first), ...rest];
      expect(new Set(all).size).toBe(all.length);
      expect(all).toHaveLength(71);
    } finally {
      server.state.snapshot = before;
    }
  });

  it.each([
    ['limit=0', 422],
    ['limit=101', 422],
    ['limit=-1', 422],
    ['limit=ten', 422],
    ['limit=1.5', 422],
    ['include_deleted=maybe', 422],
    ['updated_since=yesterday', 400],
    ['updated_since=2026-13-01T00:00:00Z', 400],
    ['updated_since=2026-01-01', 400],
    ['updated_since=2026-01-01T00:00:00Z&include_deleted=false', 400],
    ['cursor=forged', 400],
    ['cursor=com.example/weather:1.0.0', 400],
    ['search=a%00b', 400],
  ])('refuses %s with %i, for both families of readers', async (query, status) => {
    const answer = await ask(`/v0.1/servers?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    const { title, detail, error } = answer.body;
    expect([typeof title, detail, answer.body.status]).toEqual(['string', error, status]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('says which parameter is out of its bounds', async () => {
    expect((await ask('/v0.1/servers?limit=200')).body.errors).toEqual([
      { pointer: '/limit', message: 'expected number <= 100', location: 'query.limit', value: 200 },
    ]);
  });

  it('takes no cursor that was changed', async () => {
    const cursor = cursorOf(await ask('/v0.1/servers')) ?? '';
    for (let at = 0; at < cursor.length; at += 5) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expect((await ask(`/v0.1/servers?cursor=${changed}`)).status, changed).toBe(400);
    }
  });

  it('is also at /servers, for hosts that forget the version', async () => {
    expect((await ask('/servers?limit=3')).text).toBe((await ask('/v0.1/servers?limit=3')).text);
  });
});

describe('one server', () => {
  it('has its versions, the newest publication first, deleted ones only when asked for', async () => {
    const shown = await ask(WEATHER);
    expect(rowsOf(shown)).toEqual(['com.example/weather@1.0.0+build.1', 'com.example/weather@1.0.0']);
    expect(shown.body.metadata).toEqual({ count: 2 });
    expect(rowsOf(await ask(`${WEATHER}?include_deleted=true`))[0]).toBe('com.example/weather@2.0.0-beta');
  });

  it.each([
    [`${WEATHER}/latest`, '1.0.0+build.1'],
    [`${WEATHER}/1.0.0`, '1.0.0'],
    [`${WEATHER}/1.0.0+build.1`, '1.0.0+build.1'],
    ['/v0.1/servers/com.example%252Fweather/versions/1.0.0%252Bbuild.1', '1.0.0+build.1'],
    [`${WEATHER}/2.0.0-beta?include_deleted=true`, '2.0.0-beta'],
    ['/v0/servers/com.example%2Fweather/versions/latest', '1.0.0+build.1'],
    ['/v0.1/servers/com.example%2Fgone/versions/latest?include_deleted=true', '1.0.0'],
  ])('%s', async (path, version) => {
    const { status, body } = await ask(path);
    expect([status, body.server]).toEqual([200, expect.objectContaining({ version })]);
  });

  it.each([
    `${WEATHER}/9.9.9`,
    `${WEATHER}/2.0.0-beta`,
    '/v0.1/servers/com.example%2Fgone/versions/latest',
    '/v0.1/servers/com.example%2Fgone/versions',
    '/v0.1/servers/com.example%2Fnobody/versions/latest',
    '/v0.1/servers/com.example%2Fnobody/versions',
    '/v0.1/servers/com.example/weather/versions/latest',
    '/v0.1/servers/com.example%2Fweather',
    '/v0.1/nothing',
    '/v0.1/servers/__proto__/versions/latest',
  ])('%s is not there', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.title, typeof body.detail]).toEqual([404, 'Not Found', 'string']);
  });

  it('refuses a path that is not encoded as it should be, and one with a NUL', async () => {
    for (const path of ['/v0.1/servers/%zz/versions', '/v0.1/servers/a%2Fb%00/versions/latest'])
      expect((await ask(path)).status, path).toBe(400);
  });
});

describe('how it answers', () => {
  it('sends the same bytes to whoever has not got them, and 304 to who has', async () => {
    for (const path of ['/v0.1/servers?limit=3', `${WEATHER}/latest`]) {
      const etag = (await ask(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      const again = await ask(path, { headers: { 'if-none-match': `"other", W/${etag}` } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect((await ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    }
  });

  it('compresses what is long, for those who take that', async () => {
    const raw = await new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      plainRequest(`${server.origin}/v0.1/servers`, { headers: { 'accept-encoding': 'gzip, br;q=0' } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ encoding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) }),
        );
      })
        .on('error', reject)
        .end();
    });
    const plain = await ask('/v0.1/servers', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toBe('accept-encoding');
    expect([raw.encoding, gunzipSync(raw.bytes).toString()]).toEqual(['gzip', plain.text]);
    expect((await ask('/v0.1/servers', { headers: { 'accept-encoding': 'br, gzip' } })).text).toBe(plain.text);
  });

  it('answers HEAD as GET, without the body', async () => {
    const { status, text, headers } = await ask(`${WEATHER}/latest`, { method: 'HEAD' });
    const { text: whole } = await ask(`${WEATHER}/latest`);
    expect([status, text, Number(headers.get('content-length'))]).toEqual([200, '', Buffer.byteLength(whole)]);
  });

  it('lets every page read, and says so before it is asked', async () => {
    const { status, headers } = await ask('/v0.1/servers', {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-headers': 'authorization' },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toMatch(/\bGET\b.*\bPATCH\b.*\bOPTIONS\b/);
    expect(headers.get('access-control-allow-headers')).toMatch(/^Authorization, Content-Type\b/);
    const { headers: read } = await ask('/v0.1/servers', { headers: { origin: 'https://elsewhere.example' } });
    expect(read.get('access-control-allow-origin')).toBe('*');
  });

  it('leads from a slash at the end to the address without, and never to another host', async () => {
    for (const [path, to] of [
      ['/v0.1/servers/?limit=1', '/v0.1/servers?limit=1'],
      [`${WEATHER}/latest//`, `${WEATHER}/latest`],
      ['/v0.1/', '/v0.1'],
    ] as const) {
      const { status, headers } = await ask(path);
      expect([status, headers.get('location')]).toEqual([308, to]);
    }
  });

  it('says which methods there are', async () => {
    const { status, headers } = await ask('/v0.1/servers', { method: 'POST' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    expect((await ask(`${WEATHER}/latest`, { method: 'POST' })).headers.get('allow')).toBe(
      'GET, PUT, DELETE, HEAD, OPTIONS',
    );
  });
});

describe('what a registry says of itself', () => {
  it.each([
    ['/v0.1/ping', { pong: true }],
    ['/v0/ping', { pong: true, status: 'ok', environment: 'test', version: `registry-${'a'.repeat(40)}` }],
    ['/v0.1/health', { status: 'ok', github_client_id: 'Iv1.test' }],
    ['/v0/health', { status: 'ok', github_client_id: 'Iv1.test' }],
    ['/v0.1/version', { version: expect.any(String), git_commit: 'a'.repeat(40), build_time: '2026-11-22T09:37:02Z' }],
  ])('%s', async (path, body) => {
    expect((await ask(path)).body).toEqual(body);
  });
});

describe('what would change the catalog', () => {
  const token = { authorization: 'Bearer token' };

  it.each([
    ['POST', '/publish'],
    ['PUT', '/servers/com.example%2Fweather/versions/1.0.0'],
    ['DELETE', '/servers/com.example%2Fweather/versions/1.0.0'],
    ['PATCH', '/servers/com.example%2Fweather/versions/1.0.0/status'],
    ['PATCH', '/servers/com.example%2Fweather/status'],
  ])('%s %s wants a token, and is not there yet', async (method, path) => {
    for (const prefix of ['/v0.1', '/v0']) {
      expect((await ask(`${prefix}${path}`, { method, body: '{}' })).status).toBe(401);
      expect((await ask(`${prefix}${path}`, { method, body: '{}', headers: token })).status).toBe(501);
    }
  });

  it('exchanges no proof for a token yet', async () => {
    const exchange = (method: string, body: string) => ask(`/v0/auth/${method}`, { method: 'POST', body });
    expect((await exchange('github-at', '{}')).status).toBe(401);
    expect((await exchange('github-at', '{"github_token":"x"}')).status).toBe(501);
    expect((await exchange('github-oidc', '{"oidc_token":"x"}')).status).toBe(501);
    expect((await exchange('dns', '{"domain":"a","signed_timestamp":"x"}')).status).toBe(501);
    expect((await exchange('none', '')).status).toBe(501);
    expect((await exchange('magic', '{"github_token":"x"}')).status).toBe(404);
  });

  it('is judged, all faults at once, in the words of the API', async () => {
    const body = JSON.stringify({ name: 'nope', description: '', version: '^1', packages: [{ registryType: 'npm' }] });
    const answer = await ask('/v0.1/validate', { method: 'POST', body });
    const { valid, issues } = answer.body;
    expect([answer.status, valid]).toEqual([200, false]);
    if (!Array.isArray(issues)) throw new Error('no issues');
    expect(issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['name', 'version', 'packages[0].identifier']),
    );
    expect(issues.every(({ severity, message, type, reference }) => severity && message && type && reference)).toBe(
      true,
    );
    const good = await ask(`${WEATHER}/1.0.0`);
    const again = await ask('/v0/validate', { method: 'POST', body: JSON.stringify(good.body.server) });
    expect(again.body).toEqual({ valid: true, issues: [] });
    expect((await ask('/v0/validate', { method: 'POST', body: '{' })).body.valid).toBe(false);
  });
});

describe('readers of the first shapes, under /v0', () => {
  it('find all three shapes in each entry, and both cursors', async () => {
    const { body } = await ask('/v0/servers?limit=2');
    const { servers, metadata } = body;
    if (!Array.isArray(servers)) throw new Error('no list');
    expect(servers[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/),
      name: 'com.example/odd_100%',
      version: '1.0.0',
      version_detail: { version: '1.0.0', release_date: '2026-01-02T03:04:05Z', is_latest: true },
      remotes: [{ transport_type: 'streamable', type: 'streamable-http' }],
      server: { name: 'com.example/odd_100%' },
      _meta: { [OFFICIAL_META]: { isLatest: true, is_latest: true, published_at: '2026-01-02T03:04:05Z' } },
    });
    expect(Object.keys(servers[0])).not.toContain('$schema');
    expect(metadata).toMatchObject({ count: 2 });
    const { nextCursor, next_cursor } = Object(metadata);
    expect([typeof nextCursor, next_cursor]).toEqual(['string', nextCursor]);
  });

  it('may go on after an id, ask for more than fits, and read one by its id', async () => {
    const first = (await ask('/v0/servers?limit=1')).body.servers;
    if (!Array.isArray(first)) throw new Error('no list');
    const [{ id, name }] = first;
    expect(rowsOf(await ask(`/v0/servers?limit=1&cursor=${id}`))).toEqual(['com.example/weather@1.0.0']);
    expect(rowsOf(await ask('/v0/servers?limit=5000'))).toHaveLength(73);
    expect((await ask(`/v0/servers/${id}`)).body).toMatchObject({ id, name });
    expect((await ask('/v0/servers/not-an-id')).status).toBe(400);
    expect((await ask('/v0/servers/4e9cf4cf-0000-4000-8000-000000000000')).status).toBe(404);
    for (const query of ['limit=0', 'limit=-1', 'limit=x', 'cursor=4e9cf4cf-0000-4000-8000-000000000000', 'cursor=x'])
      expect((await ask(`/v0/servers?${query}`)).status, query).toBe(400);
  });
});
