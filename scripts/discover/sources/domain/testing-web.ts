import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { createSecureContext } from 'node:tls';
import { aCertificate } from '../../../../catalog/net/certificate.ts';
import type { Egress } from '../../../../catalog/net/connector.ts';
import { guardedFetch } from '../../../../catalog/net/guarded-fetch.ts';
import { placesOf } from '../../../../catalog/net/places.ts';
import { answers, listening } from '../../../../catalog/net/testing.ts';

type Page = { status?: number; type?: string; headers?: Record<string, string>; body?: unknown };

/** The public web in small: domains with certificates, behind a proxy, each of which leads to a public address by its name. */
export async function aWeb(pages: Record<string, Page>) {
  const asked: string[] = [];
  const hosts = new Set(Object.keys(pages).map((page) => new URL(page).hostname));
  const identities = new Map([...hosts].map((host) => [host, aCertificate(host)]));
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = `https://${request.headers.host}${request.url}`;
    const page = pages[url];
    const { status = 200, type = 'application/json', headers = {}, body = '' } = page ?? { status: 404 };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const isUnchanged = headers.etag !== undefined && request.headers['if-none-match'] === headers.etag;
    asked.push(`${url} ${isUnchanged ? 304 : status}`);
    response.writeHead(isUnchanged ? 304 : status, { 'content-type': type, ...headers });
    response.end(isUnchanged ? undefined : text);
  };
  const SNICallback = (
    name: string,
    done: (error: Error | null, context?: ReturnType<typeof createSecureContext>) => void,
  ) => done(null, createSecureContext(identities.get(name) ?? {}));
  const server = await listening(createTlsServer({ SNICallback }, answer));
  const proxy = createHttpServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (_request, socket) => {
    const far = connect({ host: '127.0.0.1', port: server.port }, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    for (const each of [far, socket]) each.on('error', () => {});
  });
  const way = await listening(proxy);
  const resolve = answers('93.184.216.34');
  const ca = [...identities.values()].map(({ cert }) => cert).join('');
  const strangers: Egress = { ca, proxy: { url: `http://127.0.0.1:${way.port}`, bypass: placesOf([]) } };
  const fetch: typeof guardedFetch = (url, egress, options) =>
    hosts.has(new URL(url).hostname)
      ? guardedFetch(url, egress, { ...options, resolve })
      : guardedFetch(url, egress, { ...options, resolve: async () => Promise.reject(new Error('ENOTFOUND')) });
  return {
    ...{ asked, strangers, fetch },
    async [Symbol.asyncDispose]() {
      await way[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
