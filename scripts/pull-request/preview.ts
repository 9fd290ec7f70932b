import type { Catalog } from '../../catalog/load.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { serverPath } from '../../catalog/urls.ts';
import { buildSite } from '../../site/build.ts';
import { buildAssets } from '../build/assets.ts';
import { writeFolder } from '../build/write-folder.ts';

/** So many entries are shown; whoever changes more knows how pages look. */
const SHOWN = 20;

/** Writes the pages of some entries, and what they load, into a folder; gives the paths of the pages. */
export async function writePreview(
  folder: string,
  { registry, entries }: Catalog,
  names: string[],
  { now = new Date(), assetsOf = buildAssets } = {},
): Promise<string[]> {
  const shown = entries.filter(({ name }) => names.includes(name)).slice(0, SHOWN);
  if (shown.length === 0) return [];
  const at = now.toISOString();
  const snapshot = takeSnapshot({ registry, commit: null, at, entries: shown });
  const assets = await assetsOf();
  const pages = shown.map(({ name }) => `${serverPath(name)}index.html`);
  const files = [...assets.files];
  for (const file of buildSite(snapshot, { assets: assets.names })) if (pages.includes(file[0])) files.push(file);
  await writeFolder(folder, [{ files }]);
  return pages;
}
