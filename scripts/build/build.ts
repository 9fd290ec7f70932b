import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeStore, STORE_FILES } from '../status/encoding.ts';
import { readStore } from '../status/folder.ts';
import type { Store } from '../status/store.ts';
import { type BuiltAssets, buildAssets } from './assets.ts';
import { BuildMemory } from './build-memory.ts';
import { type BuiltPart, type BuiltParts, partOf } from './built-part.ts';
import type { Bundle } from './bundle/bundle.ts';
import { drawAgain } from './picture/draw-apart.ts';
import { readSnapshot } from './read-snapshot.ts';
import { renderSite } from './render-site.ts';
import { sharedWith } from './shared-with.ts';
import { writeBuild } from './write-build.ts';

export interface BuildOptions {
  /** Folder of the catalog. */
  catalog: string;
  /** Folder that the probe keeps its statuses in; it need not exist. */
  status: string;
  /** Folder the built site goes to. It is the build's own: files that are not part of the site are deleted. */
  out: string;
  /** Where the site's root lies on its host, `/` or `/registry/`. Left out: as `siteUrl` says. */
  base?: string;
  /** What an earlier build of this folder left in this process, as long as the code is the same. */
  kept?: Kept;
  /** What bundles the browser files. Left out: a process of its own, whose memory is gone when it ends. */
  bundle?: Bundle;
  /** Remember what this build makes, for another of this folder in the same process. It takes memory. */
  remember?: boolean;
  /** Write files in gzip, for hosts that send them so. The same in every build of a folder that is `kept`. */
  packed?: boolean;
}

/** What one build hands to the next: browser files, so that it needs no bundler, and what every file was made from. */
export interface Kept {
  assets: BuiltAssets;
  snapshot?: Snapshot;
  memory?: BuildMemory;
}

export interface Built {
  files: number;
  /** Files whose bytes changed. */
  written: number;
  snapshot: Snapshot;
  /** To hand to the next build. */
  kept: Kept;
}

/** Catalog and statuses → snapshot and site, in `out`. Throws a `UserError` that names the faults of the catalog. */
export async function build(options: BuildOptions): Promise<Built> {
  const { catalog, status, out, base, kept, remember, bundle, packed } = options;
  const [read, store, assets] = await Promise.all([
    readSnapshot({ catalog, status }),
    readStore(status),
    kept?.assets ?? buildAssets(bundle, remember ? drawAgain : undefined),
  ]);
  const snapshot = kept?.snapshot ? sharedWith(kept.snapshot, read) : read;
  const memory = remember ? (kept?.memory ?? new BuildMemory()) : undefined;
  const all = allParts(renderSite(snapshot, assets, base), publishedStore(store));
  const written = await writeBuild(out, all, { commit: snapshot.commit, memory, packed });
  return { ...written, snapshot, kept: { assets, ...(memory ? { snapshot, memory } : {}) } };
}

function* allParts(...some: BuiltParts[]): BuiltParts {
  for (const parts of some) yield* parts;
}

/** All that probes keep, as `npm run status -- restore` reads it, should the status branch be lost. */
function* publishedStore(store: Store): Generator<BuiltPart> {
  for (const [path, content] of encodeStore(store))
    if (STORE_FILES.has(path)) yield partOf([`status/${path}`, content]);
}
