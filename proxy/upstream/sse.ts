import type { Abortable } from './abort.ts';
import type { Channel, ChannelEvents, Speaking } from './channel.ts';
import { readEvents } from './event-stream.ts';
import { UpstreamFault } from './fault.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits, HttpOrigin, type HttpTarget, headerOf } from './http.ts';
import { type Message, readMessage } from './message.ts';
import { refusalOf } from './refusal.ts';

/**
 * Opens the two-way connection of MCP 2024-11-05 (HTTP with SSE): a stream we read, and the address it names, to which
 * we post. Throws `UpstreamFault` when there is no such stream at the URL, or no address comes on it.
 */
export async function openSse(
  target: HttpTarget,
  events: ChannelEvents,
  { signal, ...limits }: Partial<HttpLimits> & { signal?: AbortSignal } = {},
): Promise<SseChannel> {
  const all = { ...DEFAULT_HTTP_LIMITS, ...limits };
  const origin = new HttpOrigin(target, all);
  const ended = new AbortController();
  // The caller's patience ends with the opening: the stream itself lives on.
  const onAbort = () => ended.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    const { pathname, search } = origin.url;
    const answer = await origin.exchange(
      'GET',
      `${pathname}${search}`,
      { accept: 'text/event-stream' },
      { signal: ended.signal },
    );
    if (answer.status !== 200) throw await refusalOf(answer);
    if (!headerOf(answer, 'content-type').toLowerCase().startsWith('text/event-stream')) {
      throw new UpstreamFault('not-mcp', 'the upstream answered with something other than a stream of events', {
        executed: 'no',
      });
    }
    const endpoint = await readEndpoint(answer.body, events, origin, all, ended.signal);
    return new SseChannel(origin, endpoint, ended);
  } catch (error) {
    ended.abort();
    await origin.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Reads the stream for as long as it lives; resolves when its first event has named the address to post to. */
function readEndpoint(
  body: AsyncIterable<Buffer>,
  events: ChannelEvents,
  origin: HttpOrigin,
  { maxAnswerBytes }: HttpLimits,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((found, failed) => {
    signal.addEventListener('abort', () => failed(signal.reason), { once: true });
    const over = (cause?: unknown) => {
      const fault =
        cause instanceof UpstreamFault ? cause : new UpstreamFault('tcp', 'the stream of events ended', { cause });
      failed(fault);
      events.closed(fault);
    };
    readEvents(
      body,
      ({ event, data }) => {
        if (event === 'endpoint') {
          const endpoint = URL.canParse(data, origin.url) ? new URL(data, origin.url) : null;
          // Messages, with our credentials in them, go nowhere but to the server that we were told to trust.
          if (endpoint?.origin === origin.url.origin) found(`${endpoint.pathname}${endpoint.search}`);
          else
            failed(
              new UpstreamFault('not-mcp', 'the upstream wants messages sent to another origin', { executed: 'no' }),
            );
          return;
        }
        const received = readMessage(data);
        if (received) events.message(received);
      },
      { maxEventBytes: maxAnswerBytes },
    ).then(() => over(), over);
  });
}

class SseChannel implements Channel {
  readonly origin: HttpOrigin;
  readonly #endpoint: string;
  readonly #ended: AbortController;

  constructor(origin: HttpOrigin, endpoint: string, ended: AbortController) {
    this.origin = origin;
    this.#endpoint = endpoint;
    this.#ended = ended;
  }

  /** Posts the message; its answer comes on the stream. */
  async send(message: Message, { protocolVersion }: Speaking, signal?: Abortable): Promise<void> {
    const answer = await this.origin.exchange(
      'POST',
      this.#endpoint,
      { 'content-type': 'application/json', ...(protocolVersion ? { 'mcp-protocol-version': protocolVersion } : {}) },
      { body: JSON.stringify(message), signal },
    );
    if (answer.status >= 300) throw await refusalOf(answer);
    await answer.body.dump().catch(() => {});
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.origin.close();
  }
}
