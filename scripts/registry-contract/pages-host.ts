import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';
import { httpServer } from '../../proxy/testing.ts';

/**
 * A folder as GitHub Pages serves it: paths are decoded, a folder without its slash is led to the address with it and then
 * answered by its index, what has no known ending is bytes, and a query does nothing.
 */
export async function pagesHost(folder: string): Promise<AsyncDisposable & { origin: string }> {
  const server = await httpServer((request, response) => void answer(folder, request, response));
  return { origin: new URL(server.url).origin, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  const found = join(folder, normalize(decodeURIComponent(path)));
  const isFolder = await stat(found).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder && !path.endsWith('/')) return void response.writeHead(301, { location: `${path}/` }).end();
  const file = isFolder ? join(found, 'index.html') : found;
  const body = await readFile(file).catch(() => null);
  const headers = { 'access-control-allow-origin': '*', 'content-type': typeOf(body ? file : 'x.html') };
  response.writeHead(body ? 200 : 404, headers).end(body ?? '<!doctype html><title>Not found</title>');
}

function typeOf(file: string): string {
  if (file.endsWith('.html')) return 'text/html; charset=utf-8';
  return file.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
