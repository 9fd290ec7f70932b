import type { Connect, Target } from '../../upstream/connect.ts';
import type { Message } from '../../upstream/message.ts';
import type { Listener } from '../../upstream/peer.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import type { Call, LegacyDoor } from './legacy-door.ts';
import { agreedVersion, type LegacyClient, type Link } from './link.ts';

/**
 * A 2025 client that can be asked things, in front of a 2025 server that bytes cannot reach (stdio, SSE): it gets a
 * connection of its own, opened with its own words, so that whatever the server asks or says is for it alone.
 */
export class OwnLink implements Link {
  readonly #open: () => Promise<Upstream>;
  readonly #door: LegacyDoor;
  #upstream: Promise<Upstream> | null = null;

  constructor(
    target: Target,
    client: LegacyClient,
    door: LegacyDoor,
    { connect, timeoutMs }: { connect: Connect; timeoutMs: number },
  ) {
    this.#door = door;
    const listener: Listener = {
      notification: (message) => door.tell(message, concerned(message, door)),
      question: ({ method = '', params }) => door.ask(method, params, door.latestCall),
    };
    this.#open = () =>
      connect(target, {
        signal: AbortSignal.timeout(timeoutMs),
        era: 'legacy',
        speaker: { ...client },
        listener,
        onEnded: () => {
          this.#upstream = null;
        },
      });
  }

  async initialize(): Promise<Record<string, unknown>> {
    return (await this.#get()).said;
  }

  async request(method: string, params: Record<string, unknown>, call: Call) {
    const upstream = await this.#get();
    return upstream.request(method, params, call.signal, {
      notification: (message) => this.#door.tell(message, call),
      question: ({ method: asked = '', params: about }) => this.#door.ask(asked, about, call),
    });
  }

  notification(method: string, params: Record<string, unknown>): void {
    // Said already, when this connection was opened.
    if (method !== 'notifications/initialized')
      void this.#get()
        .then((upstream) => upstream.notify(method, params))
        .catch(() => {});
  }

  async close(): Promise<void> {
    await this.#upstream?.then((upstream) => upstream.close()).catch(() => {});
  }

  /** The connection; a new one, opened with the same words, when the last has ended. */
  #get(): Promise<Upstream> {
    this.#upstream ??= this.#open().catch((error: unknown) => {
      this.#upstream = null;
      throw error;
    });
    return this.#upstream;
  }
}

/** A log line belongs to the call that runs; a change of a list to no call. */
function concerned({ method }: Message, door: LegacyDoor): Call | undefined {
  return method === 'notifications/message' ? door.latestCall : undefined;
}

/**
 * A 2025 client that offers nothing to be asked, in front of such a server: it shares the warm connection with others.
 * Log lines there belong to nobody, so nobody gets them.
 */
export class SharedLink implements Link {
  readonly #warm: WarmUpstream;
  readonly #client: LegacyClient;
  readonly #door: LegacyDoor;
  readonly #subscribed = new Set<string>();
  readonly #stopHearing: () => void;

  constructor(warm: WarmUpstream, client: LegacyClient, door: LegacyDoor) {
    this.#warm = warm;
    this.#client = client;
    this.#door = door;
    this.#stopHearing = warm.hear((message) => this.#hear(message));
  }

  async initialize(): Promise<Record<string, unknown>> {
    const { said, protocolVersion } = await this.#warm.get();
    return { ...said, protocolVersion: agreedVersion(this.#client.protocolVersion, protocolVersion) };
  }

  async request(method: string, params: Record<string, unknown>, call: Call) {
    if (method === 'logging/setLevel') return { value: {} };
    const upstream = await this.#warm.get(call.signal);
    const result = await upstream.request(method, params, call.signal, {
      notification: (message) => this.#door.tell(message, call),
    });
    if (method === 'resources/subscribe') this.#subscribed.add(String(params.uri));
    return result;
  }

  /** What one client says of its own state is nothing to a connection of many. */
  notification(): void {}

  async close(): Promise<void> {
    this.#stopHearing();
  }

  #hear(message: Message): void {
    const { method = '', params } = message;
    if (method.endsWith('/list_changed')) this.#door.tell(message);
    if (method === 'notifications/resources/updated' && this.#subscribed.has(String(params?.uri)))
      this.#door.tell(message);
  }
}
