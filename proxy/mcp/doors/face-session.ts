import type { Pool } from 'undici';
import { type HttpAnswer, headerOf, readText } from '../../upstream/http.ts';
import type { Message } from '../../upstream/message.ts';
import { lastMessageOf, listen } from './answer-stream.ts';
import type { Inside } from './inside.ts';
import { claimOf, ModernHeaders } from './modern-headers.ts';

/** Which face a client speaks with, and as whom. */
export interface FaceSessionOptions {
  inside: Inside;
  /** The face it leads to: `/mcp`, `/mcp/{service}` … */
  path: string;
  /** Headers that every request takes along: whom the client said it is when it came. */
  headers: Record<string, string>;
  /** The most bytes of one answer. */
  answerBytes: number;
}

/** A message, as it is posted. */
export interface Outgoing {
  text: string;
  /** What it says; nothing that we can read, perhaps. */
  message: Message | undefined;
  /** The revision it claims for itself, when it is a modern one. */
  claim: string | null;
}

/** The client's own `initialize`, with which its session can be opened again. */
interface Opening {
  text: string;
  message: Message;
}

/** How long a session that ends is waited for. */
export const FAREWELL_MS = 1000;
const INITIALIZED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });

/**
 * One client's dealings with our HTTP face, as a good client has them (MCP, transports: streamable HTTP): it keeps the
 * session of a 2025 client, opens it again when it was forgotten, listens for what the server says unasked, and ends it.
 * A 2026 client has no session; its messages go out with the headers that describe them.
 */
export class FaceSession {
  readonly #options: FaceSessionOptions;
  readonly #pool: Pool;
  readonly #hear: (text: string) => Promise<void>;
  readonly #closed: AbortSignal;
  readonly #modernHeaders = new ModernHeaders();
  #opening: Opening | null = null;
  #reopening: Promise<boolean> | null = null;
  #initialized = false;
  #id: string | null = null;
  #version: string | null = null;
  #listening = new AbortController();

  /** `hear` takes what the server says of no request; until `closed` is aborted. */
  constructor(options: FaceSessionOptions, hear: (text: string) => Promise<void>, closed: AbortSignal) {
    this.#options = options;
    this.#pool = options.inside.open();
    this.#hear = hear;
    this.#closed = closed;
    closed.addEventListener('abort', () => this.#listening.abort(closed.reason), { once: true });
  }

  get isOpen(): boolean {
    return this.#id !== null;
  }

  /** Posts a message. A session that was forgotten is opened again for it, which then did not run. */
  async send(outgoing: Outgoing, signal: AbortSignal): Promise<HttpAnswer> {
    const id = this.#id;
    const answer = await this.post(outgoing, signal);
    if (answer.status !== 404 || id === null || outgoing.claim !== null) return answer;
    if (outgoing.message?.method === 'initialize') return answer;
    // The client knows of no session: it is for us to open another.
    await answer.body.dump().catch(() => {});
    if (!(await this.#reopen(id))) throw new Error('The session has ended, and could not be opened again');
    return this.post(outgoing, signal);
  }

  /** Posts a message, and takes the answer as it is. */
  post({ text, message, claim }: Outgoing, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(message && claim !== null
        ? this.#modernHeaders.of(message, claim)
        : message?.method === 'initialize'
          ? {}
          : this.#inSession()),
    };
    return this.#exchange('POST', headers, { body: text, signal });
  }

  /** Asks for a stream of the session: a new one, or what followed an event of an older one. */
  get(lastEventId: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    return this.#exchange('GET', { accept: 'text/event-stream', ...this.#inSession(), ...resume }, { signal });
  }

  /** Finds out what headers must repeat of a call, which was refused for the lack of it. */
  learnHeaders(call: Message, signal: AbortSignal): Promise<void> {
    return this.#modernHeaders.learn(call, async (message) => {
      const list = { text: JSON.stringify(message), message, claim: claimOf(message) };
      return lastMessageOf(await this.post(list, signal), this.#options.answerBytes);
    });
  }

  /** Takes over the session that an answer to `initialize` brings, and ends the one before it. */
  async begin(answer: HttpAnswer, opening: Opening): Promise<void> {
    const former = this.#id;
    this.#opening = opening;
    this.#initialized = false;
    this.#id = headerOf(answer, 'mcp-session-id') || null;
    await this.#delete(former);
  }

  /** Takes in what answers a request: that to `initialize` tells the revision that all later requests name. */
  heed({ id, result }: Message): void {
    const isOpening = id !== undefined && id === this.#opening?.message.id;
    if (isOpening && typeof result?.protocolVersion === 'string') this.#version = result.protocolVersion;
  }

  /** Listens from now on for what the server says of no request: the client has said that it is ready. */
  startListening(): void {
    this.#initialized = true;
    this.#listen();
  }

  /** Ends the session, and every connection. */
  async end(): Promise<void> {
    await this.#delete(this.#id);
    await this.#pool.destroy();
  }

  /** Opens the session again with the client's own words; once, however many requests found it gone. */
  #reopen(gone: string): Promise<boolean> {
    if (this.#reopening) return this.#reopening;
    if (this.#id !== gone) return Promise.resolve(this.#id !== null);
    this.#reopening = this.#openAgain().finally(() => {
      this.#reopening = null;
    });
    return this.#reopening;
  }

  async #openAgain(): Promise<boolean> {
    if (!this.#opening) return false;
    const answer = await this.post({ ...this.#opening, claim: null }, this.#closed);
    await readText(answer, this.#options.answerBytes);
    const id = headerOf(answer, 'mcp-session-id');
    if (answer.status >= 300 || id === '') return false;
    this.#id = id;
    if (!this.#initialized) return true;
    await (await this.post({ text: INITIALIZED, message: undefined, claim: null }, this.#closed)).body.dump();
    this.#listen();
    return true;
  }

  /** Listens for as long as the session lasts. The stream before it ends. */
  #listen(): void {
    this.#listening.abort(new Error('listening anew'));
    this.#listening = new AbortController();
    const id = this.#id;
    if (id === null || this.#closed.aborted) return;
    void listen({
      get: (lastEventId, signal) => this.get(lastEventId, signal),
      take: async ({ text }) => {
        await this.#hear(text);
        return false;
      },
      answerBytes: this.#options.answerBytes,
      signal: this.#listening.signal,
    })
      .then((status) => status === 404 && this.#reopen(id))
      .catch(() => {});
  }

  #inSession(): Record<string, string> {
    return {
      ...(this.#version === null ? {} : { 'mcp-protocol-version': this.#version }),
      ...(this.#id === null ? {} : { 'mcp-session-id': this.#id }),
    };
  }

  async #delete(id: string | null): Promise<void> {
    if (id === null) return;
    const signal = AbortSignal.timeout(FAREWELL_MS);
    await this.#exchange('DELETE', { 'mcp-session-id': id }, { signal })
      .then(({ body }) => body.dump())
      .catch(() => {});
  }

  async #exchange(
    method: 'GET' | 'POST' | 'DELETE',
    headers: Record<string, string>,
    options: { body?: string; signal: AbortSignal },
  ): Promise<HttpAnswer> {
    const { path, headers: own } = this.#options;
    const request = { method, path, headers: { ...own, ...headers }, ...options };
    const { statusCode, headers: answered, body } = await this.#pool.request(request);
    return { status: statusCode, headers: answered, body };
  }
}
