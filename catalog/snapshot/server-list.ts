import type { ServerRow } from './server-row.ts';

const COMMA = Buffer.from(',');

/** A `ServerList` (registry API v0.1): the bytes of each version as they are, and what is said of the page. */
export function serverList(rows: readonly ServerRow[], cursor: string | null = null): Buffer {
  return Buffer.concat(serverListPieces(rows, cursor));
}

/** The same in pieces, for who has no need of memory for all of it. */
export function serverListPieces(rows: readonly ServerRow[], cursor: string | null = null): Buffer[] {
  const metadata = { count: rows.length, ...(cursor === null ? {} : { nextCursor: cursor }) };
  const parts = rows.flatMap(({ response }, at) => (at === 0 ? [response] : [COMMA, response]));
  return [Buffer.from('{"servers":['), ...parts, Buffer.from(`],"metadata":${JSON.stringify(metadata)}}\n`)];
}

/** The order of a server's versions in the API. Of two that came at the same moment, the greater text comes first. */
export function newestFirst(rows: readonly ServerRow[]): ServerRow[] {
  return rows.toSorted((a, b) => b.publishedAt - a.publishedAt || (a.version < b.version ? 1 : -1));
}

const LINE_END = Buffer.from('\n');

/** One version as it is sent: a `ServerResponse`, and the end of a line. */
export function serverBody({ response }: ServerRow): Buffer {
  return Buffer.concat([response, LINE_END]);
}
