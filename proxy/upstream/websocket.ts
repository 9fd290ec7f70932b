import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { guardedConnector } from '../../catalog/net/connector.ts';
import type { Channel, ChannelEvents } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import { DEFAULT_HTTP_LIMITS, faultOf, type HttpAnswer, type HttpLimits, type HttpTarget } from './http.ts';
import { type Message, readMessage } from './message.ts';
import { refusalOf } from './refusal.ts';

const FAREWELL_MS = 300;

/**
 * Opens a WebSocket, subprotocol `mcp`, on which each text frame is one JSON-RPC message. The address is checked as any
 * other is. Throws `UpstreamFault` when there is nobody, a wall, or somebody else.
 */
export async function openWebSocket(
  target: HttpTarget,
  events: ChannelEvents,
  { signal, maxAnswerBytes = DEFAULT_HTTP_LIMITS.maxAnswerBytes }: Partial<HttpLimits> & { signal?: AbortSignal } = {},
): Promise<WebSocketChannel> {
  signal?.throwIfAborted();
  const connection = await connected(target, signal);
  const socket = new WebSocket(target.url, 'mcp', {
    headers: target.headers,
    maxPayload: maxAnswerBytes,
    perMessageDeflate: false,
    createConnection: () => connection,
  });
  const channel = new WebSocketChannel(socket, events, maxAnswerBytes);
  const giveUp = () => socket.terminate();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await opened(socket);
    return channel;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** A connection to an address that may be gone to. The signal ends the waiting, and what comes after it is closed. */
function connected({ url, egress }: HttpTarget, signal: AbortSignal | undefined): Promise<Socket> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    const to = { hostname, port, protocol: protocol === 'wss:' ? 'https:' : 'http:' };
    guardedConnector(egress)(to, (error, socket) => {
      signal?.removeEventListener('abort', giveUp);
      if (error) return reject(faultOf(error));
      if (signal?.aborted) socket.destroy();
      else resolve(socket);
    });
  });
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) => reject(handshakeFault(error)));
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      refusalOf(answerOf(response)).then((fault) => {
        reject(fault);
        socket.terminate();
      }, reject);
    });
  });
}

class WebSocketChannel implements Channel {
  readonly #socket: WebSocket;
  #closing = false;

  constructor(socket: WebSocket, events: ChannelEvents, maxAnswerBytes: number) {
    this.#socket = socket;
    let broken: UpstreamFault | undefined;
    socket.on('message', (data, isBinary) => {
      const received = isBinary ? null : readMessage(String(data));
      if (received) events.message(received);
    });
    socket.on('error', (error) => {
      broken = isTooLong(error)
        ? new UpstreamFault('not-mcp', `a message is longer than ${maxAnswerBytes} bytes`, { cause: error })
        : faultOf(error);
    });
    socket.on('close', (code, reason) => {
      const why = reason.length > 0 ? `${code}: ${String(reason).slice(0, 200)}` : String(code);
      if (!this.#closing)
        events.closed(broken ?? new UpstreamFault('tcp', `the upstream closed the connection (${why})`));
    });
  }

  /** Resolves when the frame is out. */
  send(message: Message): Promise<void> {
    return new Promise((sent, failed) => {
      if (this.#socket.readyState !== WebSocket.OPEN) {
        failed(new UpstreamFault('tcp', 'the connection is closed', { executed: 'no' }));
        return;
      }
      this.#socket.send(JSON.stringify(message), (error) => (error ? failed(faultOf(error)) : sent()));
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const left = once(this.#socket, 'close');
    this.#socket.close(1000);
    await Promise.race([left, delay(FAREWELL_MS, undefined, { ref: false })]);
    this.#socket.terminate();
  }
}

/** Which step failed. What is no failure of the network is somebody who speaks no WebSocket, or not this subprotocol. */
function handshakeFault(error: Error): UpstreamFault {
  const code = 'code' in error ? String(error.code) : '';
  if (/^E[A-Z]+$/.test(code)) return faultOf(error);
  return new UpstreamFault('not-mcp', `no WebSocket for MCP: ${error.message}`, { cause: error, executed: 'no' });
}

function isTooLong(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

function answerOf(response: IncomingMessage): HttpAnswer {
  const dump = async () => void response.resume();
  return { status: response.statusCode ?? 0, headers: response.headers, body: Object.assign(response, { dump }) };
}
