import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { manyServers } from './servers.ts';

/** A program that writes a snapshot of so many servers, made of those of a catalog, into a folder. */
const [catalog = '', folder = '', count = '0'] = process.argv.slice(2);

await mkdir(folder, { recursive: true });
for (const [path, bytes] of encodeSnapshot(await manyServers(catalog, Number(count))))
  await writeFile(join(folder, path), bytes);
process.stdout.write('{"made":true}\n');
process.disconnect?.();
