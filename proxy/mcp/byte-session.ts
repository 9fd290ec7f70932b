import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../routing/instance.ts';
import { SessionGone, UpstreamFault } from '../upstream/fault.ts';
import { type Forwarder, forwardedHeaders } from '../upstream/forward.ts';
import type { Inbound } from './inbound.ts';
import { sendNoSession } from './reply.ts';
import type { ClientSession } from './sessions.ts';

/** A 2025 client's session with an upstream that has one too: ours stands for theirs, and all else is bytes. */
export class ByteSession implements ClientSession {
  readonly #instance: Instance;
  readonly #upstreamId: string;
  readonly #idleMs: number;

  constructor(instance: Instance, upstreamId: string, { idleMs }: { idleMs: number }) {
    this.#instance = instance;
    this.#upstreamId = upstreamId;
    this.#idleMs = idleMs;
  }

  async answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound | null): Promise<void> {
    const headers = [...forwardedHeaders(request.rawHeaders), 'mcp-session-id', this.#upstreamId];
    const { 'mcp-session-id': id } = request.headers;
    const options = { session: true, added: typeof id === 'string' ? { 'mcp-session-id': id } : {} };
    try {
      if (inbound) {
        const exchange = { method: 'POST' as const, headers, body: inbound.body };
        await this.#instance.carry(async () =>
          this.#forwarder.forward(exchange, response, { ...options, idleMs: this.#idleMs }),
        );
        this.#instance.foundByCall(null);
      } else {
        await this.#forwarder.forward({ method: 'GET', headers, body: null }, response, { ...options, idleMs: 0 });
      }
    } catch (error) {
      if (error instanceof SessionGone) return sendNoSession(response, inbound?.message.id ?? null);
      if (error instanceof UpstreamFault) this.#instance.foundByCall(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    const signal = AbortSignal.timeout(1000);
    const exchange = { method: 'DELETE' as const, headers: ['mcp-session-id', this.#upstreamId], body: null };
    await this.#forwarder.read(exchange, { idleMs: 1000, maxBytes: 65_536, signal }).catch(() => {});
  }

  get #forwarder(): Forwarder {
    const { forwarder } = this.#instance;
    if (!forwarder) throw new Error(`${this.#instance.spec.id} is not reached over HTTP`);
    return forwarder;
  }
}
