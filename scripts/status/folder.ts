import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../command.ts';
import { decodeStore, encodeStore, STORE_FILES } from './encoding.ts';
import { EMPTY_STORE, mergeStores, type Store } from './store.ts';

/** Reads the store in a folder. A folder that is not there is empty; a damaged file is an error that names it. */
export async function readStore(folder: string): Promise<Store> {
  await expectOnlyShards(folder);
  return decodeStore({
    nameOf: (path) => join(folder, path),
    mend: 'delete it to begin anew',
    read: (path, maxBytes) => readPlainFile(join(folder, path), maxBytes),
  });
}

/** Reads several folders as one store. Here a folder that is not there is a mistake. */
export async function readFolders(folders: string[]): Promise<Store> {
  let all = EMPTY_STORE;
  for (const folder of folders) {
    if (!(await lstat(folder).catch(unlessMissing))) throw new UserError(`There is no folder ${folder}`);
    all = mergeStores(all, await readStore(folder));
  }
  return all;
}

/** The folders in one, in the order of their names. Throws `UserError` when there is none. */
export async function foldersIn(folder: string): Promise<string[]> {
  const found = (await readdir(folder, { withFileTypes: true }).catch(unlessMissing)) ?? [];
  const folders = found.filter((one) => one.isDirectory()).map(({ name }) => join(folder, name));
  if (folders.length === 0) throw new UserError(`There is no folder in ${folder}`);
  return folders.sort();
}

/** Writes a store into a folder: each file whole or not at all, `summary.json` last. */
export async function writeStore(folder: string, store: Store): Promise<void> {
  await mkdir(join(folder, 'shards'), { recursive: true });
  for (const [path, content] of encodeStore(store)) {
    const file = join(folder, path);
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }
}

/** Another name would be history that nobody reads. What a crash left half-written has no such name, and does no harm. */
async function expectOnlyShards(folder: string): Promise<void> {
  const shards = join(folder, 'shards');
  const found = await lstat(shards).catch(unlessMissing);
  if (!found) return;
  if (!found.isDirectory()) throw new UserError(`${shards} is no folder (delete it to begin anew)`);
  const strange = (await readdir(shards)).find((name) => name.endsWith('.json') && !STORE_FILES.has(`shards/${name}`));
  if (strange !== undefined) {
    throw new UserError(`${join(shards, strange)} is none of the shards, 00.json to 63.json: delete it`);
  }
}

/** A file's bytes, null where there is none. A link could lead anywhere, a pipe would never end: both are refused. */
export async function readPlainFile(path: string, maxBytes: number): Promise<Uint8Array | null> {
  const found = await lstat(path).catch(unlessMissing);
  if (!found) return null;
  if (!found.isFile()) throw new UserError(`${path} is no plain file: delete it`);
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const { size } = await file.stat();
  if (size > maxBytes) throw new UserError(`${path} is larger than ${maxBytes} bytes (delete it to begin anew)`);
  return file.readFile();
}

/** Not to be allowed to look is another thing than to find nothing: taking it for empty would lose all history. */
function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
