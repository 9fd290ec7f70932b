import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * Serves a built folder at a path of its own, as a plain host would, ETags included: for tests and pictures, on this machine
 * only.
 * `url` ends in that path.
 */
export async function serveFolder(folder: string, base: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = pathname.startsWith(base) ? normalize(decodeURIComponent(pathname.slice(base.length))) : '..';
    const path = inside === '.' || inside.endsWith('/') ? join(inside, 'index.html') : inside;
    const file = path.startsWith('..') ? null : await readFile(join(folder, path)).catch(() => null);
    const body = file ?? (await readFile(join(folder, '404.html')).catch(() => 'Not found'));
    const type = file ? (TYPES[extname(path)] ?? 'text/plain') : 'text/html; charset=utf-8';
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    if (file && request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    response.writeHead(file ? 200 : 404, { 'content-type': type, etag }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server got no port');
  return {
    url: `http://127.0.0.1:${address.port}${base}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
