import type { Worker } from 'node:cluster';
import { createServer, type Server, type Socket } from 'node:net';
import { listen, urlOf } from './entrance.ts';
import type { ToWorker } from './messages.ts';
import type { Seal } from './seal.ts';

interface Guest {
  socket: Socket;
  /** What its client has said so far. */
  first: Buffer;
}

/** A connection on which nothing is said for so long is closed. */
const SILENT_MS = 60_000;
/** The head of a first request that is looked at. */
const LOOK = 16_384;
const SESSION = /\r\nmcp-session-id:[ \t]*([\w-]+)[ \t]*(?:\r\n|$)/i;
const STREAM = /^POST \/sse[^ ]*[?&]sessionId=([\w-]+)/;

/**
 * Takes in the connections to the port that all workers share, and gives each to a worker: to the one that has the
 * session which its first request names, else to the next in turn. Most clients use a connection for one session alone, so
 * that no call of theirs makes a detour. Later requests that belong elsewhere are handed over one by one.
 */
export class Reception {
  readonly #seal: Seal;
  readonly #server: Server;
  readonly #workers = new Map<number, Worker>();
  readonly #sockets = new Set<Socket>();
  /** Those who came while there was no worker. */
  #waiting: Guest[] = [];
  #turn = 0;

  constructor(seal: Seal) {
    this.#seal = seal;
    // So little room that nothing more is read than what came first: the rest is for the worker to read.
    const options = { allowHalfOpen: true, noDelay: true, highWaterMark: 1 };
    this.#server = createServer(options, (socket) => this.#welcome(socket));
  }

  /** Gives the address. Throws when the port is taken. */
  async open(place: { host: string; port: number }): Promise<string> {
    await listen(this.#server, place);
    return urlOf(this.#server);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  add(worker: Worker): void {
    this.#workers.set(worker.id, worker);
    for (const guest of this.#waiting.splice(0)) this.#lead(guest);
  }

  remove({ id }: Worker): void {
    this.#workers.delete(id);
  }

  #welcome(socket: Socket): void {
    const leave = () => socket.destroy();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', leave).setTimeout(SILENT_MS, leave);
    socket.once('readable', () => {
      socket._read = () => {};
      const first: Buffer | null = socket.read();
      if (first === null) leave();
      else this.#lead({ socket, first });
    });
  }

  #lead(guest: Guest): void {
    const { socket, first } = guest;
    if (socket.destroyed) return;
    const worker = this.#ownerIn(first) ?? this.#next();
    if (!worker) {
      this.#waiting.push(guest);
      return;
    }
    this.#sockets.delete(socket);
    const message: ToWorker = { type: 'connection', first: first.toString('base64') };
    worker.send(message, socket, (error) => error && socket.destroy());
  }

  /** The worker that has the session, or the stream, of a first request. */
  #ownerIn(first: Buffer): Worker | undefined {
    const [head = ''] = first.toString('latin1', 0, LOOK).split('\r\n\r\n', 1);
    const session = SESSION.exec(head)?.[1];
    const stream = session === undefined ? STREAM.exec(head)?.[1] : undefined;
    const owner =
      session === undefined ? this.#seal.ownerOf('stream', stream ?? '') : this.#seal.ownerOf('session', session);
    return owner === null ? undefined : this.#workers.get(owner);
  }

  #next(): Worker | undefined {
    const workers = [...this.#workers.values()];
    this.#turn += 1;
    return workers[this.#turn % workers.length];
  }
}
