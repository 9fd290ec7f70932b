import { type Connect, connectWithin, type Target } from '../../upstream/connect.ts';
import { SessionGone, UpstreamFault } from '../../upstream/fault.ts';
import type { Message } from '../../upstream/message.ts';
import { type Answer, Cancelled, type Listener } from '../../upstream/peer.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import { Hearing } from './hearing.ts';
import type { Call } from './legacy-door.ts';
import { agreedVersion, type ClientEnd, type LegacyClient, type Link } from './link.ts';
import { SessionMemory } from './session-memory.ts';

/**
 * A 2025 client that can be asked things, in front of a 2025 server that bytes cannot reach (stdio, SSE): it gets a
 * connection of its own, opened with its own words, so that whatever the server asks or says is for it alone.
 */
export class OwnLink implements Link {
  readonly #open: (onEnded: () => void) => Promise<Upstream>;
  readonly #door: ClientEnd;
  readonly #memory = new SessionMemory();
  /** What the server has asked and not been answered, by its own ids. */
  readonly #questions = new Map<unknown, AbortController>();
  #upstream: Promise<Upstream> | null = null;
  #isClosed = false;

  constructor(
    target: Target,
    client: LegacyClient,
    door: ClientEnd,
    { connect, timeoutMs }: { connect: Connect; timeoutMs: number },
  ) {
    this.#door = door;
    const listener: Listener = {
      notification: (message) => this.#hear(message, concerned(message, door)),
      question: (message) => this.#ask(message, door.latestCall),
    };
    const opening = { era: 'legacy', speaker: { ...client }, listener, listens: true } as const;
    this.#open = (onEnded) => connectWithin(timeoutMs, connect, target, { ...opening, onEnded });
  }

  async initialize(): Promise<Record<string, unknown>> {
    return (await this.#get()).said;
  }

  async request(method: string, params: Record<string, unknown> | undefined, call: Call, signal = call.signal) {
    const upstream = this.#get();
    const listener: Listener = {
      notification: (message) => this.#hear(message, call),
      question: (message) => this.#ask(message, call),
    };
    try {
      const result = await (await upstream).request(method, params, signal, listener);
      this.#memory.note(method, params);
      return result;
    } catch (error) {
      if (!(error instanceof SessionGone)) throw error;
      this.#forget(upstream);
      return (await this.#get()).request(method, params, signal, listener);
    }
  }

  notification(method: string, params?: Record<string, unknown>): void {
    // Said already, when this connection was opened.
    if (method !== 'notifications/initialized')
      void this.#get()
        .then((upstream) => upstream.notify(method, params))
        .catch(() => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#upstream?.then((upstream) => upstream.close()).catch(() => {});
  }

  async #ask({ id, method = '', params }: Message, call: Call | undefined): Promise<Answer> {
    const withdrawn = new AbortController();
    this.#questions.set(id, withdrawn);
    try {
      return await this.#door.ask(method, params, call, withdrawn.signal);
    } finally {
      this.#questions.delete(id);
    }
  }

  /**
   * The client knows a question by another id than its server does: one that is withdrawn after its answer has no name
   * by which the client could be told of it, nor need it be (MCP 2025-11-25, cancellation).
   */
  #hear(message: Message, call: Call | undefined): void {
    const { method, params } = message;
    if (method === 'notifications/cancelled') this.#questions.get(params?.requestId)?.abort(new Cancelled(params));
    else this.#door.tell(message, call);
  }

  /** The connection; a new one, opened with the same words and brought to where the last was, when that has ended. */
  #get(): Promise<Upstream> {
    if (this.#isClosed)
      return Promise.reject(new UpstreamFault('crashed', 'the session has ended', { executed: 'no' }));
    if (this.#upstream) return this.#upstream;
    const opened: Promise<Upstream> = this.#open(() => this.#forget(opened)).then((upstream) =>
      this.#restore(upstream),
    );
    this.#upstream = opened;
    opened.catch(() => this.#forget(opened));
    return opened;
  }

  async #restore(upstream: Upstream): Promise<Upstream> {
    for (const { method, params } of this.#memory.said)
      await upstream.request(method, params, AbortSignal.timeout(RESTORE_MS)).catch(() => {});
    // The session may have ended meanwhile, and nobody else would close what it leaves.
    if (this.#isClosed) await upstream.close();
    return upstream;
  }

  #forget(ended: Promise<Upstream>): void {
    if (this.#upstream === ended) this.#upstream = null;
    void ended.then((upstream) => upstream.close()).catch(() => {});
  }
}

const RESTORE_MS = 5000;

/** A log line belongs to the call that runs; a change of a list to no call. */
function concerned({ method }: Message, door: ClientEnd): Call | undefined {
  return method === 'notifications/message' ? door.latestCall : undefined;
}

/**
 * A 2025 client that offers nothing to be asked, in front of such a server: it shares the warm connection with others.
 * Log lines there belong to nobody, so nobody gets them.
 */
export class SharedLink implements Link {
  readonly #warm: WarmUpstream;
  readonly #client: LegacyClient;
  readonly #door: ClientEnd;
  readonly #hearing: Hearing;

  constructor(warm: WarmUpstream, client: LegacyClient, door: ClientEnd) {
    this.#warm = warm;
    this.#client = client;
    this.#door = door;
    this.#hearing = new Hearing(warm, (message) => door.tell(message));
  }

  async initialize(): Promise<Record<string, unknown>> {
    const { said, protocolVersion } = await this.#warm.get();
    return { ...said, protocolVersion: agreedVersion(this.#client.protocolVersion, protocolVersion) };
  }

  async request(method: string, params: Record<string, unknown> = {}, call: Call, signal = call.signal) {
    if (method === 'logging/setLevel' || method === 'ping') return { value: {} };
    if (method === 'resources/subscribe') {
      await this.#hearing.subscribe(String(params.uri), signal);
      return { value: {} };
    }
    if (method === 'resources/unsubscribe') {
      this.#hearing.unsubscribe(String(params.uri));
      return { value: {} };
    }
    return this.#warm.request(method, params, signal, {
      notification: (message) => this.#door.tell(message, call),
    });
  }

  /** What one client says of its own state is nothing to a connection of many. */
  notification(): void {}

  async close(): Promise<void> {
    this.#hearing.close();
  }
}
