import { packed } from '../../catalog/snapshot/line-blocks.ts';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { snapshotFiles } from '../../catalog/snapshot/snapshot-files.ts';
import { siteFiles } from '../../site/build.ts';
import { contentOf, type MadeFile } from '../../site/made-file.ts';
import { PICTURE, pictureOf } from '../../site/picture.tsx';
import type { BuiltAssets } from './assets.ts';
import type { BuiltFile } from './write-folder.ts';

/**
 * All files of the built folder, made one at a time: what pages load, the site, its picture, and the snapshot that the proxy reads.
 * The picture is drawn elsewhere meanwhile.
 */
export async function* renderSite(snapshot: Snapshot, assets: BuiltAssets, base?: string): AsyncGenerator<BuiltFile> {
  const picture = assets.draw(pictureOf(snapshot));
  picture.catch(() => undefined); // who waits for it is told
  yield* assets.files;
  const options = { assets: assets.names, guide: assets.guide, ...(base === undefined ? {} : { base }) };
  for (const file of siteFiles(snapshot, options)) yield packedBundle(file);
  for (const [path, bytes, from] of snapshotFiles(snapshot)) yield [`snapshot/${path}`, bytes, from];
  yield [PICTURE.path, await picture];
}

/** The bundle, as `index.json` names it; any other file as it is. */
export function packedBundle(file: MadeFile): BuiltFile {
  const [path, , ...from] = file;
  return path.startsWith('bundle.') ? [`${path}.gz`, () => packed(contentOf(file)), ...from] : file;
}
