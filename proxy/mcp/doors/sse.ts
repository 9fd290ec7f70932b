import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, readBytes } from '../../body.ts';
import { ProxyError } from '../../error.ts';
import type { Affinity } from '../../workers/affinity.ts';
import type { StreamDoor } from './stream-door.ts';

export interface SseDoorOptions {
  open(request: IncomingMessage, path: string, send: (text: string) => Promise<void>): StreamDoor;
  bodyBytes: number;
  affinity: Affinity;
}

const KEEP_ALIVE_MS = 15_000;

/**
 * `/sse…` for clients of MCP 2024-11-05 (HTTP with SSE): a stream of events, whose first tells where to post messages to.
 * Answers come on the stream.
 */
export class SseDoor {
  readonly #options: SseDoorOptions;
  readonly #doors = new Map<string, { path: string; door: StreamDoor }>();

  constructor(options: SseDoorOptions) {
    this.#options = options;
  }

  /** Throws `ProxyError` when a request is none that this transport knows. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const session = searchParams.get('sessionId');
    if (request.method === 'GET') return this.#open(pathname, request, response);
    // Newer clients try to post here first, and take this for an older server's answer.
    if (request.method !== 'POST' || session === null) {
      response.setHeader('allow', 'GET');
      throw new ProxyError(
        'method_not_allowed',
        'Open a stream by GET, and post to the address that its first event names',
      );
    }
    const held = this.#doors.get(session);
    if (held?.path !== pathname) return this.#handOver(session, request, response);
    if (!/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new ProxyError('unsupported_media_type', 'Send JSON, with content-type: application/json');
    const text = await readBody(request, this.#options.bodyBytes);
    response.writeHead(202, { 'content-type': 'text/plain' }).end('Accepted');
    held.door.receive(text);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#doors.values()].map(({ door }) => door.close()));
  }

  async #handOver(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { affinity, bodyBytes } = this.#options;
    const kept = { kind: 'stream' as const, id, body: await readBytes(request, bodyBytes) };
    if (!(await affinity.handOver(request, response, kept)))
      throw new ProxyError('not_found', 'No stream is open for this session');
  }

  #open(path: string, request: IncomingMessage, response: ServerResponse): void {
    const session = this.#options.affinity.newId('stream');
    const send = (text: string) => written(response, `event: message\ndata: ${text}\n\n`);
    const door = this.#options.open(request, `/mcp${(request.url ?? '').slice('/sse'.length)}`, send);
    this.#doors.set(session, { path, door });
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    response.write(`event: endpoint\ndata: ${path}?sessionId=${session}\n\n`);
    const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS).unref();
    response.once('close', () => {
      clearInterval(keepAlive);
      this.#doors.delete(session);
      void door.close();
    });
  }
}

/** Resolves when there is room for more, or nobody reads any longer. */
function written(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed || response.write(text)) return Promise.resolve();
  return new Promise((ready) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      ready();
    };
    response.once('drain', done).once('close', done);
  });
}
