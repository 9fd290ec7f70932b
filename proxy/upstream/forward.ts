import type { ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { guardedConnector } from '../../catalog/net/connector.ts';
import { SessionGone, UpstreamFault } from './fault.ts';
import { faultOf, type HttpTarget } from './http.ts';
import { USER_AGENT } from './identity.ts';

/** A request as it goes to the upstream. `headers` are names and values in turn. */
export interface Exchange {
  method: 'GET' | 'POST' | 'DELETE';
  headers: string[];
  body: Buffer | null;
}

export interface ForwardOptions {
  /** Milliseconds without a byte until the upstream is given up; 0 waits for ever (listening streams). */
  idleMs: number;
  /** Headers that the caller gets beside the upstream's. */
  added?: Record<string, string>;
  /** A 404 means that the upstream has forgotten the session: it is thrown, not passed on. */
  session?: boolean;
}

/** What was read whole, to be looked at before anything is passed on. */
export interface ReadAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Headers that belong to one connection (RFC 9110, 7.6.1), and what is ours or nobody's to pass on. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  'accept-encoding',
  'authorization',
  'cookie',
  'origin',
  'referer',
  'user-agent',
  'mcp-session-id',
]);
const NOT_RETURNED = new Set([...NOT_FORWARDED, 'set-cookie', 'strict-transport-security']);

/**
 * One instance over streamable HTTP, for callers of its own era: bytes in, bytes out. Nothing is decoded on the way, so
 * nothing is lost on it. Throws `UpstreamFault` as long as the caller has seen nothing of an answer.
 */
export class Forwarder {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #own: string[];

  constructor({ url, headers, egress }: HttpTarget, { connections = 64 } = {}) {
    const { origin, pathname, search } = new URL(url);
    this.#path = `${pathname}${search}`;
    this.#own = ['user-agent', USER_AGENT, ...Object.entries(headers).flat()];
    this.#pool = new Pool(origin, {
      connections,
      connect: guardedConnector(egress),
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    });
  }

  /** Passes the answer on as it comes. Resolves when it has ended, or its caller has left. */
  forward(exchange: Exchange, response: ServerResponse, options: ForwardOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const { idleMs, added = {}, session = false } = options;
      let controller: Dispatcher.DispatchController | null = null;
      let gone = false;
      const abort = (reason: Error) => {
        gone = true;
        controller?.abort(reason);
      };
      const onLeave = () => {
        if (!response.writableFinished) abort(new Error('the caller has left'));
        settle(resolve);
      };
      const idle = idleMs > 0 ? setTimeout(() => onIdle(), idleMs) : null;
      const settle = (how: () => void) => {
        if (idle) clearTimeout(idle);
        response.off('close', onLeave);
        how();
      };
      const fail = (fault: UpstreamFault) => {
        if (response.headersSent) response.destroy();
        settle(response.headersSent ? resolve : () => reject(fault));
      };
      const onIdle = () => {
        const fault = new UpstreamFault('timeout', `no answer in ${idleMs} ms`);
        abort(fault);
        fail(fault);
      };
      response.once('close', onLeave);
      this.#dispatch(exchange, {
        // A request may still wait in the pool when its caller leaves: it must not run for nobody, nor block the line.
        onRequestStart(started) {
          controller = started;
          if (gone) started.abort(new Error('the caller has left'));
        },
        onResponseStart(_controller, status, headers) {
          if (session && status === 404) {
            abort(new Error('the session is gone'));
            settle(() => reject(new SessionGone()));
            return;
          }
          response.writeHead(status, { ...returned(headers), ...added });
          if (String(headers['content-type']).startsWith('text/event-stream')) response.flushHeaders();
        },
        onResponseData(_controller, chunk) {
          idle?.refresh();
          if (gone || response.write(chunk)) return;
          controller?.pause();
          response.once('drain', () => controller?.resume());
        },
        onResponseEnd() {
          if (!gone) response.end();
          settle(resolve);
        },
        onResponseError(_controller, error) {
          if (!gone) fail(faultOf(error));
        },
      });
    });
  }

  /** Reads an answer to its end. Throws `UpstreamFault` when it is longer than `maxBytes`, too late, or breaks off. */
  read(
    exchange: Exchange,
    { idleMs, maxBytes, signal }: { idleMs: number; maxBytes: number; signal: AbortSignal },
  ): Promise<ReadAnswer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      let head: Omit<ReadAnswer, 'body'> = { status: 0, headers: {} };
      let controller: Dispatcher.DispatchController | null = null;
      const fail = (error: Error) => {
        signal.removeEventListener('abort', onAbort);
        clearTimeout(idle);
        controller?.abort(error);
        reject(error);
      };
      const onAbort = () => fail(signal.reason);
      const idle = setTimeout(() => fail(new UpstreamFault('timeout', `no answer in ${idleMs} ms`)), idleMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#dispatch(exchange, {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason);
        },
        onResponseStart(_controller, status, headers) {
          head = { status, headers };
        },
        onResponseData(_controller, chunk) {
          idle.refresh();
          length += chunk.length;
          if (length > maxBytes) fail(new UpstreamFault('not-mcp', `the answer is longer than ${maxBytes} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          signal.removeEventListener('abort', onAbort);
          clearTimeout(idle);
          resolve({ ...head, body: Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          fail(faultOf(error));
        },
      });
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #dispatch({ method, headers, body }: Exchange, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch({ method, path: this.#path, headers: [...headers, ...this.#own], body }, handler);
  }
}

/** A caller's headers that go on to the upstream, names and values in turn. What the operator set wins: it comes last. */
export function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!NOT_FORWARDED.has(name.toLowerCase())) headers.push(name, rawHeaders[at + 1] ?? '');
  }
  return headers;
}

/** An upstream's headers that its caller gets. Whom browsers may let read is our business. */
export function returned(headers: ReadAnswer['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const length = name === 'content-length';
    if (value !== undefined && (length || !NOT_RETURNED.has(name)) && !name.startsWith('access-control-'))
      kept[name] = value;
  }
  return kept;
}
