import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProxyError } from './error.ts';

/** Reads a request's body to its end, as text. Throws as `readBytes` does. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBytes(request, maxBytes)).toString('utf8');
}

/** Reads a request's body to its end. Throws `payload_too_large`, and `invalid_request` when the caller breaks off. */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ProxyError('payload_too_large', `The body is larger than ${maxBytes} bytes (limits.bodyBytes)`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return reject(tooLarge());
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        request.removeAllListeners('data').resume();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', (cause) => reject(new ProxyError('invalid_request', 'The body broke off', { cause })));
  });
}

/** Answers with a problem (RFC 9457). After the head is out, all that can be done is to break off. */
export function sendProblem(response: ServerResponse, error: ProxyError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { retryAfterMs } = error.details;
  if (retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  if (error.code === 'payload_too_large') response.setHeader('connection', 'close');
  const body = `${JSON.stringify(error.toProblem())}\n`;
  response.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
