import { setTimeout as delay } from 'node:timers/promises';
import type { Abortable } from './abort.ts';
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
import { mayHaveMarks, withoutMismarked } from './marked-tools.ts';
import { type Message, type ReceivedMessage, readMessage } from './message.ts';
import { headerValue, ParamHeaders } from './param-headers.ts';
import { refusalOf } from './refusal.ts';
import { type Get, listenOn, readResumed } from './resumed-stream.ts';

export { headerValue };

/** The first revision in which each request describes itself, and there are no sessions. */
export const MODERN_VERSION = '2026-07-28';

export interface StreamableHttpOptions extends Partial<HttpLimits> {
  /** Hears what a legacy server says of no request, too: on a stream of its own. */
  listens?: boolean | undefined;
}

/** Speaks with a server that takes each message as a POST (MCP, transports: streamable HTTP). */
export class StreamableHttpChannel implements Channel {
  readonly origin: HttpOrigin;
  #apart: HttpOrigin | null = null;
  readonly #target: HttpTarget;
  readonly #events: ChannelEvents;
  readonly #limits: HttpLimits;
  readonly #listens: boolean;
  readonly #paramHeaders = new ParamHeaders();
  /** Ends what listens, once something does. */
  #closed: AbortController | null = null;
  #sessionId: string | null = null;
  #calls = 0;

