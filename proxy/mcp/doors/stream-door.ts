import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher, Pool } from 'undici';
import type { ProblemBody } from '../../error.ts';
import { headerOf, readText } from '../../upstream/http.ts';
import { type Message, readMessage } from '../../upstream/message.ts';
import { headerValue, ParamHeaders } from '../../upstream/param-headers.ts';
import { isModern } from '../../upstream/streamable-http.ts';
import { type Place, textsOf } from './events.ts';
import type { Inside } from './inside.ts';

export interface StreamDoorOptions {
  inside: Inside;
  /** The face it leads to: `/mcp`, `/mcp/{service}` … */
  path: string;
  /** Headers that every request takes along: whom the client said it is when it came. */
  headers: Record<string, string>;
  /** Says one message to the client, on one line; resolves when there is room for more. */
  send(text: string): Promise<void>;
  /** The most bytes of one answer. */
  answerBytes: number;
  onClose(): void;
}

/** Messages of one client that may be under way at a time. */
const MOST_UNDER_WAY = 256;
/** Pauses before a stream that ended is taken up again, in milliseconds; doubled from the first to the last. */
const PAUSE_MS = { first: 500, last: 30_000 };
/** A stream that is taken up so often without bringing anything will bring nothing. */
const MOST_EMPTY_TRIES = 5;
const FAREWELL_MS = 1000;
const MOST_PAGES = 100;
/** Headers and body disagree, or a header is missing (MCP 2026-07-28, errors): nothing has run. */
const HEADER_MISMATCH = -32020;
const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
const NAMED = new Set(['tools/call', 'prompts/get', 'resources/read']);
const CANCELLED = new Error('cancelled by the client');
const GONE = new Error('the client has left');
const INITIALIZED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });

type Answer = Dispatcher.ResponseData & { status: number };

/** A message on its way. */
interface Carried {
  text: string;
  /** What it says; nothing that we can read, perhaps. */
  message: Message | undefined;
  /** Its id, if it is a request. */
  id: string | number | undefined;
  /** The revision it claims for itself, when it is a modern one. */
  claim: string | null;
  leave: Pick<AbortController, 'signal'>;
}

/**
 * A conversation over one stream of messages, in either era, whatever frames them: WebSocket, HTTP with SSE, stdio. It is
 * carried on to our HTTP face as a good client would: it keeps the session of a 2025 client, opens it again when it was
 * forgotten, listens for what the server says unasked, and ends it when the stream ends.
 */
export class StreamDoor {
  readonly #options: StreamDoorOptions;
  readonly #pool: Pool;
  readonly #closed = new AbortController();
  readonly #underWay = new Set<Carried & { leave: AbortController }>();
  readonly #paramHeaders = new ParamHeaders();
  /** What has to be through before anything that came later goes on. */
  #before: Promise<void> = Promise.resolve();
  /** The client's own `initialize`, with which its session can be opened again. */
  #opening: { text: string; message: Message } | null = null;
  #reopening: Promise<boolean> | null = null;
  #initialized = false;
  #sessionId: string | null = null;
  #version: string | null = null;
  #listening = new AbortController();

  constructor(options: StreamDoorOptions) {
    this.#options = options;
    this.#pool = options.inside.open();
  }

