import { buildAssets } from '../build/assets.ts';
import { BuildMemory } from '../build/build-memory.ts';
import { drawAgain } from '../build/picture/draw-apart.ts';
import { renderSite } from '../build/render-site.ts';
import { writeBuild } from '../build/write-build.ts';
import { variedServers, withOneChanged } from './servers.ts';
import type { Rebuild } from './site-bench.ts';

const TIMES = 5;

/** A program that builds a site and remembers it, as `npm run dev` does, and says what one changed server takes then, and another. */
const [catalog = '', folder = '', count = '0'] = process.argv.slice(2);

const snapshot = await variedServers(catalog, Number(count));
const assets = await buildAssets(undefined, drawAgain);
const memory = new BuildMemory();
await writeBuild(folder, renderSite(snapshot, assets), { commit: snapshot.commit, memory });
const changed: Rebuild = { ms: [], written: [] };
let last = snapshot;
for (let time = 1; time <= TIMES; time += 1) {
  last = withOneChanged(last, time / (TIMES + 1));
  const begun = performance.now();
  const { written } = await writeBuild(folder, renderSite(last, assets), { commit: last.commit, memory });
  changed.ms.push(performance.now() - begun);
  changed.written.push(written);
}
process.stdout.write(`${JSON.stringify(changed)}\n`);
