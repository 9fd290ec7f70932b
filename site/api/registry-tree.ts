import { newestFirst, serverBody, serverList, serverListPieces } from '../../catalog/snapshot/server-list.ts';
import type { FileMaker, ServerFileMaker } from './file-maker.ts';

/**
 * The registry API as far as files can answer it (v0.1), in the same bytes as the proxy's. Queries do nothing on a host of
 * files, so the list has every server's latest version and no cursor, which would lead in a circle. What is a folder, as
 * other paths go on from there, is an `index.html` that holds JSON: so every host finds it.
 */
export const registryTree: FileMaker = function* ({ rows }) {
  const latest = rows.flat().filter(({ isLatest, status }) => isLatest && status !== 'deleted');
  yield ['v0.1/servers/index.html', () => serverListPieces(latest), latest];
  yield ['v0.1/health', '{"status":"ok"}\n'];
  yield ['v0.1/ping', '{"pong":true}\n'];
};

/** What it answers of one server. */
export const serverTree: ServerFileMaker = function* ({ name }, { rows: all }) {
  const rows = all.filter(({ status }) => status !== 'deleted');
  if (rows.length === 0) return;
  const folder = `v0.1/servers/${name}/versions`;
  yield [`${folder}/index.html`, () => serverList(newestFirst(rows))];
  for (const row of rows) {
    yield [`${folder}/${row.version}`, () => serverBody(row)];
    if (row.isLatest) yield [`${folder}/latest`, () => serverBody(row)];
  }
};
