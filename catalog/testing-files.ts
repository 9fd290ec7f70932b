import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from './entry.ts';
import { takeSnapshot } from './snapshot/snapshot.ts';
import { encodeSnapshot } from './snapshot/snapshot-files.ts';
import { aRegistry } from './testing.ts';

/** Writes files into a folder, for tests: text as it is, other values as JSON. Gives the folder. */
export function writeCatalog(folder: string, files: Record<string, unknown>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
  return folder;
}

/** Writes a snapshot of these entries into a folder, for tests. Gives the folder. */
export function writeSnapshot(folder: string, entries: Entry[]): string {
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries });
  for (const [path, bytes] of encodeSnapshot(snapshot)) writeFileSync(join(folder, path), bytes);
  return folder;
}