  /** Takes in one message of the client. Requests run side by side; all else keeps its place in the order. */
  receive(text: string): void {
    if (this.#closed.signal.aborted) return;
    const message = readMessage(text)?.message;
    const id = message?.method === undefined ? undefined : (message.id ?? undefined);
    if (this.#underWay.size >= MOST_UNDER_WAY) {
      if (id !== undefined) void this.#refuse(id, `More than ${MOST_UNDER_WAY} messages at a time`);
      return;
    }
    if (message && this.#isLeft(message)) return;
    const carried = { text, message, id, claim: message ? claimOf(message) : null, leave: new AbortController() };
    this.#underWay.add(carried);
    const done = this.#before.then(() => this.#carry(carried));
    if (id === undefined || message?.method === 'initialize') this.#before = done;
  }

  /** Ends the conversation, and the client's session with it, also one that is only being opened. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(GONE);
    this.#listening.abort(GONE);
    for (const { message, leave } of this.#underWay) if (message?.method !== 'initialize') leave.abort(GONE);
    this.#options.onClose();
    const ended = this.#before.then(() => this.#endSession(this.#sessionId)).then(() => this.#pool.destroy());
    await Promise.race([ended, delay(FAREWELL_MS, undefined, { ref: false })]);
  }

  /** Never throws: what goes wrong is the answer to a request, and nothing to the rest. */
  async #carry(carried: Carried & { leave: AbortController }): Promise<void> {
    const { message, id, leave } = carried;
    try {
      const answer = await this.#postInSession(carried);
      if (message?.method === 'initialize') await this.#begin(answer, { text: carried.text, message });
      await this.#pass(answer, carried);
      if (message?.method === 'notifications/initialized') {
        this.#initialized = true;
        this.#listen();
      }
      // The server knows; and no answer will come, so nobody need wait for it.
      if (message) this.#cancelled(message)?.leave.abort(CANCELLED);
    } catch (error) {
      if (id !== undefined && !leave.signal.aborted)
        await this.#refuse(id, error instanceof Error ? error.message : String(error));
    } finally {
      this.#underWay.delete(carried);
    }
  }

  /**
   * Whether a cancelled request is done with by leaving it: so one of 2026, and one outside of any session, is cancelled
   * over HTTP. A 2025 one is cancelled by saying so.
   */
  #isLeft(message: Message): boolean {
    const call = this.#cancelled(message);
    if (!call || (call.claim === null && this.#sessionId !== null)) return false;
    call.leave.abort(CANCELLED);
    return true;
  }

  /** The request that a message cancels, if it is still under way. */
  #cancelled({ method, params }: Message): { claim: string | null; leave: AbortController } | undefined {
    const id = method === 'notifications/cancelled' ? params?.requestId : undefined;
    return id === undefined ? undefined : [...this.#underWay].find((carried) => carried.id === id);
  }

  async #begin(answer: Answer, opening: { text: string; message: Message }): Promise<void> {
    const former = this.#sessionId;
    this.#opening = opening;
    this.#initialized = false;
    this.#sessionId = headerOf(answer, 'mcp-session-id') || null;
    if (former !== null) await this.#endSession(former);
  }

  /** Passes an answer on to the client. Throws when a request was not answered, in words for its client. */
  async #pass(answer: Answer, carried: Carried, again = true): Promise<void> {
    if (isStream(answer)) return this.#follow(answer, carried);
    const { message, id } = carried;
    const text = await readText(answer, this.#options.answerBytes);
    const received = readMessage(text);
    if (again && received?.message.error?.code === HEADER_MISMATCH && message?.method === 'tools/call') {
      await this.#learnParams(message, carried.leave.signal);
      return this.#pass(await this.#post(carried), carried, false);
    }
    if (message === undefined) {
      // What cannot be read is answered by whoever tried to.
      if (received) await this.#say(text);
    } else if (id !== undefined && answer.status !== 202) {
      if (received?.message.id === id) await this.#say(text, id, received.message);
      else await this.#sayError(id, received?.message.error ?? errorOf(text, answer.status));
    }
  }

  /**
   * Passes on what a request's stream brings, until its answer. A server may let go of the stream before that, to be
   * asked for the rest (MCP 2025-11-25, transports: resumability).
   */
  async #follow(first: Answer, { id, leave: { signal } }: Carried): Promise<void> {
    const place: Place = { lastEventId: undefined, retryMs: undefined };
    let answer = first;
    for (let empty = 0; empty < MOST_EMPTY_TRIES; empty += 1) {
      const before = place.lastEventId;
      const answered = await this.#relay(answer, place, id).catch((error: unknown) => {
        if (signal.aborted || place.lastEventId === undefined) throw error;
        return false;
      });
      if (answered || id === undefined) return;
      if (place.lastEventId === undefined || this.#sessionId === null) break;
      if (place.lastEventId !== before) empty = 0;
      await delay(place.retryMs ?? PAUSE_MS.first, undefined, { signal });
      answer = await this.#get(place.lastEventId, signal);
      if (!isStream(answer)) break;
    }
    throw new Error('The stream ended before the request was answered');
  }

  /** Passes on what a stream brings; says whether the answer to the request was in it. */
  async #relay(answer: Answer, place: Place, id: string | number | undefined): Promise<boolean> {
    for await (const text of textsOf(answer.body, place, this.#options.answerBytes)) {
      const received = readMessage(text);
      if (!received) continue;
      const answers = id !== undefined && received.message.method === undefined && received.message.id === id;
      await this.#say(text, answers ? id : undefined, received.message);
      if (answers) {
        await answer.body.dump().catch(() => {});
        return true;
      }
    }
    return false;
  }

  async #postInSession(carried: Carried): Promise<Answer> {
    const session = this.#sessionId;
    const answer = await this.#post(carried);
    if (answer.status !== 404 || session === null || carried.claim !== null) return answer;
    if (carried.message?.method === 'initialize') return answer;
    // Forgotten, so this did not run. The client knows of no session: it is for us to open another.
    await answer.body.dump().catch(() => {});
    if (!(await this.#reopen(session))) throw new Error('The session has ended, and could not be opened again');
    return this.#post(carried);
  }

  /**
   * Lists the tools for what headers must repeat of their arguments, which only a client over HTTP need know. Asked for when
   * a call was refused for the lack of it, and so did not run.
   */
  async #learnParams({ params }: Message, signal: AbortSignal): Promise<void> {
    let cursor: unknown;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const message: Message = {
        jsonrpc: '2.0',
        id: 'tools-of-the-door',
        method: 'tools/list',
        params: { ...(cursor === undefined ? {} : { cursor }), _meta: envelopeOf(params) },
      };
      const text = JSON.stringify(message);
      const answer = await this.#post({ text, message, id: undefined, claim: claimOf(message), leave: { signal } });
      const { result = {} } = (await this.#answerIn(answer)) ?? {};
      this.#paramHeaders.learn(result);
      cursor = result.nextCursor;
      if (typeof cursor !== 'string') return;
    }
  }

  /** The last message of an answer, whichever way it comes. */
  async #answerIn(answer: Answer): Promise<Message | undefined> {
    const { answerBytes } = this.#options;
    if (!isStream(answer)) return readMessage(await readText(answer, answerBytes))?.message;
    let last: Message | undefined;
    for await (const text of textsOf(answer.body, { lastEventId: undefined, retryMs: undefined }, answerBytes))
      last = readMessage(text)?.message ?? last;
    return last;
  }

  /** Opens the session again with the client's own words; once, however many requests found it gone. */
  #reopen(gone: string): Promise<boolean> {
    if (this.#reopening) return this.#reopening;
    if (this.#sessionId !== gone) return Promise.resolve(this.#sessionId !== null);
    this.#reopening = this.#openAgain().finally(() => {
      this.#reopening = null;
    });
    return this.#reopening;
  }

  async #openAgain(): Promise<boolean> {
    if (!this.#opening) return false;
    const ours = { id: undefined, claim: null, leave: this.#closed };
    const answer = await this.#post({ ...this.#opening, ...ours });
    await readText(answer, this.#options.answerBytes);
    const session = headerOf(answer, 'mcp-session-id');
    if (answer.status >= 300 || session === '') return false;
    this.#sessionId = session;
    if (!this.#initialized) return true;
    await (await this.#post({ text: INITIALIZED, message: undefined, ...ours })).body.dump();
    this.#listen();
    return true;
  }

  /** Listens for what the server says of no request, for as long as the session lasts. The stream before it ends. */
  #listen(): void {
    this.#listening.abort(new Error('listening anew'));
    this.#listening = new AbortController();
    if (this.#sessionId === null || this.#closed.signal.aborted) return;
    void this.#hear(this.#sessionId, this.#listening.signal).catch(() => {});
  }

  async #hear(session: string, signal: AbortSignal): Promise<void> {
    const place: Place = { lastEventId: undefined, retryMs: undefined };
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(PAUSE_MS.last, pauseMs * 2)) {
      const answer = await this.#get(place.lastEventId, signal);
      if (isStream(answer)) {
        // A stream that breaks off is as good as one that ends.
        await this.#relay(answer, place, undefined).catch(() => {});
      } else {
        await answer.body.dump().catch(() => {});
        if (answer.status === 404) return void (await this.#reopen(session));
        if (answer.status < 500) return;
      }
      await delay(place.retryMs ?? pauseMs, undefined, { signal });
    }
  }

  #get(lastEventId: string | undefined, signal: AbortSignal): Promise<Answer> {
    const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    return this.#exchange('GET', { accept: 'text/event-stream', ...this.#inSession(), ...resume }, { signal });
  }

  #post({ text, message, claim, leave: { signal } }: Carried): Promise<Answer> {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(message && claim !== null
        ? { ...selfDescribing(claim, message), ...this.#paramHeaders.of(message) }
        : message?.method === 'initialize'
          ? {}
          : this.#inSession()),
    };
    return this.#exchange('POST', headers, { body: text, signal });
  }

  #inSession(): Record<string, string> {
    return {
      ...(this.#version === null ? {} : { 'mcp-protocol-version': this.#version }),
      ...(this.#sessionId === null ? {} : { 'mcp-session-id': this.#sessionId }),
    };
  }

  async #exchange(
    method: 'GET' | 'POST' | 'DELETE',
    headers: Record<string, string>,
    options: { body?: string; signal: AbortSignal },
  ): Promise<Answer> {
    const { path, headers: own } = this.#options;
    const answer = await this.#pool.request({ method, path, headers: { ...own, ...headers }, ...options });
    return Object.assign(answer, { status: answer.statusCode });
  }

  async #endSession(id: string | null): Promise<void> {
    if (id === null) return;
    const signal = AbortSignal.timeout(FAREWELL_MS);
    await this.#exchange('DELETE', { 'mcp-session-id': id }, { signal })
      .then(({ body }) => body.dump())
      .catch(() => {});
  }

  /** Says a message to the client. The answer to `initialize` tells the revision that all later requests name. */
  async #say(text: string, answers?: string | number, { result }: Partial<Message> = {}): Promise<void> {
    if (answers !== undefined && answers === this.#opening?.message.id && typeof result?.protocolVersion === 'string')
      this.#version = result.protocolVersion;
    if (this.#closed.signal.aborted) return;
    // Between two tokens of JSON a line break is a space; in a string none can stand.
    await this.#options.send(/[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ').trim() : text);
  }

  #refuse(id: string | number, message: string): Promise<void> {
    return this.#sayError(id, { code: -32603, message });
  }

  #sayError(id: string | number, error: object): Promise<void> {
    return this.#say(JSON.stringify({ jsonrpc: '2.0', id, error }));
  }
}

