import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeStore, STORE_FILES } from '../status/encoding.ts';
import { readStore } from '../status/folder.ts';
import type { Store } from '../status/store.ts';
import { type BuiltAssets, buildAssets } from './assets.ts';
import { readSnapshot } from './read-snapshot.ts';
import { renderSite } from './render-site.ts';
import { withManifest } from './site-manifest.ts';
import { type BuiltFile, writeFolder } from './write-folder.ts';

export interface BuildOptions {
  /** Folder of the catalog. */
  catalog: string;
  /** Folder that the probe keeps its statuses in; it need not exist. */
  status: string;
  /** Folder the built site goes to. It is the build's own: files that are not part of the site are deleted. */
  out: string;
  /** Where the site's root lies on its host, `/` or `/registry/`. Left out: as `siteUrl` says. */
  base?: string;
  /** Browser files of an earlier build in this process: a rebuild after a probe needs no bundler. */
  assets?: BuiltAssets;
}

export interface Built {
  files: number;
  /** Files whose bytes changed. */
  written: number;
  snapshot: Snapshot;
  /** To hand to the next build. */
  assets: BuiltAssets;
}

/** Catalog and statuses → snapshot and site, in `out`. Throws a `UserError` that names the faults of the catalog. */
export async function build({ catalog, status, out, base, assets }: BuildOptions): Promise<Built> {
  const [snapshot, store, built] = await Promise.all([
    readSnapshot({ catalog, status }),
    readStore(status),
    assets ?? buildAssets(),
  ]);
  const files = withManifest(allFiles(renderSite(snapshot, built, base), publishedStore(store)), snapshot.commit);
  return { ...(await writeFolder(out, files)), snapshot, assets: built };
}

function* allFiles(...parts: Iterable<BuiltFile>[]): Generator<BuiltFile> {
  for (const part of parts) yield* part;
}

/** All that probes keep, as `npm run status -- restore` reads it, should the status branch be lost. */
function* publishedStore(store: Store): Generator<BuiltFile> {
  for (const [path, content] of encodeStore(store)) if (STORE_FILES.has(path)) yield [`status/${path}`, content];
}
