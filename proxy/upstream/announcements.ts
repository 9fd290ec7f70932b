import { setTimeout as delay } from 'node:timers/promises';
import type { Abortable } from './abort.ts';
import type { Message } from './message.ts';
import type { Upstream } from './upstream.ts';

/** The lists whose changes a server may tell of, by the capability that says so. */
const LISTS = ['tools', 'prompts', 'resources'];
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const ACKNOWLEDGE_MS = 2000;
const PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * What one upstream says of itself to all who share its connection: lists that changed, resources that changed. It is
 * asked for each resource once, however many want to hear of it, and asked again after it was connected anew.
 */
export class Announcements {
  readonly #hearers = new Set<(message: Message) => void>();
  readonly #wanted = new Map<string, number>();
  #upstream: Upstream | null = null;
  #listening = new AbortController();

  /** Hears every announcement, until told to stop. */
  hear(hearer: (message: Message) => void): () => void {
    this.#hearers.add(hearer);
    if (this.#hearers.size === 1) void this.#listen();
    return () => {
      this.#hearers.delete(hearer);
      if (this.#hearers.size === 0) this.#listening.abort(new Error('nobody listens any more'));
    };
  }

  /** Asks to be told of a resource. Throws as a request does. Returns how to end it; the last to do so ends it upstream. */
  async subscribe(uri: string, signal?: Abortable): Promise<() => void> {
    const others = this.#wanted.get(uri) ?? 0;
    this.#wanted.set(uri, others + 1);
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#release(uri);
      isHeld = false;
    };
    try {
      if (this.#upstream?.era === 'legacy') await this.#upstream.request('resources/subscribe', { uri }, signal);
      else if (others === 0) await this.#listen();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  tell(message: Message): void {
    for (const hear of this.#hearers) hear(message);
  }

  /** Begins on a new connection. After an earlier one, nobody knows what has changed meanwhile. */
  attach(upstream: Upstream): void {
    const isFirst = this.#upstream === null;
    this.#upstream = upstream;
    if (upstream.era === 'modern') void this.#listen();
    else for (const uri of this.#wanted.keys()) upstream.request('resources/subscribe', { uri }).catch(() => {});
    if (isFirst) return;
    this.#tellOfAll(upstream);
  }

  close(): void {
    this.#hearers.clear();
    this.#listening.abort(new Error('closed'));
  }

  #tellOfAll(upstream: Upstream): void {
    for (const list of changing(upstream)) this.tell({ jsonrpc: '2.0', method: `notifications/${list}/list_changed` });
  }

  #release(uri: string): void {
    const others = (this.#wanted.get(uri) ?? 1) - 1;
    if (others > 0) {
      this.#wanted.set(uri, others);
      return;
    }
    this.#wanted.delete(uri);
    if (this.#upstream?.era === 'legacy') this.#upstream.request('resources/unsubscribe', { uri }).catch(() => {});
    else void this.#listen();
  }

  /**
   * Listens to a 2026 server for what is wanted now (MCP 2026-07-28, `subscriptions/listen`). The stream before it ends
   * when this one is acknowledged, so that nothing falls between them.
   */
  async #listen(): Promise<void> {
    const upstream = this.#upstream;
    if (upstream?.era !== 'modern' || this.#hearers.size === 0) return;
    const before = this.#listening;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const acknowledged = new Promise<void>((resolve) => {
      void this.#hear(upstream, signal, resolve).finally(resolve);
    });
    await Promise.race([acknowledged, delay(ACKNOWLEDGE_MS, undefined, { ref: false })]);
    before.abort(new Error('listening anew'));
  }

  /** Listens for as long as the connection lives: a stream that ends is opened again. */
  async #hear(upstream: Upstream, signal: AbortSignal, acknowledged: () => void): Promise<void> {
    const uris = [...this.#wanted.keys()];
    const notifications = {
      ...Object.fromEntries(changing(upstream).map((list) => [`${list}ListChanged`, true])),
      ...(uris.length > 0 ? { resourceSubscriptions: uris } : {}),
    };
    if (Object.keys(notifications).length === 0) return;
    let pauseMs = PAUSE_MS;
    let hasMissed = false;
    while (!signal.aborted && !upstream.ended && this.#upstream === upstream) {
      let heard = false;
      const notification = (message: Message) => {
        heard = true;
        if (message.method !== ACKNOWLEDGED) return this.tell(message);
        acknowledged();
        if (hasMissed) this.#tellOfAll(upstream);
      };
      await upstream.request('subscriptions/listen', { notifications }, signal, { notification }).catch(() => {});
      if (signal.aborted) return;
      acknowledged();
      hasMissed = true;
      pauseMs = heard ? PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

function changing({ capabilities }: Upstream): string[] {
  return LISTS.filter((list) => {
    const capability = capabilities[list];
    return (
      typeof capability === 'object' && capability !== null && 'listChanged' in capability && capability.listChanged
    );
  });
}
