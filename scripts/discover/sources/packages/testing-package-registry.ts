import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listening } from '../../../../catalog/net/testing.ts';

/** What a stand-in answers: a document, which has a mark as registries give them; or only a status. */
export type Answer = { document: unknown } | { status: number; headers?: Record<string, string> };

/** A package registry on a free port, as `answer` says; it heeds the marks of documents, and refuses whom it was told to. */
export async function packageRegistry(answer: (url: URL) => Answer) {
  const asked: string[] = [];
  /** Paths that are answered with 429 the next time. */
  const tired = new Set<string>();
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (tired.delete(path)) {
      asked.push(`429 ${path}`);
      return response.writeHead(429, { 'retry-after': '7' }).end();
    }
    const said = answer(new URL(path, 'http://registry'));
    if ('status' in said) {
      asked.push(`${said.status} ${path}`);
      return response.writeHead(said.status, said.headers).end('{"error":"Not found"}');
    }
    const body = typeof said.document === 'string' ? said.document : JSON.stringify(said.document);
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    const isSame = request.headers['if-none-match'] === etag;
    asked.push(`${isSame ? 304 : 200} ${path}`);
    if (isSame) return response.writeHead(304, { etag }).end();
    return response.writeHead(200, { etag, 'content-type': 'application/json' }).end(body);
  };
  const server = await listening(createServer((request, response) => void respond(request, response)));
  const origin = `http://127.0.0.1:${server.port}`;
  return { asked, tired, origin, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
