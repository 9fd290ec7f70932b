import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { asProxyError, ProxyError } from '../../error.ts';
import type { StreamDoor } from './stream-door.ts';

export interface WebSocketDoorOptions {
  /** Throws `ProxyError` when this client may not come in. */
  admit(request: IncomingMessage): void;
  open(request: IncomingMessage, path: string, send: (text: string) => Promise<void>): StreamDoor;
  /** Hears of what must not happen. */
  onFault(error: unknown): void;
  /** The most bytes of one message. */
  messageBytes: number;
  /** Milliseconds between two pings; a client that has not answered one by the next is gone. */
  pingMs?: number;
}

const SUBPROTOCOL = 'mcp';
/** Close codes of RFC 6455 (7.4.1). */
const CLOSE = { goingAway: 1001, unsupportedData: 1003, internal: 1011 } as const;
const FAREWELL_MS = 300;

/** `/mcp…` over WebSocket, subprotocol `mcp`: each text frame is one JSON-RPC message, either way. */
export class WebSocketDoor {
  readonly #options: WebSocketDoorOptions;
  readonly #server: WebSocketServer;
  readonly #silent = new WeakSet<WebSocket>();
  readonly #pinging: NodeJS.Timeout;

  constructor({ pingMs = 30_000, ...options }: WebSocketDoorOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: options.messageBytes,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#pinging = setInterval(() => this.#ping(), pingMs).unref();
  }

  /** Upgrades a request, or says over plain HTTP why not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const onError = () => socket.destroy();
    socket.on('error', onError);
    try {
      this.#options.admit(request);
      expectSubprotocol(request);
    } catch (error) {
      refuse(socket, asProxyError(error));
      return;
    }
    socket.off('error', onError);
    this.#server.handleUpgrade(request, socket, head, (client) => {
      try {
        this.#welcome(request, client);
      } catch (error) {
        this.#options.onFault(error);
        client.close(CLOSE.internal);
      }
    });
  }

  /** Takes leave of every client. */
  async close(): Promise<void> {
    clearInterval(this.#pinging);
    const clients = [...this.#server.clients];
    const left = clients.map((client) => new Promise((gone) => client.once('close', gone)));
    for (const client of clients) client.close(CLOSE.goingAway, 'the registry is shutting down');
    const impatience = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, FAREWELL_MS);
    await Promise.all(left);
    clearTimeout(impatience);
  }

  #welcome(request: IncomingMessage, client: WebSocket): void {
    const send = (text: string) => new Promise<void>((sent) => client.send(text, () => sent()));
    const door = this.#options.open(request, request.url ?? '/', send);
    client.on('message', (data, isBinary) => {
      if (isBinary) client.close(CLOSE.unsupportedData, 'one JSON-RPC message in each text frame');
      else door.receive(String(data));
    });
    client.on('pong', () => this.#silent.delete(client));
    client.on('error', () => {}); // What breaks the rules (too large, no UTF-8) is closed by ws with the code that says so.
    client.on('close', () => void door.close());
  }

  #ping(): void {
    for (const client of this.#server.clients) {
      if (this.#silent.has(client)) client.terminate();
      this.#silent.add(client);
      client.ping();
    }
  }
}

/** Whether a request wants a WebSocket at all: some clients offer to upgrade to HTTP/2 with every request. */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function expectSubprotocol({ headers }: IncomingMessage): void {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.includes(SUBPROTOCOL))
    throw new ProxyError('invalid_request', `Ask for the WebSocket subprotocol ${SUBPROTOCOL}`);
}

function refuse(socket: Duplex, fault: ProxyError): void {
  const { title, ...problem } = fault.toProblem();
  const body = `${JSON.stringify({ title, ...problem })}\n`;
  socket.end(
    [
      `HTTP/1.1 ${fault.status} ${title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
