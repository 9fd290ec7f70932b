import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sirv from 'sirv';
import { type LocalServer, listenLocally } from '../build/serve-folder.ts';

/** What hosts compress. */
const PACKED = /\.(html|css|js|json|svg|xml|txt)$/;

/** Serves a built site as a host on the web would: packed, and with files whose names hold a hash kept for ever. */
export async function servePacked(folder: string): Promise<LocalServer> {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!PACKED.test(file)) continue;
    const path = join(folder, file);
    await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
  }
  const files = sirv(folder, {
    ...{ gzip: true, etag: true },
    setHeaders: (response, path) => {
      const isForEver = path.startsWith('/assets/');
      response.setHeader('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return listenLocally((request, response) => files(request, response, () => void response.writeHead(404).end()));
}
