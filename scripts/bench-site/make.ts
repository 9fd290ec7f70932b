import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, lengthOf, piecesOf } from '../../site/made-file.ts';
import { buildAssets } from '../build/assets.ts';
import type { BuiltFile, BuiltPart, BuiltParts } from '../build/built-part.ts';
import { renderSite } from '../build/render-site.ts';
import { writeBuild } from '../build/write-build.ts';
import { variedServers } from './servers.ts';
import type { FirstBuild } from './site-bench.ts';

/** A program that builds the site of so many servers into a folder, and says what that took. */
const [catalog = '', folder = '', count = '0', how = 'plain'] = process.argv.slice(2);
const packed = how === 'packed';

const snapshot = await variedServers(catalog, Number(count));
const assets = await buildAssets();
const seen = { htmlMs: 0, bytes: 0, pages: 0, pageBytes: 0 };
const cpu = process.cpuUsage();
const begun = performance.now();
const { files } = await writeBuild(folder, watched(renderSite(snapshot, assets)), { commit: snapshot.commit, packed });
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const rssMb = process.resourceUsage().maxRSS / 1024;
const taken = { ms, cpuMs: (user + system) / 1000, rssMb, files, diskBytes: bytesBelow(folder) };
const round: FirstBuild = { servers: Number(count), packed, ...taken, ...seen };
process.stdout.write(`${JSON.stringify(round)}\n`);

/** The parts as they come, and of each file how long it took to make and how long it is. */
function* watched(parts: BuiltParts): BuiltParts {
  let from = performance.now();
  const measured = (part: BuiltPart): BuiltPart => {
    const files = [...part.files()].map((file): BuiltFile => {
      const [path, content] = [file[0], contentOf(file)];
      const bytes = typeof content === 'string' ? Buffer.byteLength(content) : lengthOf(piecesOf(content));
      seen.bytes += bytes;
      if (path.endsWith('.html') && !path.startsWith('v0.1/')) {
        seen.htmlMs += performance.now() - from;
        seen.pages += 1;
        seen.pageBytes += bytes;
      }
      from = performance.now();
      return [path, content];
    });
    return { ...part, files: () => files };
  };
  for (const part of parts) {
    yield part instanceof Promise ? part.then(measured) : measured(part);
    from = performance.now();
  }
}

function bytesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((found) => found.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
