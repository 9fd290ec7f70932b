import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writevSync,
} from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { Turns } from '../../catalog/turns.ts';
import { contentOf, lengthOf, piecesOf } from '../../site/made-file.ts';
import { UserError } from '../command.ts';
import type { BuiltFile } from './built-part.ts';

/** Files that a folder shall hold, paths that it shall hold no more, and how many files it holds already that stay. */
export interface Batch {
  files?: Iterable<BuiltFile>;
  gone?: string[];
  kept?: number;
}

/** How many files a build has, how many of them differed from those of the build before, and how many of those are gone. */
export interface Written {
  files: number;
  written: number;
  deleted: number;
}

/** Marks a folder as a build's own, so that nothing else is ever emptied by mistake. It is written before all else. */
const OURS = '.nojekyll';
/** A path with such a part may lead anywhere. */
const STEPS = /(^|[/\\])\.{0,2}([/\\]|$)/;
/** Ends the name of a file that is not all written. No file of the site has such a name (`site/build.ts`). */
const UNFINISHED = '~';

/**
 * Makes a folder hold exactly these files, in their order. Writes only what differs, so that watchers and caches see real
 * changes, and each file whole or not at all where the folder may be served meanwhile: where there is a build already. What
 * is stale goes last, when all else is there. `isKnown`: nobody looks what the folder holds, as batches tell of all that differs.
 * Throws for a path that leads out of the folder, or comes twice; a `UserError` where the file system does not take a file.
 */
export async function writeFolder(
  folder: string,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  { isKnown = false } = {},
): Promise<Written> {
  const turns = new Turns();
  const present = isKnown ? new Set<string>() : await filesBelow(folder, turns);
  if (present.size > 0 && !present.has(OURS)) {
    throw new UserError(`${folder} holds files, and they are not an earlier build. Name an empty folder with --out.`);
  }
  const root = resolve(folder);
  const isFirst = !isKnown && present.size === 0;
  const [seen, made] = [new Set<string>(), new Set<string>()];
  const gone: string[] = [];
  const counts = { kept: 0, written: 0 };
  const write = (file: BuiltFile) => {
    const [path] = file;
    if (seen.has(path)) throw new Error(`${path} is made twice`);
    seen.add(path);
    if (isAbsolute(path) || STEPS.test(path)) throw new Error(`${path} leads out of the folder`);
    const target = `${root}${sep}${path}`;
    const pieces = piecesOf(contentOf(file));
    if (present.has(path) && isSame(target, pieces)) return;
    try {
      const parent = dirname(target);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writePieces(isFirst ? target : `${target}${UNFINISHED}`, pieces);
      if (!isFirst) renameSync(`${target}${UNFINISHED}`, target);
    } catch (error) {
      throw faultAt(target, error);
    }
    counts.written += 1;
  };
  if (isKnown) counts.kept += 1;
  else write([OURS, '']);
  for await (const batch of batches) {
    for (const file of batch.files ?? []) write(file);
    gone.push(...(batch.gone ?? []));
    counts.kept += batch.kept ?? 0;
    if (turns.isOver) await turns.rest();
  }
  const stale = [...present, ...gone].filter((path) => !seen.has(path));
  for (const path of stale) await deleteWithEmptyFolders(folder, path);
  return { files: seen.size + counts.kept, written: counts.written, deleted: stale.length };
}

/** Whether a folder is there and holds a build. */
export function holdsBuild(folder: string): boolean {
  return existsSync(join(folder, OURS));
}

function isSame(path: string, pieces: readonly Uint8Array[]): boolean {
  return statSync(path).size === lengthOf(pieces) && readFileSync(path).equals(Buffer.concat(pieces));
}

function writePieces(path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  try {
    const written = writevSync(file, pieces);
    const bytes = lengthOf(pieces);
    if (written !== bytes)
      throw Object.assign(new Error(`it took ${written} of ${bytes} bytes, as a full disk does`), { syscall: 'write' });
  } finally {
    closeSync(file);
  }
}

/** What the file system says, which names no file where a disk is full. */
function faultAt(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const message = `${path} could not be written: ${error.message}. No file of an earlier build was deleted. Mend that, or name another folder with --out, and build again.`;
  return new UserError(message, { cause: error });
}

/** The paths of all files below a folder, from it on and with slashes; none where there is no such folder. */
async function filesBelow(folder: string, turns: Turns): Promise<Set<string>> {
  const files = new Set<string>();
  const folders = existsSync(folder) ? [''] : [];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    for (const one of readdirSync(join(folder, below), { withFileTypes: true })) {
      if (one.isDirectory()) folders.push(`${below}${one.name}/`);
      else files.add(`${below}${one.name}`);
    }
    if (turns.isOver) await turns.rest();
  }
  return files;
}

async function deleteWithEmptyFolders(folder: string, path: string): Promise<void> {
  // What a build that was killed left unfinished may have been finished meanwhile.
  await rm(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const left = await readdir(join(folder, parent));
    if (left.length > 0) return;
    await rmdir(join(folder, parent));
  }
}
