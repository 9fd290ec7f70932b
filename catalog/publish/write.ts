import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where files wait, beside `servers/`. What has come to `ready` is decided: it is put in place now, or by the next one. */
const WAITING = '.publish/waiting';
const READY = '.publish/ready';

/** Moves a file or a folder, whole. */
export type Rename = (from: string, to: string) => void;

/**
 * Writes files into a catalog, by their paths from its folder, all or none: whatever stops it, the next call of
 * `finishWriting` either completes what was decided or forgets it.
 */
export function writeFiles(folder: string, files: Map<string, string>, rename: Rename = renameSync): void {
  rmSync(join(folder, WAITING), { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(folder, WAITING, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  rename(join(folder, WAITING), join(folder, READY));
  finishWriting(folder, rename);
}

/** Puts in place what an earlier call decided and did not complete. */
export function finishWriting(folder: string, rename: Rename = renameSync): void {
  const ready = join(folder, READY, 'servers');
  for (const namespace of foldersIn(ready)) {
    mkdirSync(expectFolder(join(folder, 'servers', namespace)), { recursive: true });
    for (const name of foldersIn(join(ready, namespace))) {
      moveEntry(join(ready, namespace, name), expectFolder(join(folder, 'servers', namespace, name)), rename);
    }
  }
  rmSync(join(folder, '.publish'), { recursive: true, force: true });
}

/** A new entry comes as one; of a known one its listing comes last, since it speaks of the other files. */
function moveEntry(from: string, to: string, rename: Rename): void {
  if (!existsSync(to)) {
    rename(from, to);
    return;
  }
  const files = readdirSync(from).sort((a, b) => Number(a === 'listing.json') - Number(b === 'listing.json'));
  for (const file of files) rename(join(from, file), join(to, file));
}

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** A link could lead out of the catalog. */
function expectFolder(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(`${path} is a link: put the folder itself there`);
  }
  return path;
}
