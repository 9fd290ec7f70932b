import { Message, readMessage } from '../../proxy/upstream/message.ts';
import { Recording } from './recording.ts';

/**
 * What is heard between servers and whoever connects to them, for each client apart. A client is known by the version
 * that it says it has: in `initialize`, for all of its session; in 2026, in every request.
 */
export class Overheard {
  readonly #recordings = new Map<string, Recording>();

  /** What concerned this client. */
  of(client: string): Recording {
    const recording = this.#recordings.get(client) ?? new Recording();
    this.#recordings.set(client, recording);
    return recording;
  }

  /** A connection, or a session, whose messages are heard one by one. */
  conversation(): Conversation {
    return new Conversation(this);
  }
}

const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

/** One connection: finds out for whom each message on it is. */
export class Conversation {
  readonly #overheard: Overheard;
  readonly #askedBy = new Map<unknown, Recording>();
  #recording: Recording | null = null;

  constructor(overheard: Overheard) {
    this.#overheard = overheard;
  }

  client(message: unknown): void {
    const read = Message.parse(message);
    const client = clientOf(read);
    if (client !== undefined) this.#recording = this.#overheard.of(client);
    if (this.#recording && read.method !== undefined && read.id !== undefined) {
      this.#askedBy.set(read.id, this.#recording);
      const token = metaOf(read).progressToken;
      if (token !== undefined) this.#askedBy.set(`progress ${token}`, this.#recording);
    }
    const cancelled = read.method === 'notifications/cancelled' ? this.#askedBy.get(read.params?.requestId) : undefined;
    (cancelled ?? this.#recording)?.note('client', message);
  }

  server(message: unknown): void {
    const read = Message.parse(message);
    const concerned =
      read.method === undefined
        ? read.id
        : read.method === 'notifications/progress'
          ? `progress ${read.params?.progressToken}`
          : metaOf(read)[SUBSCRIPTION_ID];
    (this.#askedBy.get(concerned) ?? this.#recording)?.note('server', message);
  }

  /** Hears lines, or other pieces of text, of which each is a message. */
  text(by: 'client' | 'server', text: string): void {
    const read = readMessage(text);
    if (read) this[by](read.message);
  }
}

function metaOf({ params }: Message): Record<string, unknown> {
  return typeof params?._meta === 'object' ? { ...params._meta } : {};
}

/** The version of the client that sent a message, where the message says it. */
function clientOf(message: Message): string | undefined {
  const info =
    message.method === 'initialize'
      ? message.params?.clientInfo
      : metaOf(message)['io.modelcontextprotocol/clientInfo'];
  return typeof info === 'object' && info !== null && 'version' in info ? String(info.version) : undefined;
}
