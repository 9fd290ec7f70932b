import type { Channel, Speaking } from './channel.ts';
import { JsonRpcError, UpstreamFault } from './fault.ts';
import { type Message, memberText, type ReceivedMessage } from './message.ts';

/** An upstream's result: parsed, and as the very text it sent. */
export interface Result {
  value: Record<string, unknown>;
  text: string;
}

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** Our end of a JSON-RPC conversation: matches answers to questions, and answers the few things we are asked. */
export class Peer implements Speaking {
  protocolVersion: string | null = null;
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onNotification: (method: string) => void;
  readonly #whenIdle: (() => void)[] = [];
  #nextId = 1;

  constructor(channel: Channel, onNotification: (method: string) => void = () => {}) {
    this.#channel = channel;
    this.#onNotification = onNotification;
  }

  /**
   * Asks, and waits for the answer. Throws `JsonRpcError` when the upstream says no, `UpstreamFault` when it fails, and
   * the signal's reason when the caller gives up: the upstream is told so.
   */
  async request(method: string, params: Record<string, unknown>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      const onAbort = () => {
        settle.reject(signal?.reason);
        void this.#cancel(id, method);
      };
      const settled = () => {
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) for (const wake of this.#whenIdle.splice(0)) wake();
        signal?.removeEventListener('abort', onAbort);
      };
      const settle: Waiting = {
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      this.#waiting.set(id, settle);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#channel.send({ jsonrpc: '2.0', id, method, params }, this, signal).catch(settle.reject);
    });
  }

  async notify(method: string, params: Record<string, unknown> = {}): Promise<void> {
    await this.#channel.send({ jsonrpc: '2.0', method, params }, this);
  }

  /** Takes in a message from the channel. What matches nothing is left unanswered: a late or a second answer. */
  receive({ message, text }: ReceivedMessage): void {
    if (message.method !== undefined) {
      if (message.id === undefined || message.id === null) this.#onNotification(message.method);
      else void this.#answer(message.id, message.method);
      return;
    }
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
    if (!waiting) return;
    if (message.error) waiting.reject(new JsonRpcError(message.error.code, message.error.message, message.error.data));
    else if (message.result) waiting.resolve({ value: message.result, text: memberText(text, 'result') ?? '{}' });
    else waiting.reject(new UpstreamFault('not-mcp', 'the upstream answered with neither a result nor an error'));
  }

  /** Fails everything that still waits. */
  fail(fault: UpstreamFault): void {
    for (const { reject } of [...this.#waiting.values()]) reject(fault);
  }

  /** Resolves when no request waits for an answer. */
  idle(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    return new Promise((wake) => this.#whenIdle.push(wake));
  }

  /** Whoever is asked for nothing must still answer `ping`; all else was never offered in our capabilities. */
  async #answer(id: string | number, method: string): Promise<void> {
    const answer: Message =
      method === 'ping'
        ? { jsonrpc: '2.0', id, result: {} }
        : {
            jsonrpc: '2.0',
            id,
            error: { code: -32601, message: `This client does not offer ${method.slice(0, 100)}` },
          };
    await this.#channel.send(answer, this).catch(() => {});
  }

  /** `initialize` must not be cancelled (MCP 2025-11-25, cancellation). */
  async #cancel(requestId: number, method: string): Promise<void> {
    if (method !== 'initialize') await this.notify('notifications/cancelled', { requestId }).catch(() => {});
  }
}
