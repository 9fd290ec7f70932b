import { packed } from '../../catalog/snapshot/line-blocks.ts';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../catalog/snapshot/snapshot-files.ts';
import { buildSite } from '../../site/build.ts';
import { PICTURE, pictureOf } from '../../site/picture.tsx';
import type { BuiltAssets } from './assets.ts';
import type { BuiltFile } from './write-folder.ts';

/** All files of the built folder, one at a time: what pages load, the site, its picture, and the snapshot that the proxy reads. */
export function* renderSite(snapshot: Snapshot, assets: BuiltAssets, base?: string): Generator<BuiltFile> {
  yield* assets.files;
  const options = { assets: assets.names, guide: assets.guide, ...(base === undefined ? {} : { base }) };
  for (const file of buildSite(snapshot, options)) yield packedBundle(file);
  yield [PICTURE.path, assets.draw(pictureOf(snapshot))];
  for (const [path, bytes] of encodeSnapshot(snapshot)) yield [`snapshot/${path}`, bytes];
}

/** The bundle, as `index.json` names it; any other file as it is. */
export function packedBundle([path, content]: [string, string]): BuiltFile {
  return path.startsWith('bundle.') ? [`${path}.gz`, packed(content)] : [path, content];
}
