import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { lookup } from 'mrmime';
import sirv from 'sirv';
import { ProxyError } from './error.ts';

/** What an answer depends on, beside its address: who may read it is said by `guard.ts`. */
const VARY = 'Accept-Encoding, Origin';

/**
 * The built site, packed (`npm run build -- --packed`) or not. Files are looked up at each request, so that a new build shows at once.
 */
export function siteFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const setHeaders = (response: ServerResponse) => void response.setHeader('vary', VARY);
  const serve = sirv(folder, { dev: true, etag: true, gzip: true, setHeaders });
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      throw new ProxyError('method_not_allowed', 'Pages are read by GET');
    }
    // So that a page knows that it may call where it came from (RFC 8631).
    response.setHeader('link', '</openapi.json>; rel="service-desc"');
    const [path = '/', query] = (request.url ?? '/').split('?', 2);
    const place = placeOf(path);
    // A folder's page is at its address with a slash, as on any static host: its links start from there.
    if (place !== null && !place.endsWith('/') && (await isFolder(join(folder, place)))) {
      response.writeHead(301, { location: `${path}/${query === undefined ? '' : `?${query}`}` }).end();
      return;
    }
    const found = await new Promise<boolean>((resolve) => {
      response.once('close', () => resolve(true));
      serve(request, response, () => resolve(false));
    });
    if (found) return;
    if (place !== null && (await sendUnpacked(join(folder, place), request, response))) return;
    response.statusCode = 404;
    if (!(await sendUnpacked(join(folder, '404.html'), request, response)))
      throw new ProxyError('not_found', `Nothing is at ${request.url ?? '/'}`);
  };
}

/** Where an address lies below the folder, from its slash on; null where it is none. */
function placeOf(path: string): string | null {
  if (path.startsWith('//')) return null;
  try {
    const place = posix.normalize(decodeURIComponent(path));
    return place.startsWith('/') && !place.includes('\0') ? place : null;
  } catch {
    return null;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Sends a file as it is, though it may lie there in gzip, for who does not take that. False: there is none. */
async function sendUnpacked(path: string, { method }: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const name = path.endsWith('/') ? `${path}index.html` : path;
  const [packed, isPlain] = await Promise.all([isFile(`${name}.gz`), isFile(name)]);
  if (!packed && !isPlain) return false;
  const type = lookup(name) ?? 'application/octet-stream';
  response.setHeader('content-type', type === 'text/html' ? `${type};charset=utf-8` : type);
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('vary', VARY);
  if (method === 'HEAD') response.end();
  else if (isPlain) await pipeline(createReadStream(name), response);
  else await pipeline(createReadStream(`${name}.gz`), createGunzip(), response);
  return true;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
