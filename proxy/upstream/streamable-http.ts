import type { Channel, ChannelEvents, Speaking } from './channel.ts';
import { readEvents } from './event-stream.ts';
import { SessionGone, UpstreamFault } from './fault.ts';
import {
  DEFAULT_HTTP_LIMITS,
  type HttpAnswer,
  type HttpLimits,
  HttpOrigin,
  type HttpTarget,
  headerOf,
  readText,
} from './http.ts';
import { type Message, readMessage } from './message.ts';
import { refusalOf } from './refusal.ts';

/** The first revision in which each request describes itself, and there are no sessions. */
export const MODERN_VERSION = '2026-07-28';

/** Speaks with a server that takes each message as a POST (MCP, transports: streamable HTTP). Opens nothing by itself. */
export class StreamableHttpChannel implements Channel {
  readonly origin: HttpOrigin;
  readonly #events: ChannelEvents;
  readonly #limits: HttpLimits;
  #sessionId: string | null = null;

  constructor(target: HttpTarget, events: ChannelEvents, limits: Partial<HttpLimits> = {}) {
    this.#limits = { ...DEFAULT_HTTP_LIMITS, ...limits };
    this.origin = new HttpOrigin(target, this.#limits);
    this.#events = events;
  }

  /**
   * Throws `UpstreamFault` when the exchange breaks, when HTTP refuses it, and when a request gets no answer. A JSON-RPC
   * error with an HTTP error status (which 2026-07-28 demands for some) is an answer like any other.
   */
  async send(message: Message, speaking: Speaking, signal?: AbortSignal): Promise<void> {
    const modern = isModern(speaking.protocolVersion);
    // In 2026-07-28 a call is given up by closing its stream, which the signal does.
    if (modern && message.method === 'notifications/cancelled') return;
    const answer = await this.origin.exchange('POST', this.#path, this.#headers(message, speaking), {
      body: JSON.stringify(message),
      signal,
    });
    if (message.method === 'initialize') this.#sessionId = headerOf(answer, 'mcp-session-id') || null;
    const isRequest = message.method !== undefined && message.id !== undefined;
    if (isRequest) await this.#receive(answer, message);
    else await this.#acknowledged(answer);
  }

  /** Ends our session, if the server gave us one, and every connection. */
  async close(): Promise<void> {
    if (this.#sessionId !== null) {
      const headers = { 'mcp-session-id': this.#sessionId };
      const farewell = this.origin.exchange('DELETE', this.#path, headers, { signal: AbortSignal.timeout(500) });
      await farewell.then(({ body }) => body.dump()).catch(() => {});
    }
    await this.origin.close();
  }

  get #path(): string {
    return `${this.origin.url.pathname}${this.origin.url.search}`;
  }

  #headers(message: Message, { protocolVersion }: Speaking): Record<string, string> {
    const name = message.params?.name ?? message.params?.uri;
    return {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(protocolVersion === null ? {} : { 'mcp-protocol-version': protocolVersion }),
      ...(isModern(protocolVersion) && message.method ? { 'mcp-method': message.method } : {}),
      ...(isModern(protocolVersion) && message.method && NAMED.has(message.method) && typeof name === 'string'
        ? { 'mcp-name': headerValue(name) }
        : {}),
      ...(this.#sessionId === null ? {} : { 'mcp-session-id': this.#sessionId }),
    };
  }

  async #receive(answer: HttpAnswer, { id, method }: Message): Promise<void> {
    if (answer.status === 404 && this.#sessionId !== null) {
      await answer.body.dump().catch(() => {});
      throw new SessionGone();
    }
    let answered = false;
    const take = (text: string) => {
      const received = readMessage(text);
      if (!received) return;
      if (received.message.method === undefined && received.message.id === id) answered = true;
      this.#events.message({ ...received, inReplyTo: id ?? undefined });
    };
    const contentType = headerOf(answer, 'content-type').toLowerCase();
    if (contentType.startsWith('text/event-stream') && answer.status < 300) {
      await readEvents(answer.body, ({ data }) => take(data), { maxEventBytes: this.#limits.maxAnswerBytes }).catch(
        (error) => {
          if (!answered) throw error instanceof UpstreamFault ? error : brokenOff(method, error);
        },
      );
      if (!answered) throw brokenOff(method);
      return;
    }
    if (!contentType.startsWith('application/json') || AUTH_OR_LIMIT.has(answer.status)) throw await refusalOf(answer);
    const text = await readText(answer, this.#limits.maxAnswerBytes);
    take(text);
    // A JSON-RPC error without our id still answers this request: the server could not read it.
    const received = answered ? null : readMessage(text);
    if (received?.message.error) {
      // Refused before it was read, and we came with a session: some servers say 400 where the specification says 404.
      if (answer.status === 400 && this.#sessionId !== null) throw new SessionGone();
      this.#events.message({ ...received, message: { ...received.message, id: id ?? null } });
    } else if (!answered) {
      if (answer.status >= 500) throw new UpstreamFault('http-5xx', `the upstream answered ${answer.status}`);
      throw new UpstreamFault(
        'not-mcp',
        `the upstream answered ${answer.status} with JSON that is no answer to ${method}`,
      );
    }
  }

  async #acknowledged(answer: HttpAnswer): Promise<void> {
    if (answer.status >= 300) throw await refusalOf(answer);
    await answer.body.dump().catch(() => {});
  }
}

const AUTH_OR_LIMIT = new Set([401, 402, 403, 407, 429]);
const NAMED = new Set(['tools/call', 'prompts/get', 'resources/read']);

export function isModern(protocolVersion: string | null): boolean {
  return protocolVersion !== null && protocolVersion >= MODERN_VERSION;
}

/** A header may hold only visible ASCII; anything else travels as `=?base64?…?=` (MCP 2026-07-28, transports). */
function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text);
  return plain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

function brokenOff(method: string | undefined, cause?: unknown): UpstreamFault {
  return new UpstreamFault('tcp', `the stream ended before ${method} was answered`, { cause });
}
