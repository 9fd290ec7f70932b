import { newestFirst, serverBody, serverList } from '../../catalog/snapshot/server-list.ts';
import type { ServerRow } from '../../catalog/snapshot/server-row.ts';
import { ProxyError } from '../error.ts';
import type { Answer, Asked, Endpoint } from './endpoint.ts';
import { readIncludeDeleted, readListQuery } from './list-query.ts';

/** One version: the hottest of all, and one that must never fail, since hosts shut servers off when it does. */
export const version: Endpoint = {
  path: '/servers/{name}/versions/{version}',
  methods: {
    GET: (asked) => {
      const [name = '', version = ''] = asked.params;
      const isAll = readIncludeDeleted(asked.query) ?? false;
      const row = asked.snapshot.servers.find(name, version);
      if (!row || (row.status === 'deleted' && !isAll)) throw new ProxyError('not_found', 'Server not found');
      return { body: serverBody(row), etag: row.etag };
    },
  },
};

/** Every version of one server, the newest publication first. */
export const versions: Endpoint = {
  path: '/servers/{name}/versions',
  methods: {
    GET: (asked) => {
      const rows = newestFirst(shownOf(asked));
      if (rows.length === 0) throw new ProxyError('not_found', 'Server not found');
      return { body: serverList(rows) };
    },
  },
};

/** The list of all versions of all servers, in pages. */
export const list: Endpoint = {
  path: '/servers',
  only: 'v0.1',
  methods: { GET: ({ query, bodies }): Answer => bodies.answer(readListQuery(query), 'v0.1', serverList) },
};

function shownOf({ params: [name = ''], query, snapshot }: Asked): readonly ServerRow[] {
  const isAll = readIncludeDeleted(query) ?? false;
  const rows = snapshot.servers.of(name);
  return isAll ? rows : rows.filter(({ status }) => status !== 'deleted');
}
