import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import { ProxyError } from '../error.ts';
import type { Position } from './cursor.ts';
import type { Asked, Endpoint } from './endpoint.ts';
import { type ListQuery, readFilter, readListQuery } from './list-query.ts';
import { seedServer as seedShape } from './seed-shape.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The list for readers of every shape that `/v0` ever had: each entry carries them all. */
export const seedList: Endpoint = {
  path: '/servers',
  only: 'v0',
  methods: { GET: (asked) => asked.bodies.answer(readSeedQuery(asked), 'v0', writeList) },
};

/** One version, by the id that the first shape knew it by. */
export const seedServer: Endpoint = {
  path: '/servers/{id}',
  only: 'v0',
  methods: {
    GET: ({ params: [id = ''], snapshot }) => {
      if (!UUID.test(id)) throw new ProxyError('invalid_request', 'Invalid server ID format');
      const row = snapshot.servers.byId(id.toLowerCase());
      if (!row) throw new ProxyError('not_found', 'Server not found');
      return { body: `${JSON.stringify(seedShape(row))}\n` };
    },
  },
};

/** As the first shape has it: a limit that is too large is cut, and a cursor may be the id of the last server. */
function readSeedQuery({ query, snapshot }: Asked): ListQuery {
  const asked = new URLSearchParams(query);
  const limit = asked.get('limit') ?? '';
  if (limit !== '' && !(/^\d{1,15}$/.test(limit) && Number(limit) > 0)) {
    throw new ProxyError('invalid_request', 'Invalid limit parameter: write a number above 0');
  }
  if (Number(limit) > 100) asked.set('limit', '100');
  const cursor = asked.get('cursor') ?? '';
  if (!UUID.test(cursor)) return readListQuery(asked);
  asked.delete('cursor');
  return { ...readListQuery(asked), after: afterId(cursor, asked, snapshot.servers.byId(cursor.toLowerCase())) };
}

function afterId(cursor: string, query: URLSearchParams, row: ServerRow | undefined): Position {
  if (!row) throw new ProxyError('invalid_request', `No server has the id ${cursor}: begin again without a cursor`);
  return { name: row.name, version: row.version, filter: readFilter(query) };
}

function writeList(rows: ServerRow[], cursor: string | null): Buffer {
  const next = cursor === null ? {} : { nextCursor: cursor, next_cursor: cursor };
  const list = { servers: rows.map(seedShape), metadata: { count: rows.length, ...next } };
  return Buffer.from(`${JSON.stringify(list)}\n`);
}
