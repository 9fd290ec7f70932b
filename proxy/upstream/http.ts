import { Client, type Dispatcher, Pool } from 'undici';
import { ConnectError } from '../../catalog/net/connect-error.ts';
import { type ConnectTimes, type Egress, guardedConnector } from '../../catalog/net/connector.ts';
import type { Abortable } from './abort.ts';
import { UpstreamFault } from './fault.ts';
import { HttpExchange } from './http-exchange.ts';
import type { Witness } from './witness.ts';

/** An MCP server at a URL, and how to get there. */
export interface HttpTarget {
  url: string;
  headers: Record<string, string>;
  egress: Egress;
  /** Sees what is sent and answered. */
  witness?: Witness | undefined;
}

export interface HttpLimits {
  /** The most bytes of one answer, or of one event of a stream. */
  maxAnswerBytes: number;
  /** The most connections to one origin. */
  connections: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = { maxAnswerBytes: 16 * 1024 * 1024, connections: 64 };

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Buffer> & {
    dump(): Promise<void>;
    /** The whole body at once, where that takes less than reading its pieces; null when it is longer. */
    whole?(maxBytes: number): Promise<Buffer | null>;
  };
}

/** HTTP exchanges with one origin, over the guarded connector. Remembers how long its quickest answer took to begin. */
export class HttpOrigin {
  readonly url: URL;
  readonly times: ConnectTimes;
  /** Milliseconds from a request, sent on an open connection, to the head of its answer: the least of all so far. */
  quickestMs: number | undefined;
  readonly #pool: Client | Pool;
  readonly #headers: Record<string, string>;
  readonly #witness: Witness | undefined;

  constructor({ url, headers, egress, witness }: HttpTarget, { connections }: HttpLimits) {
    this.url = new URL(url);
    this.#headers = headers;
    this.#witness = witness;
    this.times = witness?.times ?? {};
    const connect = guardedConnector(egress, this.times);
    const options = { connect, headersTimeout: 0, bodyTimeout: 0, allowH2: false };
    // A pool takes 16 KB for what waits; one connection has its own place for that.
    this.#pool =
      connections === 1 ? new Client(this.url.origin, options) : new Pool(this.url.origin, { ...options, connections });
  }

  /** One exchange. Redirects are not followed. Throws `UpstreamFault` when no answer begins. */
  async exchange(
    method: Dispatcher.HttpMethod,
    path: string,
    headers: Record<string, string>,
    { body, signal }: { body?: string; signal?: Abortable | undefined } = {},
  ): Promise<HttpAnswer> {
    const started = performance.now();
    const connectedBefore = this.#connectMs();
    try {
      const exchange = new HttpExchange(signal);
      const sent = this.#withOwn(headers);
      const seen = this.#witness?.sent({ method, path, headers: sent, body });
      this.#pool.dispatch({ method, path, headers: sent, body: body ?? null }, exchange);
      const { status, headers: answered } = await exchange.head;
      const waited = performance.now() - started - (this.#connectMs() - connectedBefore);
      this.quickestMs = Math.max(0, Math.round(Math.min(this.quickestMs ?? Number.POSITIVE_INFINITY, waited)));
      if (this.#witness) this.#witness.quickestMs = this.quickestMs;
      if (seen) seen.answer = { status, headers: answered };
      return { status, headers: answered, body: exchange };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw faultOf(error);
    }
  }

  /** Names and values in turn, of what is sent with every request and of what this one is sent with, which counts more. */
  #withOwn(headers: Record<string, string>): string[] {
    const all: string[] = [];
    for (const name in this.#headers) if (!(name in headers)) all.push(name, this.#headers[name] ?? '');
    for (const name in headers) all.push(name, headers[name] ?? '');
    return all;
  }

  /** Drops every connection, also those in use. */
  async close(): Promise<void> {
    await this.#pool.destroy(CLOSED);
  }

  #connectMs(): number {
    const { resolve = 0, connect = 0, tls = 0 } = this.times;
    return resolve + connect + tls;
  }
}

/** One for all: a socket reads the stack of what it is destroyed with, and to write that down takes longer than to close. */
const CLOSED = new Error('The client is destroyed');

/** What a broken exchange means: which step failed, and whether the request can have run. */
export function faultOf(error: unknown): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (error instanceof ConnectError)
    return new UpstreamFault(error.step, error.message, { cause: error, executed: 'no' });
  const message = error instanceof Error ? error.message : String(error);
  return new UpstreamFault('tcp', `the connection broke: ${message}`, { cause: error });
}

/** Reads a body to its end, as text. Throws `UpstreamFault` when it is longer than allowed or breaks off. */
export async function readText({ body }: HttpAnswer, maxBytes: number): Promise<string> {
  const tooLong = () => new UpstreamFault('not-mcp', `the answer is longer than ${maxBytes} bytes`);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    if (body.whole) {
      const whole = await body.whole(maxBytes);
      if (whole === null) throw tooLong();
      return whole.toString('utf8');
    }
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) throw tooLong();
      chunks.push(chunk);
    }
  } catch (error) {
    throw faultOf(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function headerOf({ headers }: HttpAnswer, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
