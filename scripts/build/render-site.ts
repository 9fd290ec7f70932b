import { packed } from '../../catalog/line-blocks.ts';
import type { Snapshot } from '../../catalog/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot-files.ts';
import { buildSite } from '../../site/build.ts';
import type { BuiltAssets } from './assets.ts';

/** All files of the built folder: the site, the files it loads, and the snapshot that the proxy reads. */
export function renderSite(snapshot: Snapshot, assets: BuiltAssets, base?: string): Map<string, string | Uint8Array> {
  const site = buildSite(snapshot, { assets: assets.names, ...(base === undefined ? {} : { base }) });
  const encoded = [...encodeSnapshot(snapshot)].map(([path, bytes]) => [`snapshot/${path}`, bytes] as const);
  return new Map([...[...site].map(packedBundle), ...assets.files, ...encoded]);
}

/** The bundle, as `index.json` names it; any other file as it is. */
export function packedBundle([path, content]: [string, string]): [string, string | Uint8Array] {
  return path.startsWith('bundle.') ? [`${path}.gz`, packed(content)] : [path, content];
}
