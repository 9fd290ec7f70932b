import type { Message } from '../../upstream/message.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';

/** What a client is told when another server takes the place of one: that the lists which that one had may be others. */
export function changedLists(capabilities: Record<string, unknown>): { jsonrpc: '2.0'; method: string }[] {
  return ['tools', 'prompts', 'resources']
    .filter((list) => capabilities[list] !== undefined)
    .map((list) => ({ jsonrpc: '2.0', method: `notifications/${list}/list_changed` }));
}

/**
 * What one 2025 client hears of the announcements on a connection that it shares: every list that changed, and the
 * resources that it subscribed to itself.
 */
export class Hearing {
  readonly #warm: WarmUpstream;
  readonly #subscribed = new Map<string, Promise<() => void>>();
  readonly #stopHearing: () => void;

  constructor(warm: WarmUpstream, tell: (message: Message) => void) {
    this.#warm = warm;
    this.#stopHearing = warm.hear((message) => {
      const { method = '', params } = message;
      const isUpdate = method === 'notifications/resources/updated' && this.#subscribed.has(String(params?.uri));
      if (isUpdate || method.endsWith('/list_changed')) tell(message);
    });
  }

  /** Throws as a request does. */
  async subscribe(uri: string, signal: AbortSignal): Promise<void> {
    const before = this.#subscribed.get(uri);
    const subscribed = before ?? this.#warm.subscribe(uri, signal);
    this.#subscribed.set(uri, subscribed);
    await subscribed.catch((error: unknown) => {
      this.#subscribed.delete(uri);
      throw error;
    });
  }

  unsubscribe(uri: string): void {
    const subscribed = this.#subscribed.get(uri);
    this.#subscribed.delete(uri);
    subscribed?.then((release) => release()).catch(() => {});
  }

  close(): void {
    this.#stopHearing();
    for (const uri of [...this.#subscribed.keys()]) this.unsubscribe(uri);
  }
}
