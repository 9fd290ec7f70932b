import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';

/** Stand-ins for tests of connections: servers on 127.0.0.1, answers of DNS. */

/** Resolves any name to these. */
export function answers(...addresses: string[]) {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

/** Says hello to everyone. */
export function helloServer(): Server {
  return createHttpServer((_request, response) => response.end('hello'));
}

/** The server on a free port of 127.0.0.1, until it is disposed of; it counts its connections. */
export async function listening(server: Server) {
  const sockets = new Set<{ destroy(): unknown }>();
  const found = { port: 0, connections: 0 };
  server.on('connection', (socket) => {
    found.connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  found.port = (server.address() as AddressInfo).port;
  return Object.assign(found, {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  });
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  await using server = await listening(createTcpServer());
  return server.port;
}
