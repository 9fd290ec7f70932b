import { packed } from '../../catalog/snapshot/line-blocks.ts';
import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { snapshotFiles } from '../../catalog/snapshot/snapshot-files.ts';
import { siteParts } from '../../site/build.ts';
import { contentOf, type MadeFile } from '../../site/made-file.ts';
import { PICTURE, pictureOf } from '../../site/picture.tsx';
import type { BuiltAssets } from './assets.ts';
import { type BuiltFile, type BuiltPart, partOf } from './built-part.ts';

/**
 * All of the built folder, made a part at a time: what pages load, the site, its picture, and the snapshot that the proxy reads.
 * The picture is drawn elsewhere meanwhile.
 */
export async function* renderSite(snapshot: Snapshot, assets: BuiltAssets, base?: string): AsyncGenerator<BuiltPart> {
  const picture = assets.draw(pictureOf(snapshot));
  picture.catch(() => undefined); // who waits for it is told
  for (const file of assets.files) yield partOf(file);
  const options = { assets: assets.names, guide: assets.guide, ...(base === undefined ? {} : { base }) };
  for (const part of siteParts(snapshot, options)) yield { ...part, files: () => [...part.files()].map(packedBundle) };
  for (const [path, bytes, from] of snapshotFiles(snapshot)) yield partOf([`snapshot/${path}`, bytes], from);
  yield partOf([PICTURE.path, await picture]);
}

/** The bundle, as `index.json` names it; any other file as it is. */
export function packedBundle(file: MadeFile): BuiltFile {
  const [path] = file;
  return path.startsWith('bundle.') ? [`${path}.gz`, () => packed(contentOf(file))] : file;
}
