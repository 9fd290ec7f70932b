import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../command.ts';

/** Marks a folder as a build's own, so that nothing else is ever emptied by mistake. It is written before all else. */
const OURS = '.nojekyll';

/**
 * Makes a folder hold exactly these files, in their order. Writes only what differs, so that watchers and caches see real
 * changes, and each file whole or not at all: the folder may be served meanwhile.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<{ written: number; deleted: number }> {
  const present = await filesBelow(folder);
  if (present.length > 0 && !present.includes(OURS)) {
    throw new UserError(`${folder} holds files, and they are not an earlier build. Name an empty folder with --out.`);
  }
  let written = 0;
  for (const [path, content] of new Map([[OURS, ''], ...files])) {
    const target = join(folder, path);
    if (relative(resolve(folder), resolve(target)).startsWith('..')) throw new Error(`${path} leads out of the folder`);
    const bytes = Buffer.from(content);
    const old = present.includes(path) ? await readFile(target) : null;
    if (old?.equals(bytes)) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.new`, bytes);
    await rename(`${target}.new`, target);
    written += 1;
  }
  const stale = present.filter((path) => !files.has(path) && path !== OURS);
  for (const path of stale) await deleteWithEmptyFolders(folder, path);
  return { written, deleted: stale.length };
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
