import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** A server on this machine alone. */
export interface LocalServer {
  /** Its address, with the path that the site lies under. */
  url: string;
  close(): Promise<void>;
}

/** Serves a built folder at a path of its own, as a plain host would, ETags included: for tests and pictures. */
export async function serveFolder(folder: string, base: string): Promise<LocalServer> {
  return listenLocally(folderListener(folder, base), base);
}

/** Answers from a built folder. `page` has its say on each page before it goes out. */
export function folderListener(folder: string, base: string, page = (html: Buffer): Buffer => html): RequestListener {
  return async (request, response) => {
    const path = pathBelow(base, request.url ?? '/');
    const file = path === null ? null : await readFile(join(folder, path)).catch(() => null);
    const found = file ?? (await readFile(join(folder, '404.html')).catch(() => Buffer.from('Not found')));
    const type = file && path !== null ? (TYPES[extname(path)] ?? 'text/plain') : 'text/html; charset=utf-8';
    const body = type.startsWith('text/html') ? page(found) : found;
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    if (file && request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    response.writeHead(file ? 200 : 404, { 'content-type': type, etag }).end(body);
  };
}

/** A server for one listener, on a free port or on this one. */
export async function listenLocally(listener: RequestListener, base = '/', port = 0): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server got no port');
  return {
    url: `http://127.0.0.1:${address.port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file that an address means, below the folder; null where it is no address below `base`. */
function pathBelow(base: string, url: string): string | null {
  const [pathname = ''] = url.split(/[?#]/);
  if (!pathname.startsWith(base)) return null;
  try {
    const inside = normalize(decodeURIComponent(pathname.slice(base.length)));
    if (inside.startsWith('..') || inside.includes('\0')) return null;
    return inside === '.' || inside.endsWith('/') ? join(inside, 'index.html') : inside;
  } catch {
    return null;
  }
}
