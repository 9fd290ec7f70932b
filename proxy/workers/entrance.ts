import type { Server as HttpServer } from 'node:http';
import { type Server, Socket } from 'node:net';
import { ToWorker } from './messages.ts';
import type { Siblings } from './siblings.ts';

/** Where clients come in. */
export interface Entrance {
  url: string;
  /** Takes no more connections. */
  close(): void;
  /** Breaks off those that are still there. */
  closeAllConnections(): void;
}

/** Siblings that find a worker busy wait in line, rather than be turned away. */
const BACKLOG = 4096;

/** Listens for one process that serves alone. Throws when the port is taken. */
export async function openEntrance(server: HttpServer, place: { host: string; port: number }): Promise<Entrance> {
  await listen(server, place);
  return {
    url: urlOf(server),
    close: () => void server.close(),
    closeAllConnections: () => server.closeAllConnections(),
  };
}

/** Takes the connections that the primary gives to a worker, and what its siblings hand over. */
export async function openWorkerEntrance(server: HttpServer, siblings: Siblings): Promise<Entrance> {
  await listen(server, { path: siblings.socket, exclusive: true, backlog: BACKLOG });
  const take = (value: unknown, socket: unknown) => {
    const message = ToWorker.parse(value);
    // It may be gone already.
    if (message.type !== 'connection' || !(socket instanceof Socket)) return;
    socket.allowHalfOpen = true;
    socket.unshift(Buffer.from(message.first, 'base64'));
    server.emit('connection', socket);
  };
  process.on('message', take);
  return {
    url: 'http://localhost',
    close() {
      process.off('message', take);
      server.close();
    },
    closeAllConnections: () => server.closeAllConnections(),
  };
}

/** Throws when that place is taken. */
export async function listen(server: Server, place: object): Promise<void> {
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(place, () => {
      server.off('error', failed);
      listening();
    });
  });
}

/** Where a server that listens at a port is found from this machine. */
export function urlOf(server: Server): string {
  const at = server.address();
  if (typeof at !== 'object' || at === null) throw new Error('this server listens at no port');
  const { address, family, port } = at;
  const host = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
