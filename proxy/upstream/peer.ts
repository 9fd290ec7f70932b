import type { Abortable } from './abort.ts';
import type { Channel, Speaking } from './channel.ts';
import { JsonRpcError, UpstreamFault } from './fault.ts';
import { type Message, memberText, type ReceivedMessage } from './message.ts';

/** An upstream's result: parsed, and as the very text it sent. */
export interface Result {
  value: Record<string, unknown>;
  text: string;
}

/** The answer to something that the upstream asked us. */
export type Answer = { result: Record<string, unknown> } | { error: { code: number; message: string; data?: unknown } };

/** Who hears what an upstream says unasked. Nobody has to listen. */
export interface Listener {
  /** A notification, whole, as it was sent; progress carries the token that its request was given. */
  notification?: ((message: Message) => void) | undefined;
  /** A question: sampling, elicitation, roots. Without a listener it is refused, and `ping` is answered. */
  question?: ((message: Message) => Promise<Answer>) | undefined;
}

interface Waiting {
  listener: Listener;
  /** The caller's own progress token; on the wire it is our request's id, which nobody else uses. */
  progressToken: unknown;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

/** Why a request's signal aborts when its client has cancelled it: with what the client said then. */
export class Cancelled extends Error {
  readonly params: Record<string, unknown>;

  constructor(params: Record<string, unknown> = {}) {
    super('cancelled by the client');
    this.params = params;
  }
}

/** Our end of a JSON-RPC conversation: matches answers to questions, and what comes unasked to whom it concerns. */
export class Peer implements Speaking {
  protocolVersion: string | null = null;
  readonly #channel: Channel;
  // No `Map`, for the reason that `Flights` gives.
  readonly #waiting: Record<number, Waiting> = Object.create(null);
  #running = 0;
  readonly #listener: Listener;
  readonly #whenIdle: (() => void)[] = [];
  #nextId = 1;

  constructor(channel: Channel, listener: Listener = {}) {
    this.#channel = channel;
    this.#listener = listener;
  }

  /**
   * Asks, and waits for the answer. Throws `JsonRpcError` when the upstream says no, `UpstreamFault` when it fails, and
   * the signal's reason when the caller gives up: the upstream is told so. What the upstream says about this request
   * meanwhile goes to the listener.
   */
  async request(
    method: string,
    params: Record<string, unknown> | undefined,
    signal?: Abortable,
    listener: Listener = {},
  ): Promise<Result> {
    signal?.throwIfAborted();
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      const onAbort = () => {
        settle.reject(signal?.reason);
        void this.#cancel(id, method, signal?.reason);
      };
      const settled = () => {
        if (this.#waiting[id] !== settle) return;
        delete this.#waiting[id];
        this.#running -= 1;
        if (this.#running === 0 && this.#whenIdle.length > 0) for (const wake of this.#whenIdle.splice(0)) wake();
        signal?.removeEventListener('abort', onAbort);
      };
      const [sent, progressToken] = withToken(params, id);
      const settle: Waiting = {
        listener,
        progressToken,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      this.#waiting[id] = settle;
      this.#running += 1;
      signal?.addEventListener('abort', onAbort, { once: true });
      const message: Message = sent ? { jsonrpc: '2.0', id, method, params: sent } : { jsonrpc: '2.0', id, method };
      this.#channel.send(message, this, signal).catch(settle.reject);
    });
  }

  async notify(method: string, params?: Record<string, unknown>): Promise<void> {
    await this.#channel.send({ jsonrpc: '2.0', method, ...(params ? { params } : {}) }, this);
  }

  /** Takes in a message from the channel. What matches nothing is left unanswered: a late or a second answer. */
  receive({ message, text, inReplyTo }: ReceivedMessage): void {
    if (message.method !== undefined) {
      const concerned = typeof inReplyTo === 'number' ? this.#waiting[inReplyTo]?.listener : undefined;
      if (message.id === undefined || message.id === null) this.#hear(message, concerned);
      else void this.#answer(message.id, message, concerned);
      return;
    }
    const waiting = typeof message.id === 'number' ? this.#waiting[message.id] : undefined;
    if (!waiting) return;
    if (message.error) waiting.reject(new JsonRpcError(message.error.code, message.error.message, message.error.data));
    else if (message.result) waiting.resolve({ value: message.result, text: memberText(text, 'result') ?? '{}' });
    else waiting.reject(new UpstreamFault('not-mcp', 'the upstream answered with neither a result nor an error'));
  }

  /** Fails everything that still waits. */
  fail(fault: UpstreamFault): void {
    for (const { reject } of Object.values(this.#waiting)) reject(fault);
  }

  /** Resolves when no request waits for an answer. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((wake) => this.#whenIdle.push(wake));
  }

  #hear(message: Message, onSameStream: Listener | undefined): void {
    const { method, params } = message;
    const concerned = onSameStream ?? this.#subscriber(params);
    if (method === 'notifications/progress' && typeof params?.progressToken === 'number') {
      const waiting = this.#waiting[params.progressToken];
      const own = { ...message, params: { ...params, progressToken: waiting?.progressToken } };
      if (waiting?.progressToken !== undefined) (waiting.listener.notification ?? this.#listener.notification)?.(own);
      return;
    }
    (concerned?.notification ?? this.#listener.notification)?.(message);
  }

  /** Where all share one stream, an announcement names the request that listens for it (MCP 2026-07-28). */
  #subscriber(params: Message['params']): Listener | undefined {
    const meta = params?._meta;
    if (typeof meta !== 'object' || meta === null || !(SUBSCRIPTION_ID in meta)) return undefined;
    return this.#waiting[Number(meta[SUBSCRIPTION_ID])]?.listener;
  }

  async #answer(id: string | number, message: Message, concerned: Listener | undefined): Promise<void> {
    const question = concerned?.question ?? this.#listener.question;
    const answer = message.method !== 'ping' && question ? await question(message) : unasked(message.method ?? '');
    await this.#channel.send({ jsonrpc: '2.0', id, ...answer }, this).catch(() => {});
  }

  /** `initialize` must not be cancelled (MCP 2025-11-25, cancellation). */
  async #cancel(requestId: number, method: string, why: unknown): Promise<void> {
    const said = why instanceof Cancelled ? why.params : {};
    if (method !== 'initialize') await this.notify('notifications/cancelled', { ...said, requestId }).catch(() => {});
  }
}

/** Whoever is asked for nothing must still answer `ping`; all else was never offered in our capabilities. */
function unasked(method: string): Answer {
  if (method === 'ping') return { result: {} };
  return { error: { code: -32601, message: `This client does not offer ${method.slice(0, 100)}` } };
}

/** Parameters with our own progress token where the caller had one, and the caller's. */
function withToken(
  params: Record<string, unknown> | undefined,
  id: number,
): [Record<string, unknown> | undefined, unknown] {
  const meta = params?._meta;
  if (typeof meta !== 'object' || meta === null || !('progressToken' in meta)) return [params, undefined];
  return [{ ...params, _meta: { ...meta, progressToken: id } }, meta.progressToken];
}
