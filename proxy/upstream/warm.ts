import { isDeepStrictEqual } from 'node:util';
import type { Era } from '../../catalog/status/status.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { Abortable } from './abort.ts';
import { Announcements } from './announcements.ts';
import { type Connect, connectUpstream, connectWithin, type Target } from './connect.ts';
import { SessionGone, UpstreamFault } from './fault.ts';
import type { Message } from './message.ts';
import type { Listener, Result } from './peer.ts';
import type { Upstream } from './upstream.ts';

export interface WarmOptions {
  connect?: Connect;
  /** How long one attempt to connect may take. */
  connectTimeoutMs: number;
  answerBytes: number;
  /** The connection has ended by itself, not by our `close`. */
  onEnded?: () => void;
  /** The tools were listed, and are others than before. */
  onListed?: () => void;
}

/**
 * One instance's connection, kept open between calls, and opened again by the next call when it has ended. However many
 * callers come at once, there is one attempt, which they share.
 */
export class WarmUpstream {
  readonly #target: Target;
  readonly #options: WarmOptions & Required<Pick<WarmOptions, 'connect'>>;
  #upstream: Upstream | null = null;
  #connecting: Promise<Upstream> | null = null;
  #tools: Promise<ToolDefinition[]> | null = null;
  #known: ToolDefinition[] | null = null;
  #listedAt = Number.NEGATIVE_INFINITY;
  #era: Era | undefined;
  readonly #announcements = new Announcements();
  #closed = false;

  constructor(target: Target, { connect = connectUpstream, ...options }: WarmOptions) {
    this.#target = target;
    this.#options = { connect, ...options };
  }

  /** The connection, if it is open now. */
  get current(): Upstream | null {
    return this.#upstream?.ended ? null : this.#upstream;
  }

  /** The era that the server was last found to speak. */
  get era(): Era | undefined {
    return this.#era;
  }

  /** The tools that this upstream last listed: of the present connection or an earlier one. */
  get knownTools(): ToolDefinition[] | null {
    return this.#known;
  }

  /** Hears every notification that concerns no particular request, until told to stop. */
  hear(hearer: (message: Message) => void): () => void {
    return this.#announcements.hear(hearer);
  }

  /** Asks to hear of a resource, too, whatever becomes of the connection. Returns how to end it. Throws as a request does. */
  async subscribe(uri: string, signal?: Abortable): Promise<() => void> {
    await this.get(signal);
    return this.#announcements.subscribe(uri, signal);
  }

  /** Asks on the open connection; anew on a new one, when the server has forgotten the old one and so nothing has run. */
  async request(
    method: string,
    params: Record<string, unknown>,
    signal?: Abortable,
    listener?: Listener,
  ): Promise<Result> {
    const upstream = await this.get(signal);
    try {
      return await upstream.request(method, params, signal, listener);
    } catch (error) {
      if (error instanceof SessionGone) this.forget(upstream);
      else if (!(error instanceof UpstreamFault && error.executed === 'no' && upstream.ended)) throw error;
      return (await this.get(signal)).request(method, params, signal, listener);
    }
  }

  /** The open connection. The signal ends the waiting, not the attempt: others may be waiting too. */
  async get(signal?: Abortable): Promise<Upstream> {
    if (this.#closed) throw new UpstreamFault('crashed', 'the proxy is shutting down', { executed: 'no' });
    const { current } = this;
    if (current) return current;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return abandonable(this.#connecting, signal);
  }

  /** The tools, listed once a connection and again when the upstream says that they changed. */
  async tools(signal?: Abortable): Promise<ToolDefinition[]> {
    const upstream = await this.get(signal);
    this.#tools ??= upstream.listTools(AbortSignal.timeout(this.#options.connectTimeoutMs)).then(
      (tools) => {
        return this.#listed(tools);
      },
      (error: unknown) => {
        this.#tools = null;
        throw error;
      },
    );
    return abandonable(this.#tools, signal);
  }

  /** The tools, listed again: somebody said that they have changed. */
  async freshTools(signal?: Abortable): Promise<ToolDefinition[]> {
    this.#tools = null;
    return this.tools(signal);
  }

  /** The tools as they were listed at most so many milliseconds ago. */
  async toolsWithin(ms: number, signal?: Abortable): Promise<ToolDefinition[]> {
    return performance.now() - this.#listedAt > ms ? this.freshTools(signal) : this.tools(signal);
  }

  /** Gives a connection to no further caller; it is closed when those who use it now are done. The next call opens another. */
  forget(upstream: Upstream): void {
    if (this.#upstream !== upstream) return;
    this.#upstream = null;
    this.#tools = null;
    void upstream.retire().catch(() => {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#announcements.close();
    await this.#connecting?.catch(() => {});
    await this.#upstream?.close();
  }

  async #connect(): Promise<Upstream> {
    const { connect, connectTimeoutMs, answerBytes } = this.#options;
    const upstream = await connectWithin(connectTimeoutMs, connect, this.#target, {
      era: this.#era,
      limits: { maxAnswerBytes: answerBytes, maxLineBytes: answerBytes },
      listens: true,
      listener: {
        notification: (message) => {
          this.#announcements.tell(message);
          if (message.method === 'notifications/tools/list_changed') void this.freshTools().catch(() => {});
        },
      },
      onEnded: () => {
        if (this.#upstream?.ended) void this.#upstream.close().catch(() => {});
        this.#options.onEnded?.();
      },
    }).catch((error: unknown) => {
      this.#era = undefined; // The server may have changed: the next attempt asks afresh.
      throw error;
    });
    this.#era = upstream.era;
    this.#upstream = upstream;
    this.#tools = null;
    this.#announcements.attach(upstream);
    // Another connection may lead to another server: what it offers is known before long.
    if (this.#known) void this.tools().catch(() => {});
    return upstream;
  }

  /** The same array as before, when nothing is another. */
  #listed(tools: ToolDefinition[]): ToolDefinition[] {
    this.#listedAt = performance.now();
    if (this.#known && isDeepStrictEqual(tools, this.#known)) return this.#known;
    this.#known = tools;
    this.#options.onListed?.();
    return tools;
  }
}

function abandonable<T>(work: Promise<T>, signal?: Abortable): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
