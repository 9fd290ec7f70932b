import type { JsonSource } from './json/json-source.ts';

/** What a file of the catalog is: a publisher's `server.json`, or one of ours. */
export type FileKind = 'server' | 'listing' | 'tools' | 'registry' | 'refused';

/** A file of the catalog as it was read. Its value may be anything: the rules find that out. */
export interface CatalogFile extends JsonSource {
  kind: FileKind;
}

/** The files of one entry. `versions` goes by file name, without `.json`. */
export interface EntrySources {
  /** `namespace/name`, as its folders say it. */
  name: string;
  versions: Map<string, CatalogFile>;
  listing: CatalogFile | null;
  tools: CatalogFile | null;
}

/** The files of a catalog, entries sorted by name. */
export interface CatalogSources {
  registry: CatalogFile | null;
  /** What discovery is not to propose; many a catalog has none. */
  refused?: CatalogFile | null;
  entries: EntrySources[];
}

/** What a file is, by its name alone. */
export function kindOfFile(path: string): FileKind {
  const base = path.replaceAll('\\', '/').split('/').at(-1);
  if (base === 'listing.json') return 'listing';
  if (base === 'tools.json') return 'tools';
  if (base === 'refused.json') return 'refused';
  return base === 'registry.json' ? 'registry' : 'server';
}

/** The entry and the version or role of a file below `servers/`; null where no file of ours belongs. */
export function partsOfPath(path: string): { name: string; base: string } | null {
  const [namespace, name, file, ...rest] = path.split('/');
  if (!namespace || !name || !file?.endsWith('.json') || file.startsWith('.') || rest.length > 0) return null;
  return { name: `${namespace}/${name}`, base: file.slice(0, -'.json'.length) };
}

/** Puts the files below `servers/`, by their paths from there, in their entries. */
export function arrange(files: Iterable<[path: string, file: CatalogFile]>): EntrySources[] {
  const entries = new Map<string, EntrySources>();
  for (const [path, file] of files) {
    const parts = partsOfPath(path);
    if (!parts) continue;
    const { name, base } = parts;
    const entry = entries.get(name) ?? { name, versions: new Map(), listing: null, tools: null };
    entries.set(name, entry);
    if (file.kind === 'listing' || file.kind === 'tools') entry[file.kind] = file;
    else entry.versions.set(base, file);
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
