import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { ProxyError } from '../error.ts';
import { withoutNames } from '../upstream/passed-headers.ts';

/** Headers of one connection, and those that are written anew. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'te']);
const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Passes a request on to a worker as its client sent it, and the answer back as it comes, no faster than the client takes
 * it. A client that leaves ends it there, too. False when that worker is gone, and the request has gone nowhere.
 */
export function relay(
  worker: Dispatcher,
  { method, url = '/', rawHeaders }: IncomingMessage,
  response: ServerResponse,
  body: Buffer | null,
): Promise<boolean> {
  const headers = withoutNames(rawHeaders, OF_THE_CONNECTION);
  const known = method === 'POST' ? 'POST' : method === 'DELETE' ? 'DELETE' : 'GET';
  return new Promise((resolve, reject) => {
    worker.dispatch({ method: known, path: url, headers, body }, new Relayed(response, { resolve, reject }));
  });
}

class Relayed implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  readonly #settle: { resolve(answered: boolean): void; reject(error: Error): void };
  #controller: Dispatcher.DispatchController | null = null;

  constructor(response: ServerResponse, settle: { resolve(answered: boolean): void; reject(error: Error): void }) {
    this.#response = response;
    this.#settle = settle;
    response.once('close', this.#onLeave);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) this.#onLeave();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const { connection: _ours, 'keep-alive': _too, 'transfer-encoding': _anew, ...rest } = headers;
    this.#response.writeHead(status, rest);
    if (rest['content-length'] === undefined) this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#response.off('close', this.#onLeave);
    this.#response.end();
    this.#settle.resolve(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#response.off('close', this.#onLeave);
    if (this.#response.headersSent || this.#response.destroyed) {
      this.#response.destroy();
      this.#settle.resolve(true);
    } else if ('code' in error && NOBODY_THERE.has(String(error.code))) this.#settle.resolve(false);
    else {
      const detail = 'The worker that had this session, or this call, has ended';
      this.#settle.reject(new ProxyError('upstream_closed', detail, { cause: error, executed: 'maybe' }));
    }
  }

  readonly #onLeave = () => this.#controller?.abort(new Error('the client has left'));
}
