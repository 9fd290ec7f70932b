import { createServer, type RequestListener } from 'node:http';
import { duplexPair } from 'node:stream';
import { Pool } from 'undici';

/**
 * The way from our other doors to our HTTP face: HTTP as ever, through memory instead of a network (a round trip costs
 * some 40 µs). So whatever is served at `/mcp…` is served through every door, and behaves alike there.
 */
export class Inside {
  readonly #enter: (end: ReturnType<typeof duplexPair>[number]) => void;

  constructor(face: RequestListener) {
    const server = createServer(face);
    this.#enter = (end) => server.emit('connection', end);
  }

  /** Connections for one conversation, which ends them all by `destroy`. */
  open(): Pool {
    return new Pool('http://localhost', {
      connect: (_options, callback) => {
        const [ours, theirs] = duplexPair();
        ours.once('close', () => theirs.destroy());
        theirs.once('close', () => ours.destroy());
        this.#enter(theirs);
        // undici takes any duplex stream, but not in the very moment in which it asks for one.
        setImmediate(() => (callback as (error: null, socket: unknown) => void)(null, ours));
      },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
}
