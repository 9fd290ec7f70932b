import type { ServerRow } from '../../catalog/server-rows.ts';

const COMMA = Buffer.from(',');

/** A `ServerList` (registry API v0.1): the bytes of each version as they are, and what is said of the page. */
export function serverList(rows: readonly ServerRow[], cursor: string | null = null): Buffer {
  const metadata = { count: rows.length, ...(cursor === null ? {} : { nextCursor: cursor }) };
  const parts = rows.flatMap(({ response }, at) => (at === 0 ? [response] : [COMMA, response]));
  return Buffer.concat([
    Buffer.from('{"servers":['),
    ...parts,
    Buffer.from(`],"metadata":${JSON.stringify(metadata)}}\n`),
  ]);
}
