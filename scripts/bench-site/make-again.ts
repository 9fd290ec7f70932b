import { buildAssets } from '../build/assets.ts';
import { BuildMemory } from '../build/build-memory.ts';
import { renderSite } from '../build/render-site.ts';
import { withManifest } from '../build/site-manifest.ts';
import { writeFolder } from '../build/write-folder.ts';
import { variedServers, withOneChanged } from './servers.ts';
import type { Rebuild } from './site-bench.ts';

/** A program that builds a site and remembers it, as `npm run dev` does, and says what one changed server takes then. */
const [catalog = '', folder = '', count = '0'] = process.argv.slice(2);

const snapshot = await variedServers(catalog, Number(count));
const assets = await buildAssets();
const memory = new BuildMemory();
await writeFolder(folder, withManifest(renderSite(snapshot, assets), snapshot.commit, memory));
const next = withOneChanged(snapshot);
const begun = performance.now();
const { written } = await writeFolder(folder, withManifest(renderSite(next, assets), next.commit, memory), {
  isKnown: true,
});
const changed: Rebuild = { ms: performance.now() - begun, written };
process.stdout.write(`${JSON.stringify(changed)}\n`);
