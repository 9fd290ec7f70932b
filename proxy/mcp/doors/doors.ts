import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex, Readable, Writable } from 'node:stream';
import { sendProblem } from '../../body.ts';
import type { ProxyConfig } from '../../config.ts';
import { asProxyError, ProxyError } from '../../error.ts';
import { answerCors, guard } from '../../guard.ts';
import type { Log } from '../../log.ts';
import { forwardedHeaders } from '../../upstream/passed-headers.ts';
import { type Affinity, ALONE } from '../../workers/affinity.ts';
import { Inside } from './inside.ts';
import { SseDoor } from './sse.ts';
import { serveStdio } from './stdio.ts';
import { StreamDoor } from './stream-door.ts';
import { WebSocketDoor, wantsWebSocket } from './websocket.ts';

/** The ways to our faces beside streamable HTTP. */
export interface Doors extends AsyncDisposable {
  /** Answers `/sse…` itself, and leaves the rest to the HTTP face. */
  answer: RequestListener;
  /** For a server's event of that name. */
  upgrade(this: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Serves one client over pipes, at `path`, until it leaves. */
  stdio(pipes: { input: Readable; output: Writable }, path: string): Promise<void>;
  /** Conversations that are going on. */
  readonly size: number;
}

/** Doors to whatever `face` answers at `/mcp…`: HTTP with SSE, WebSocket, stdio. */
export function createDoors(
  face: RequestListener,
  guarded: Pick<ProxyConfig, 'limits' | 'allowedHosts' | 'allowedOrigins'>,
  { log, pingMs, affinity = ALONE }: { log: Log; pingMs?: number; affinity?: Affinity | undefined },
): Doors {
  const inside = new Inside(face);
  const open = new Set<StreamDoor>();
  const { limits } = guarded;
  const { bodyBytes, answerBytes } = limits;
  const sse = new SseDoor({ bodyBytes, affinity, open: openFor });
  const webSocket = new WebSocketDoor({
    messageBytes: bodyBytes,
    open: openFor,
    onFault,
    admit: (request) => {
      guard(request, guarded);
      if (!/^\/mcp(?:[/?]|$)/.test(request.url ?? ''))
        throw new ProxyError('not_found', `No WebSocket is served at ${request.url}: see /mcp and /mcp/{service}`);
      expectRoom();
    },
    ...(pingMs === undefined ? {} : { pingMs }),
  });

  return {
    answer: (request, response) => {
      if (!/^\/sse(?:[/?]|$)/.test(request.url ?? '')) return face(request, response);
      answerSse(request, response).catch((error: unknown) => {
        const fault = asProxyError(error);
        if (fault.code === 'internal') onFault(error);
        if (!response.destroyed) sendProblem(response, fault);
      });
    },
    upgrade(request, socket, head) {
      if (wantsWebSocket(request)) webSocket.upgrade(request, socket, head);
      else asPlainRequest(this, request, socket, head);
    },
    stdio: ({ input, output }, path) =>
      serveStdio({ input, output, messageBytes: bodyBytes, open: (send) => openDoor(path, {}, send) }),
    get size() {
      return open.size;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([webSocket.close(), sse.close()]);
      await Promise.all([...open].map((door) => door.close()));
    },
  };

  function onFault(error: unknown): void {
    log.error({ err: error }, 'a door failed');
  }

  async function answerSse(request: IncomingMessage, response: ServerResponse): Promise<void> {
    guard(request, guarded);
    response.setHeader('x-content-type-options', 'nosniff');
    if (answerCors(request, response)) return;
    if (request.method === 'GET') expectRoom();
    await sse.answer(request, response);
  }

  function openFor(request: IncomingMessage, path: string, send: (text: string) => Promise<void>): StreamDoor {
    return openDoor(path, carriedHeaders(request), send);
  }

  function openDoor(path: string, headers: Record<string, string>, send: (text: string) => Promise<void>): StreamDoor {
    const door = new StreamDoor({ inside, path, headers, send, answerBytes, onClose: () => open.delete(door) });
    open.add(door);
    return door;
  }

  function expectRoom(): void {
    if (open.size < limits.sessions) return;
    throw new ProxyError('overloaded', `${limits.sessions} clients are connected already (limits.sessions)`, {
      retryable: true,
      retryAfterMs: 1000,
    });
  }
}

/** What belongs to the stream itself, and not to the messages on it. */
const OF_THE_STREAM = /^(?:sec-|mcp-|content-|accept$|cache-control$|pragma$|last-event-id$)/i;

/** Headers of the request that opened a stream which go with every message on it: who the client is, above all. */
function carriedHeaders({ rawHeaders, headers: { authorization } }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = authorization === undefined ? {} : { authorization };
  const pairs = forwardedHeaders(rawHeaders);
  for (let at = 0; at < pairs.length; at += 2) {
    const name = pairs[at] ?? '';
    if (!OF_THE_STREAM.test(name)) kept[name] = pairs[at + 1] ?? '';
  }
  return kept;
}

/**
 * Answers a request that offers an upgrade which we do not know as if it had not (RFC 9110, 7.8): Java's client, for one,
 * offers HTTP/2 with each. Node hands every upgrade to whoever asks for WebSockets, so the request is written again.
 */
function asPlainRequest(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!/^(?:upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
