import type { ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { guardedConnector } from '../../catalog/net/connector.ts';
import { USER_AGENT } from '../../catalog/net/user-agent.ts';
import { UpstreamFault } from './fault.ts';
import { faultOf, type HttpTarget } from './http.ts';
import { Passage, type PassageOptions, signInFault } from './passage.ts';
import { forwardedAmong, withoutNames } from './passed-headers.ts';

/** A request as it goes to the upstream. `headers` are names and values in turn. */
export interface Exchange {
  method: 'GET' | 'POST' | 'DELETE';
  headers: string[];
  body: Buffer | null;
}

export interface ForwardOptions extends PassageOptions {
  /** Not on the connections of calls, which must neither be used up by what listens, nor hold up what they wait for. */
  apart?: boolean;
}

/** What was read whole, to be looked at before anything is passed on. */
export interface ReadAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

const MAX_APART = 4096;

/**
 * One instance over streamable HTTP, for callers of its own era: bytes in, bytes out. Nothing is decoded on the way, so
 * nothing is lost on it. Throws `UpstreamFault` as long as the caller has seen nothing of an answer.
 */
export class Forwarder {
  readonly #pool: Pool;
  readonly #apart: Pool;
  readonly #path: string;
  readonly #own: string[];
  readonly #ownNames: Set<string>;

  constructor({ url, headers, egress }: HttpTarget, { connections = 64 } = {}) {
    const { origin, pathname, search } = new URL(url);
    this.#path = `${pathname}${search}`;
    this.#own = ['user-agent', USER_AGENT, ...Object.entries(headers).flat()];
    this.#ownNames = forwardedAmong(Object.keys(headers).map((name) => name.toLowerCase()));
    const options = { connect: guardedConnector(egress), headersTimeout: 0, bodyTimeout: 0, allowH2: false };
    this.#pool = new Pool(origin, { ...options, connections });
    this.#apart = new Pool(origin, { ...options, connections: MAX_APART });
  }

  /** Passes the answer on as it comes. Resolves and rejects as `Passage.ended`. */
  forward(exchange: Exchange, response: ServerResponse, options: ForwardOptions) {
    const passage = new Passage(response, options);
    this.#dispatch(exchange, options.apart ? this.#apart : this.#pool, passage);
    return passage.ended;
  }

  /** Reads an answer to its end. Throws `UpstreamFault` when it is longer than `maxBytes`, too late, or breaks off. */
  read(
    exchange: Exchange,
    {
      idleMs,
      maxBytes,
      signal,
      apart = false,
    }: { idleMs: number; maxBytes: number; signal: AbortSignal; apart?: boolean },
  ): Promise<ReadAnswer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      let head: Omit<ReadAnswer, 'body'> = { status: 0, headers: {} };
      let controller: Dispatcher.DispatchController | null = null;
      let failed: Error | null = null;
      const fail = (error: Error) => {
        if (failed) return;
        failed = error;
        signal.removeEventListener('abort', onAbort);
        clearTimeout(idle);
        controller?.abort(error);
        reject(error);
      };
      const onAbort = () => fail(signal.reason);
      const idle = setTimeout(() => fail(new UpstreamFault('timeout', `no answer in ${idleMs} ms`)), idleMs);
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#dispatch(exchange, apart ? this.#apart : this.#pool, {
        onRequestStart(started) {
          controller = started;
          if (failed) started.abort(failed);
        },
        onResponseStart(_controller, status, headers) {
          head = { status, headers };
          const refusal = signInFault(status);
          if (refusal) fail(refusal);
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
    await Promise.all([this.#pool.destroy(), this.#apart.destroy()]);
  }

  #dispatch({ method, headers, body }: Exchange, pool: Pool, handler: Dispatcher.DispatchHandler): void {
    const theirs = this.#ownNames.size > 0 ? withoutNames(headers, this.#ownNames) : headers;
    const sent = theirs.concat(this.#own);
    pool.dispatch({ method, path: this.#path, headers: sent, body }, handler);
  }
}
