import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { catalogFile } from '../../catalog/read-catalog.ts';
import { arrange, type CatalogFile, type EntrySources } from '../../catalog/sources.ts';
import type { ChangedFile } from './changed-files.ts';
import { catalogTree, type Repository, readFiles, type TreeFile } from './objects.ts';
import { entryOf } from './refuse-files.ts';

/** What a change starts from now, as far as it has to do with it. */
export interface Before {
  /** The files of the catalog at the base, by their paths from the catalog's folder. */
  tree: Map<string, TreeFile>;
  /** The entries in the namespaces that the change touches, letters large and small alike. */
  entries: EntrySources[];
}

/**
 * Writes the catalog as it would be with a change into an empty folder: the base's files, and over them the change's. Of the
 * change only files are written whose paths and kinds `refuseFiles` has nothing against.
 */
export async function writeHeadCatalog(
  folder: string,
  repository: Repository,
  { base, files }: { base: string; files: ChangedFile[] },
): Promise<Before> {
  const { prefix } = repository;
  const tree = await catalogTree(repository, base);
  const after = new Map([...tree].filter(([path, { mode }]) => belongs(path) && mode.startsWith('100')));
  for (const file of files) {
    if (!file.path?.startsWith(prefix)) continue;
    const path = file.path.slice(prefix.length);
    if (!file.after) after.delete(path);
    else if (belongs(path)) after.set(path, file.after);
  }
  const made = new Set<string>();
  for await (const [path, bytes] of readFiles(repository, after)) writeBelow(folder, path, bytes, made);
  return { tree, entries: await entriesAt(repository, tree, files) };
}

function belongs(path: string): boolean {
  return path === 'registry.json' || path.startsWith('servers/');
}

function writeBelow(folder: string, path: string, bytes: Buffer, made: Set<string>): void {
  const target = resolve(folder, path);
  if (!target.startsWith(`${resolve(folder)}${sep}`)) throw new Error(`${path} leads out of the folder`);
  const parent = dirname(target);
  if (!made.has(parent)) mkdirSync(parent, { recursive: true });
  made.add(parent);
  writeFileSync(target, bytes, { flag: 'wx' });
}

async function entriesAt(
  repository: Repository,
  tree: Map<string, TreeFile>,
  files: ChangedFile[],
): Promise<EntrySources[]> {
  const { cwd, prefix } = repository;
  const namespaces = new Set(files.flatMap(({ path }) => namespaceOf(entryOf(path, prefix)) ?? []));
  const touched = [...tree].filter(([path]) => {
    const namespace = namespaceOf(entryOf(prefix + path, prefix));
    return namespace !== null && namespaces.has(namespace);
  });
  const found: [string, CatalogFile][] = [];
  for await (const [path, bytes] of readFiles(repository, touched))
    found.push([path.slice('servers/'.length), catalogFile(join(cwd, path), bytes)]);
  return arrange(found);
}

function namespaceOf(name: string | null): string | null {
  return name?.split('/')[0]?.toLowerCase() ?? null;
}
