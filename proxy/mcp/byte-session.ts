import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../routing/instance.ts';
import { SessionGone, UpstreamFault } from '../upstream/fault.ts';
import type { Forwarder } from '../upstream/forward.ts';
import type { PassageOptions } from '../upstream/passage.ts';
import { forwardedHeaders } from '../upstream/passed-headers.ts';
import type { Inbound } from './inbound.ts';
import { sendNoSession } from './reply.ts';
import type { ClientSession } from './sessions.ts';

export interface ByteSessionOptions {
  /** Milliseconds that the upstream may leave a call without a byte. */
  idleMs: number;
  /** What a call is told that was left so. */
  onSilence: (fault: UpstreamFault, id: string | number) => object;
  /** The upstream knows this session no more. */
  onGone: () => void;
}

/** A 2025 client's session with an upstream that has one too: ours stands for theirs, and all else is bytes. */
export class ByteSession implements ClientSession {
  readonly #instance: Instance;
  readonly #upstreamId: string;
  readonly #options: ByteSessionOptions;

  constructor(instance: Instance, upstreamId: string, options: ByteSessionOptions) {
    this.#instance = instance;
    this.#upstreamId = upstreamId;
    this.#options = options;
  }

  async answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound | null): Promise<void> {
    const headers = [...forwardedHeaders(request.rawHeaders), 'mcp-session-id', this.#upstreamId];
    const { 'mcp-session-id': id } = request.headers;
    const options = { session: true, added: typeof id === 'string' ? { 'mcp-session-id': id } : {} };
    try {
      const finding = await (inbound
        ? this.#post(headers, response, inbound, options)
        : this.#forwarder.forward({ method: 'GET', headers, body: null }, response, {
            ...options,
            idleMs: 0,
            apart: true,
          }));
      this.#instance.foundByCall(finding);
    } catch (error) {
      if (error instanceof SessionGone) {
        this.#options.onGone();
        return sendNoSession(response, inbound?.message.id ?? null);
      }
      if (error instanceof UpstreamFault) this.#instance.foundByCall(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#say('DELETE', null);
  }

  async #post(
    headers: string[],
    response: ServerResponse,
    { message, body }: Inbound,
    options: Omit<PassageOptions, 'idleMs'>,
  ) {
    const { idleMs, onSilence } = this.#options;
    const { id, method } = message;
    const exchange = { method: 'POST' as const, headers, body };
    // An answer to the server, or a cancel, is what some call waits for: it must not stand in line behind calls.
    if (id === undefined || method === undefined)
      return this.#forwarder.forward(exchange, response, { ...options, idleMs, apart: true });
    try {
      const passing = { ...options, idleMs, onSilence: (fault: UpstreamFault) => onSilence(fault, id) };
      return await this.#instance.carry(() => this.#forwarder.forward(exchange, response, passing));
    } catch (error) {
      if (error instanceof UpstreamFault && error.reason === 'timeout') void this.#cancel(id);
      throw error;
    }
  }

  /** The server may still work at what nobody waits for any more. */
  async #cancel(requestId: string | number): Promise<void> {
    const message = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    await this.#say('POST', Buffer.from(JSON.stringify(message)));
  }

  /** Says something in our own name. It may well be that nobody listens any more. */
  async #say(method: 'POST' | 'DELETE', body: Buffer | null): Promise<void> {
    const signal = AbortSignal.timeout(1000);
    const ofBody = body ? ['content-type', 'application/json', 'accept', 'application/json, text/event-stream'] : [];
    const exchange = { method, headers: ['mcp-session-id', this.#upstreamId, ...ofBody], body };
    const options = { idleMs: 1000, maxBytes: 65_536, signal, apart: true };
    await this.#forwarder.read(exchange, options).catch(() => {});
  }

  get #forwarder(): Forwarder {
    const { forwarder } = this.#instance;
    if (!forwarder) throw new Error(`${this.#instance.spec.id} is not reached over HTTP`);
    return forwarder;
  }
}
