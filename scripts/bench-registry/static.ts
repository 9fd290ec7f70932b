import { FILES, SERVER_FILES } from '../../site/api/index.ts';
import { rowsOfServer, type Site, siteOf } from '../../site/site.ts';
import { type Batch, writeFolder } from '../build/write-folder.ts';
import { manyServers } from './servers.ts';

/**
 * A program that writes the static API of so many servers, twice, and says what that took; the second time nothing differs.
 * The files stay: where many were deleted, ext4 makes new ones ten times slower for some minutes.
 */
const [catalog = '', folder = '', count = '0'] = process.argv.slice(2);

const snapshot = await manyServers(catalog, Number(count));
const first = await written();
const second = await written();
const rssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ ms: first.ms, again: second.ms, files: first.files, rssMb })}\n`);
process.disconnect?.();

async function written(): Promise<{ ms: number; files: number }> {
  const begun = performance.now();
  const site = siteOf(snapshot, { style: '', script: '', theme: '', playground: '', swagger: '', swaggerStyle: '' });
  const { files } = await writeFolder(folder, filesOf(site));
  return { ms: performance.now() - begun, files };
}

function* filesOf(site: Site): Generator<Batch> {
  for (const entry of site.snapshot.entries) {
    const rows = rowsOfServer(entry, site.snapshot.registry);
    for (const make of SERVER_FILES) yield { files: make(entry, { site, rows }) };
  }
  for (const make of FILES) yield { files: make(site) };
}
