import { Client } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownRegistry } from './registry.ts';

const REQUESTS = 20_000;
const SIDE_BY_SIDE = 16;

let registry: Awaited<ReturnType<typeof ownRegistry>>;
beforeAll(async () => {
  registry = await ownRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PREFIXES = ['/v0.1', '/v0', '', '/v0.1/', '/v0.1//', '/V0.1', '/v0.2', '/v00'];
const PATHS = [
  ...[
    '/servers',
    '/servers/',
    '/servers/{}',
    '/servers/{}/versions',
    '/servers/{}/versions/{}',
    '/servers/{}/{}/versions',
  ],
  ...['/servers/{}/versions/{}/status', '/servers/{}/status', '/publish', '/validate', '/auth/{}', '/health', '/ping'],
  ...['/version', '/x/{}/search', '/{}', '/servers/versions/latest', '/servers//versions'],
];
const PARAMETERS = [
  'limit',
  'cursor',
  'search',
  'updated_since',
  'version',
  'include_deleted',
  'limit[]',
  '',
  '__proto__',
];
const VALUES = [
  ...['', '0', '1', '30', '100', '101', '-1', '1e9', 'NaN', '0x10', '99999999999999999999', 'latest', '1.0.0', '^1'],
  ...[
    'true',
    'false',
    'TRUE',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00+02:00',
    'yesterday',
    '%00',
    '%',
    '%zz',
    '%2F',
  ],
  ...[
    '%2f%2F',
    '..%2f..%2fetc',
    '%252F',
    '%E0%A4%A',
    '\u00e9',
    '%F0%9F%8C%A6',
    '__proto__',
    'constructor',
    "' or 1=1--",
  ],
  ...['<script>', '(((((', '[a-z]+*', 'a'.repeat(3000), '%c0%ae', '+', '%2B', '*', '\\', ';', '%20', 'toString'],
];
const METHODS = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const BODIES = ['', '{', '{}', '[]', 'null', '"x"', '{"name":1}', '{"$schema":{},"packages":[{"transport":3}]}'];

it(`answers ${REQUESTS} odd requests, none of them with a fault of ours`, async () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`seed ${seed}: FUZZ_SEED=${seed} asks the same again`);
  const random = numbersFrom(seed);
  const pick = <T>(from: readonly T[]): T => {
    const [picked] = from.slice(Math.floor(random() * from.length));
    if (picked === undefined) throw new Error('nothing to choose from');
    return picked;
  };
  const names = registry.snapshot.servers.all.map(({ name }) => encodeURIComponent(name));
  const cursors = await someCursors();
  const value = () => (random() < 0.3 ? pick(names) : random() < 0.2 ? bent(pick(cursors), random) : pick(VALUES));
  const statuses = new Map<number, number>();
  let left = REQUESTS;
  const ask = async (client: Client) => {
    while (left > 0) {
      left -= 1;
      const path = `${pick(PREFIXES)}${pick(PATHS).replaceAll('{}', () => pathPart(value()))}`;
      const query = Array.from({ length: Math.floor(random() * 4) }, () => `${pick(PARAMETERS)}=${queryPart(value())}`);
      const method = pick(METHODS);
      const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? pick(BODIES) : null;
      const headers: Record<string, string> = {
        ...(random() < 0.2 ? { authorization: pick(['Bearer x', 'Bearer', 'Basic eDp4', '\u00e9']) } : {}),
        ...(random() < 0.2 ? { 'if-none-match': pick(['*', '"x"', 'W/"', ',,,']) } : {}),
        ...(random() < 0.2 ? { 'accept-encoding': pick(['br', 'gzip;q=0', '*', ';;;', 'br;q=x']) } : {}),
      };
      const address = `/${`${path}?${query.join('&')}`.replace(/^\/+/, '')}`;
      const said = await client.request({ method, path: address, body, headers });
      const text = await said.body.text();
      statuses.set(said.statusCode, (statuses.get(said.statusCode) ?? 0) + 1);
      const isRefusal = said.statusCode === 501;
      expect(said.statusCode < 500 || isRefusal, `${method} ${address}: ${said.statusCode} ${text}`).toBe(true);
      if (/json/.test(String(said.headers['content-type'])) && text !== '' && !said.headers['content-encoding'])
        JSON.parse(text);
    }
  };
  const clients = Array.from({ length: SIDE_BY_SIDE }, () => new Client(registry.origin));
  await Promise.all(clients.map(ask));
  await Promise.all(clients.map((client) => client.close()));
  console.log(
    `answered with ${[...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)}`,
  );
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 204, 308, 400, 401, 404, 405, 422]));
}, 120_000);

async function someCursors(): Promise<string[]> {
  const pages = await Promise.all(
    ['limit=1', 'limit=5&search=a', 'limit=9&version=latest'].map(async (query) => {
      const { metadata } = await (await fetch(`${registry.origin}/v0.1/servers?${query}`)).json();
      return String(metadata.nextCursor);
    }),
  );
  return pages;
}

/** A cursor as it is, or with one character of it changed, or cut. */
function bent(cursor: string, random: () => number): string {
  const at = Math.floor(random() * cursor.length);
  const how = random();
  if (how < 0.3) return cursor;
  return how < 0.6
    ? cursor.slice(0, at)
    : `${cursor.slice(0, at)}${String.fromCharCode(65 + (at % 26))}${cursor.slice(at + 1)}`;
}

/** What a request line can hold; the rest is for the registry to judge. */
function pathPart(text: string): string {
  return text.replace(/[^\u0021-\u007e]/g, encodeURIComponent).replace(/[?#]/g, encodeURIComponent);
}

function queryPart(text: string): string {
  return text.replace(/[^\u0021-\u007e]/g, encodeURIComponent).replace(/#/g, '%23');
}
