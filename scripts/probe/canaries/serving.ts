import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Server as NetServer } from 'node:net';
import { blockList } from '../../../catalog/net/addresses.ts';
import type { Egress } from '../../../catalog/net/connector.ts';
import type { InstanceSpec } from '../../../proxy/services/service.ts';
import type { Perch } from './canary.ts';

export interface Serving {
  transport?: 'streamable-http' | 'sse';
  /** Speaks https with this; whoever looks trusts the certificate. */
  secured?: { cert: string; key: string };
  /** Where a look may go; to the canary's own address and nowhere else, unless said otherwise. */
  egress?: Egress;
}

/** A canary that listens at an address, on a free port. */
export async function serving(at: string, answer: RequestListener, options: Serving = {}): Promise<Perch> {
  const { secured } = options;
  const server = secured ? createTlsServer(secured, answer) : createServer(answer);
  const port = await listen(server, at);
  return { spec: remote(at, port, options), [Symbol.asyncDispose]: () => close(server) };
}

/** A server at an address as the proxy would reach it, by http or https. */
export function remote(
  at: string,
  port: number,
  { transport = 'streamable-http', secured, egress = { allow: blockList([at]), ca: secured?.cert } }: Serving = {},
): InstanceSpec {
  const url = `${secured ? 'https' : 'http'}://${at}:${port}/mcp`;
  return {
    ...{ id: 'canary', transport, address: url, location: 'remote' },
    target: { transport, http: { url, headers: {}, egress } },
  };
}

/** Listens at an address, on a free port, which it gives. */
export async function listen(server: NetServer, at: string): Promise<number> {
  await new Promise<void>((ready, failed) => server.once('error', failed).listen(0, at, ready));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error(`nothing listens at ${at}`);
  return address.port;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function close(server: Server | TlsServer): Promise<void> {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
