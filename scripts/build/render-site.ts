import type { Snapshot } from '../../catalog/snapshot/snapshot.ts';
import { snapshotFiles } from '../../catalog/snapshot/snapshot-files.ts';
import { siteParts } from '../../site/build.ts';
import { PICTURE, pictureOf } from '../../site/picture.tsx';
import type { BuiltAssets } from './assets.ts';
import { type BuiltParts, partOf } from './built-part.ts';

/**
 * All of the built folder, made a part at a time: what pages load, the site, its picture, and the snapshot that the proxy reads.
 * The picture is drawn elsewhere meanwhile.
 */
export function* renderSite(snapshot: Snapshot, assets: BuiltAssets, base?: string): BuiltParts {
  const picture = assets.draw(pictureOf(snapshot));
  picture.catch(() => undefined); // who waits for it is told
  for (const file of assets.files) yield partOf(file);
  const options = { assets: assets.names, guide: assets.guide, ...(base === undefined ? {} : { base }) };
  yield* siteParts(snapshot, options);
  for (const [path, bytes, from] of snapshotFiles(snapshot)) yield partOf([`snapshot/${path}`, bytes], from);
  yield picture.then((bytes) => partOf([PICTURE.path, bytes]));
}
