import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { jsonText } from '../../catalog/json/json-edit.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { CHANGED, entriesOf } from './servers.ts';

/**
 * A program that writes so many servers, some of which have changed, into a folder: as the snapshot that a registry serves, or
 * as a catalog.
 */
const [kind = '', folder = '', count = '0', changed = '0'] = process.argv.slice(2);
const entries = entriesOf(Number(count), Number(changed));

for (const [path, content] of kind === 'snapshot' ? snapshotFiles() : catalogFiles()) {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
process.stdout.write('{"made":true}\n');
process.disconnect?.();

function snapshotFiles(): Iterable<[path: string, content: string | Uint8Array]> {
  return encodeSnapshot(takeSnapshot({ registry: aRegistry, commit: null, at: CHANGED, entries }));
}

function* catalogFiles(): Generator<[path: string, content: string]> {
  yield ['registry.json', jsonText(aRegistry)];
  for (const { name, listing, versions } of entries) {
    yield [`servers/${name}/listing.json`, jsonText(listing)];
    for (const { server } of versions) yield [`servers/${name}/${server.version}.json`, jsonText(server)];
  }
}
