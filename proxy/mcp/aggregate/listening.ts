import * as z from 'zod';
import type { Message } from '../../upstream/message.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';

const AGAIN_MS = 5000;

/**
 * Hears what a server says of its lists and resources, over the warm connection. A 2025 server says it unasked, and of a
 * resource once it was asked to; a 2026 server says it to whoever listens, for as long as that lasts.
 */
export class Listening {
  readonly #warm: WarmUpstream;
  readonly #hear: (message: Message) => void;
  readonly #stopHearing: () => void;
  readonly #watched = new Set<string>();
  #listening = new AbortController();
  #closed = false;

  constructor(warm: WarmUpstream, hear: (message: Message) => void) {
    this.#warm = warm;
    this.#hear = hear;
    this.#stopHearing = warm.hear(hear);
  }

  /** Begins to listen where that has to be begun. Call it when the server was met. */
  begin(): void {
    this.#listening.abort(new Error('listening anew'));
    this.#listening = new AbortController();
    if (!this.#closed && this.#warm.era === 'modern') void this.#listen(this.#listening.signal);
  }

  /** Is to be told of these resources too. */
  async watch(uris: readonly string[]): Promise<void> {
    const fresh = uris.filter((uri) => !this.#watched.has(uri));
    for (const uri of fresh) this.#watched.add(uri);
    if (fresh.length === 0) return;
    const upstream = await this.#warm.get();
    if (upstream.era === 'modern') this.begin();
    else await Promise.all(fresh.map((uri) => upstream.request('resources/subscribe', { uri }).catch(() => {})));
  }

  close(): void {
    this.#closed = true;
    this.#stopHearing();
    this.#listening.abort(new Error('nobody listens any more'));
  }

  async #listen(signal: AbortSignal): Promise<void> {
    try {
      const upstream = await this.#warm.get(signal);
      const notifications = {
        ...listChanges(upstream),
        ...(this.#watched.size > 0 ? { resourceSubscriptions: [...this.#watched] } : {}),
      };
      if (Object.keys(notifications).length === 0) return;
      await upstream.request('subscriptions/listen', { notifications }, signal, { notification: this.#hear });
    } catch {
      // It ended, or the server does not take it: later perhaps.
    }
    if (!signal.aborted) setTimeout(() => signal.aborted || this.begin(), AGAIN_MS).unref();
  }
}

/** The lists whose changes a server tells of, as `subscriptions/listen` asks for them. */
function listChanges({ capabilities }: Upstream): Record<string, true> {
  const tells = (name: string) => z.looseObject({ listChanged: z.literal(true) }).safeParse(capabilities[name]).success;
  return Object.fromEntries(
    ['tools', 'prompts', 'resources'].filter(tells).map((name) => [`${name}ListChanged`, true]),
  );
}