  constructor(target: HttpTarget, events: ChannelEvents, { listens = false, ...limits }: StreamableHttpOptions = {}) {
    this.#limits = { ...DEFAULT_HTTP_LIMITS, ...limits };
    this.origin = new HttpOrigin(target, this.#limits);
    this.#target = target;
    this.#events = events;
    this.#listens = listens;
  }

  /**
   * Throws `UpstreamFault` when the exchange breaks, when HTTP refuses it, and when a request gets no answer. A JSON-RPC
   * error with an HTTP error status (which 2026-07-28 demands for some) is an answer like any other.
   */
  async send(message: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    const modern = isModern(speaking.protocolVersion);
    // In 2026-07-28 a call is given up by closing its stream, which the signal does.
    if (modern && message.method === 'notifications/cancelled') return;
    if (message.method !== undefined && message.id !== undefined) return this.#ask(message, speaking, signal);
    const isCrowded = this.#calls >= this.#limits.connections;
    await acknowledged(await this.#post(message, speaking, signal, isCrowded ? this.#aside : this.origin));
    if (message.method === 'notifications/initialized' && this.#listens) await this.#listen(speaking);
  }

  /** Ends our session, if the server gave us one, and every connection. */
  async close(): Promise<void> {
    this.#closed?.abort(new Error('the connection was closed'));
    if (this.#sessionId !== null) {
      const headers = { 'mcp-session-id': this.#sessionId };
      const farewell = this.origin.exchange('DELETE', this.#path, headers, { signal: AbortSignal.timeout(500) });
      await farewell.then(({ body }) => body.dump()).catch(() => {});
    }
    await Promise.all([this.origin.close(), this.#apart?.close()]);
  }

  /** Connections that calls cannot use up: for streams that listen, and for what a call may be waiting for. */
  get #aside(): HttpOrigin {
    this.#apart ??= new HttpOrigin(this.#target, { ...this.#limits, connections: MAX_APART });
    return this.#apart;
  }

  get #path(): string {
    return `${this.origin.url.pathname}${this.origin.url.search}`;
  }

  async #ask(message: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    const isListening = message.method === 'subscriptions/listen';
    if (!isListening) this.#calls += 1;
    try {
      // Calls that fill every connection must not keep a check from asking whether anybody is there.
      const isCrowdedOut = CHECKS.has(message.method ?? '') && this.#calls > this.#limits.connections;
      const origin = isListening || isCrowdedOut ? this.#aside : this.origin;
      const answer = await this.#post(message, speaking, signal, origin);
      if (message.method === 'initialize') this.#sessionId = headerOf(answer, 'mcp-session-id') || null;
      const mayLackHeaders =
        message.method === 'tools/call' && answer.status === 400 && isModern(speaking.protocolVersion);
      await (mayLackHeaders
        ? this.#receiveRefusal(answer, message, speaking, signal)
        : this.#receive(answer, message, speaking, signal));
    } finally {
      if (!isListening) this.#calls -= 1;
    }
  }

  #post(
    message: Message,
    { protocolVersion }: Speaking,
    signal: Abortable | undefined,
    origin = this.origin,
  ): Promise<HttpAnswer> {
    const options = { body: JSON.stringify(message), signal };
    return origin.exchange('POST', this.#path, this.#headers(message, protocolVersion), options);
  }

  #headers(message: Message, protocolVersion: string | null): Record<string, string> {
    const { method, params } = message;
    const headers = this.#sessionHeaders(protocolVersion);
    headers['content-type'] = 'application/json';
    headers.accept = 'application/json, text/event-stream';
    if (method === undefined || !isModern(protocolVersion)) return headers;
    headers['mcp-method'] = method;
    const name = params?.name ?? params?.uri;
    if (NAMED.has(method) && typeof name === 'string') headers['mcp-name'] = headerValue(name);
    return Object.assign(headers, this.#paramHeaders.of(message));
  }

  #sessionHeaders(protocolVersion: string | null): Record<string, string> {
    const headers: Record<string, string> = {};
    if (protocolVersion !== null) headers['mcp-protocol-version'] = protocolVersion;
    if (this.#sessionId !== null) headers['mcp-session-id'] = this.#sessionId;
    return headers;
  }

  async #receive(answer: HttpAnswer, message: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    if (answer.status === 404 && this.#sessionId !== null) {
      await answer.body.dump().catch(() => {});
      throw new SessionGone();
    }
    const contentType = headerOf(answer, 'content-type').toLowerCase();
    if (contentType.startsWith('text/event-stream') && answer.status < 300)
      return this.#receiveStream(answer, message, speaking, signal);
    if (!contentType.startsWith('application/json') || AUTH_OR_LIMIT.has(answer.status)) throw await refusalOf(answer);
    this.#receiveJson(await readText(answer, this.#limits.maxAnswerBytes), answer, message, speaking);
  }

  async #receiveStream(answer: HttpAnswer, message: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    let answered = false;
    const get: Get = (lastId) => this.#get(speaking, lastId, signal);
    const options = { isDone: () => answered, maxEventBytes: this.#limits.maxAnswerBytes, signal };
    const take = (data: string) => {
      const received = readMessage(data);
      if (received && this.#take(received, message, speaking)) answered = true;
    };
    await readResumed(answer, get, take, options).catch((error: unknown) => {
      throw error instanceof UpstreamFault || signal?.aborted ? error : brokenOff(message.method, error);
    });
    if (!answered) throw brokenOff(message.method);
  }

  #receiveJson(text: string, { status }: HttpAnswer, message: Message, speaking: Speaking): void {
    const received = readMessage(text);
    if (received && this.#take(received, message, speaking)) return;
    // A JSON-RPC error without our id still answers this request: the server could not read it.
    if (received?.message.error) {
      // Refused before it was read, and we came with a session: some servers say 400 where the specification says 404.
      if (status === 400 && this.#sessionId !== null) throw new SessionGone();
      this.#events.message({ ...received, message: { ...received.message, id: message.id ?? null } });
      return;
    }
    if (status >= 500) throw new UpstreamFault('http-5xx', `the upstream answered ${status}`);
    throw new UpstreamFault(
      'not-mcp',
      `the upstream answered ${status} with JSON that is no answer to ${message.method}`,
    );
  }

  /** Hands a message on. True when it is the answer to this request. */
  #take(received: ReceivedMessage, { id, method }: Message, { protocolVersion }: Speaking): boolean {
    const isAnswer = received.message.method === undefined && received.message.id === id;
    const isList = isAnswer && method === 'tools/list';
    const taken = isList && isModern(protocolVersion) ? withoutMismarked(received) : received;
    if (isList) this.#paramHeaders.learn(taken.message.result ?? {}, mayHaveMarks(taken.text));
    this.#events.message({ message: taken.message, text: taken.text, inReplyTo: id ?? undefined });
    return isAnswer;
  }

  /** A call whose headers do not repeat what its tool wants repeated: once the tools are listed, it goes out again. */
  async #receiveRefusal(refused: HttpAnswer, message: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    const text = await readText(refused, this.#limits.maxAnswerBytes);
    if (readMessage(text)?.message.error?.code !== HEADER_MISMATCH)
      return this.#receiveJson(text, refused, message, speaking);
    await this.#learnTools(message, speaking, signal);
    await this.#receive(await this.#post(message, speaking, signal), message, speaking, signal);
  }

  /** Lists the tools page by page: their schemas alone say which headers they want. */
  async #learnTools({ params = {} }: Message, speaking: Speaking, signal?: Abortable): Promise<void> {
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const asked = { ...(cursor === undefined ? {} : { cursor }), _meta: params._meta };
      const message: Message = { jsonrpc: '2.0', id: `tools-${page}`, method: 'tools/list', params: asked };
      const answer = await this.#post(message, speaking, signal);
      let result: Record<string, unknown> = {};
      const take = (data: string) => {
        result = readMessage(data)?.message.result ?? result;
      };
      if (headerOf(answer, 'content-type').startsWith('text/event-stream'))
        await readEvents(answer.body, ({ data }) => take(data), { maxEventBytes: this.#limits.maxAnswerBytes });
      else take(await readText(answer, this.#limits.maxAnswerBytes));
      this.#paramHeaders.learn(result);
      cursor = result.nextCursor;
      if (typeof cursor !== 'string') return;
    }
  }

  /** Opens the stream on which a legacy server speaks of no request. Waits a little, so that nothing said soon is missed. */
  async #listen(speaking: Speaking): Promise<void> {
    this.#closed ??= new AbortController();
    const { signal } = this.#closed;
    const get: Get = (lastId) => this.#get(speaking, lastId, signal);
    const take = (data: string) => {
      const received = readMessage(data);
      if (received) this.#events.message(received);
    };
    const opened = new Promise<void>((begun) => {
      void listenOn(get, take, { begun, maxEventBytes: this.#limits.maxAnswerBytes, signal }).finally(begun);
    });
    await Promise.race([opened, delay(LISTEN_PATIENCE_MS, undefined, { ref: false })]);
  }

  #get({ protocolVersion }: Speaking, lastId: string | undefined, signal?: Abortable): Promise<HttpAnswer> {
    const headers = {
      accept: 'text/event-stream',
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      ...this.#sessionHeaders(protocolVersion),
    };
    return this.#aside.exchange('GET', this.#path, headers, { signal });
  }
}

async function acknowledged(answer: HttpAnswer): Promise<void> {
  if (answer.status >= 300) throw await refusalOf(answer);
  await answer.body.dump().catch(() => {});
}

/** A header is missing, or says something else than the body (MCP 2026-07-28, transports). */
const HEADER_MISMATCH = -32020;
const MAX_PAGES = 100;
const MAX_APART = 4096;
const LISTEN_PATIENCE_MS = 300;
const AUTH_OR_LIMIT = new Set([401, 402, 403, 407, 429]);
const CHECKS = new Set(['ping', 'server/discover']);
const NAMED = new Set(['tools/call', 'prompts/get', 'resources/read']);

export function isModern(protocolVersion: string | null): boolean {
  return protocolVersion !== null && protocolVersion >= MODERN_VERSION;
}

function brokenOff(method: string | undefined, cause?: unknown): UpstreamFault {
  return new UpstreamFault('tcp', `the stream ended before ${method} was answered`, { cause });
}
