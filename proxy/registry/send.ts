import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Answer } from './endpoint.ts';

/** Whatever reads a registry may: it tells everyone the same (registry API, and what Copilot asks of any registry). */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, If-None-Match',
  'access-control-expose-headers': 'Content-Type, Content-Length, ETag, Location, Mcp-Registry-Publish, Retry-After',
  'access-control-max-age': '86400',
};

/** Sets what every answer of the registry has, and what the others must not miss. */
export function allowAll(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', CORS['access-control-allow-origin']);
  response.setHeader('access-control-expose-headers', CORS['access-control-expose-headers']);
  response.setHeader('x-content-type-options', 'nosniff');
}

/** Answers a preflight, or any other OPTIONS. */
export function sendOptions(response: ServerResponse): void {
  response.writeHead(204, CORS).end();
}

/** Sends an answer, at once where nothing is to be compressed: whole, without its body to who only wants the head, or not at all to who has it already. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void | Promise<void> {
  const { status = 200, type = 'application/json' } = answer;
  const plain = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const encoding = plain.length >= WORTH_BYTES ? encodingFor(request.headers['accept-encoding']) : null;
  // What is compressed is another form of the same: its tag is weak (RFC 9110, 8.8.3).
  const etag = encoding ? answer.etag?.replace(/^(W\/)?/, 'W/') : answer.etag;
  const headers = (answer.headers ? without(HEADERS, answer.headers) : HEADERS).concat('content-type', type);
  if (etag !== undefined) headers.push('etag', etag);
  if (answer.headers) headers.push(...Object.entries(answer.headers).flat());
  if (etag !== undefined && isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  if (!encoding) return sendBody(plain, headers, { request, response, status });
  headers.push('content-encoding', encoding);
  return packed(answer, plain, encoding).then((body) => sendBody(body, headers, { request, response, status }));
}

interface Sending {
  request: IncomingMessage;
  response: ServerResponse;
  status: number;
}

/** Not made anew for each answer: the loader gives every function its name as it is made, which takes a microsecond. */
function sendBody(body: Buffer, headers: string[], { request, response, status }: Sending): void {
  headers.push('content-length', String(body.length));
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/** Names and values in turn. Kept by who likes, and asked about each time: an entry may change at any moment. */
const HEADERS = [
  ...['access-control-allow-origin', '*'],
  ...['access-control-allow-methods', CORS['access-control-allow-methods']],
  ...['access-control-allow-headers', CORS['access-control-allow-headers']],
  ...['access-control-expose-headers', CORS['access-control-expose-headers']],
  ...['cache-control', 'no-cache', 'vary', 'accept-encoding'],
];

/** Names and values without those that an answer says itself. */
function without(headers: readonly string[], own: Record<string, string>): string[] {
  return headers.filter((_, at) => !Object.hasOwn(own, headers[at - (at % 2)] ?? ''));
}

/** RFC 9110, 13.1.2: weak comparison. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const plain = etag.replace(/^W\//, '');
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === plain);
}

/** What is shorter than this is sent as it is: it would take longer to make it smaller. */
const WORTH_BYTES = 4096;

type Encoding = 'br' | 'gzip';

function encodingFor(accepted: string | string[] | undefined): Encoding | null {
  if (accepted === undefined) return null;
  const taken = String(accepted)
    .toLowerCase()
    .split(',')
    .filter((each) => !/;\s*q=0(?:\.0*)?\s*$/.test(each))
    .map((each) => each.split(';', 1)[0]?.trim());
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : null;
}

const PACK: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body) => promisify(gzip)(body),
};

async function packed({ packed: known }: Answer, body: Buffer, encoding: Encoding): Promise<Buffer> {
  const kept = known?.get(encoding);
  if (kept) return kept;
  const made = await PACK[encoding](body);
  known?.set(encoding, made);
  return made;
}
