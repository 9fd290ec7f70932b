import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from '../command.ts';

/** A file of a build: its path from the root, and what is in it. */
export type BuiltFile = [path: string, content: string | Uint8Array];

/** Marks a folder as a build's own, so that nothing else is ever emptied by mistake. It is written before all else. */
const OURS = '.nojekyll';

/** How long others wait for their turn, while files are made and written: many small ones, which go fastest at once. */
const TURN_MS = 10;

/**
 * Makes a folder hold exactly these files, in their order. Writes only what differs, so that watchers and caches see real
 * changes, and each file whole or not at all: the folder may be served meanwhile. What is stale goes last, when all else
 * is there. Throws for a path that leads out of the folder, or comes twice.
 */
export async function writeFolder(
  folder: string,
  files: Iterable<BuiltFile>,
): Promise<{ files: number; written: number; deleted: number }> {
  const present = new Set(await filesBelow(folder));
  if (present.size > 0 && !present.has(OURS)) {
    throw new UserError(`${folder} holds files, and they are not an earlier build. Name an empty folder with --out.`);
  }
  const [seen, made] = [new Set<string>(), new Set<string>()];
  let [written, turn] = [0, performance.now()];
  const write = ([path, content]: BuiltFile) => {
    if (seen.has(path)) throw new Error(`${path} is made twice`);
    seen.add(path);
    const target = join(folder, path);
    if (relative(resolve(folder), resolve(target)).startsWith('..')) throw new Error(`${path} leads out of the folder`);
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    if (present.has(path) && isSame(target, bytes)) return;
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(`${target}.new`, bytes);
    renameSync(`${target}.new`, target);
    written += 1;
  };
  write([OURS, '']);
  for (const file of files) {
    write(file);
    if (performance.now() - turn < TURN_MS) continue;
    await nextTurn();
    turn = performance.now();
  }
  const stale = [...present].filter((path) => !seen.has(path));
  for (const path of stale) await deleteWithEmptyFolders(folder, path);
  return { files: seen.size, written, deleted: stale.length };
}

function isSame(path: string, bytes: Uint8Array): boolean {
  return statSync(path).size === bytes.length && readFileSync(path).equals(bytes);
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return found
    .filter((one) => !one.isDirectory())
    .map((one) => relative(folder, join(one.parentPath, one.name)).replaceAll(sep, '/'));
}

async function deleteWithEmptyFolders(folder: string, path: string): Promise<void> {
  await rm(join(folder, path));
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const left = await readdir(join(folder, parent));
    if (left.length > 0) return;
    await rmdir(join(folder, parent));
  }
}