/** The revision that a message claims for itself, when it is a modern one. */
function claimOf({ params }: Message): string | null {
  const meta = params?._meta;
  const claim =
    typeof meta === 'object' && meta !== null
      ? Object.entries(meta).find(([key]) => key === PROTOCOL_VERSION)?.[1]
      : null;
  return typeof claim === 'string' && isModern(claim) ? claim : null;
}

/** What a 2026 message says of its sender. */
function envelopeOf(params: Message['params']): Record<string, unknown> {
  const entries = Object.entries(params?._meta ?? {});
  return Object.fromEntries(entries.filter(([key]) => key.startsWith('io.modelcontextprotocol/')));
}

/** What HTTP headers must repeat of a 2026 message (MCP 2026-07-28, transports). */
function selfDescribing(claim: string, { method, params }: Message): Record<string, string> {
  const name = params?.name ?? params?.uri;
  return {
    'mcp-protocol-version': claim,
    ...(method ? { 'mcp-method': method } : {}),
    ...(method && NAMED.has(method) && typeof name === 'string' ? { 'mcp-name': headerValue(name) } : {}),
  };
}

function isStream(answer: Answer): boolean {
  return answer.status < 300 && headerOf(answer, 'content-type').toLowerCase().startsWith('text/event-stream');
}

/** What HTTP refused, as an answer to the request: our own problem (RFC 9457) tells all, as on every face. */
function errorOf(text: string, status: number): { code: number; message: string; data?: Partial<ProblemBody> } {
  try {
    const problem: Partial<ProblemBody> = JSON.parse(text);
    if (typeof problem.detail === 'string') return { code: -32603, message: problem.detail, data: problem };
  } catch {
    // No JSON: its status has to do.
  }
  return { code: -32603, message: `The request was refused (${status})` };
}
