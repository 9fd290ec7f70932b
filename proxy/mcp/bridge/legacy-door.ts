import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, Cancelled } from '../../upstream/peer.ts';
import { BadMessage, type Inbound, type InboundMessage, refuseInexactId } from '../inbound.ts';
import type { ClientSession } from '../sessions.ts';
import { isLegacyVersion } from './link.ts';
import { DEFAULT_SILENCE, Patience, type Silence } from './patience.ts';

/** What stands behind a door: it gets every request with the call that will answer it, and every notification. */
export interface Behind {
  request(message: InboundMessage & { method: string }, call: Call): Promise<Answer>;
  notification(message: InboundMessage & { method: string }): void;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 15_000;

/** A client listens as soon as it has heard that its session has begun: so long does a question wait for that. */
const LISTENING_MS = 3000;
/** What a server says before is kept, up to so many messages. */
const MOST_KEPT = 100;

/**
 * The server's end of a 2025 session over streamable HTTP (MCP 2025-11-25, transports), message by message: answers and
 * what belongs to them on the POST that asked, everything else on the stream that the client listens on.
 */
export class LegacyDoor implements ClientSession {
  readonly #id: string;
  readonly #behind: Behind;
  readonly #silence: Silence;
  readonly #calls = new Map<string | number, Call>();
  readonly #asked = new Map<string | number, (answer: Answer) => void>();
  #listening: EventStream | null = null;
  /** What was said before the client listened for the first time; null since. */
  #kept: object[] | null = [];
  #nextQuestion = 1;

  constructor(id: string, behind: (door: LegacyDoor) => Behind, silence = DEFAULT_SILENCE) {
    this.#id = id;
    this.#silence = silence;
    this.#behind = behind(this);
  }

  /** The call that began last and still runs: whom something unattributed most likely concerns. */
  get latestCall(): Call | undefined {
    return [...this.#calls.values()].at(-1);
  }

  async answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound | null): Promise<void> {
    refuseUnknownVersion(request, inbound);
    response.setHeader('mcp-session-id', this.#id);
    if (!inbound) return this.#listen(response);
    const { message } = inbound;
    const { method, id } = message;
    if (method === undefined) this.#answered(message);
    else if (id !== undefined) return this.#call({ ...message, method }, id, request, response);
    else if (method === 'notifications/cancelled') this.#calls.get(cancelledId(message))?.cancel(message.params);
    else this.#behind.notification({ ...message, method });
    response.writeHead(202).end();
  }

  /** Says something to the client: on the stream of a call it concerns, else where the client listens, if it does. */
  tell(message: object, call?: Call): void {
    if (call?.event(message)) return;
    if (this.#kept && this.#kept.length < MOST_KEPT) this.#kept.push(message);
    else this.#listening?.send(message);
  }

  /**
   * Asks the client something, and waits for its answer. Answers with an error when nobody can be asked. `withdrawn`
   * aborts when the asker wants no answer any more, with a `Cancelled`: the client is told so.
   */
  ask(
    method: string,
    params: Record<string, unknown> | undefined,
    call?: Call,
    withdrawn?: AbortSignal,
  ): Promise<Answer> {
    const id = `registry-${this.#nextQuestion++}`;
    const question = { jsonrpc: '2.0', id, method, ...(params ? { params } : {}) };
    const answered = new Promise<Answer>((resolve) => {
      const unheard = { code: -32603, message: 'The client has no stream on which it could be asked' };
      if (!call && this.#kept) {
        this.tell(question);
        setTimeout(() => {
          if (!this.#kept) return;
          this.#kept = this.#kept.filter((message) => message !== question);
          settle({ error: unheard });
        }, LISTENING_MS).unref();
      } else if (!(call?.event(question) ?? this.#listening?.send(question))) return resolve({ error: unheard });
      const nobody = () => settle({ error: { code: -32603, message: 'The client has left without an answer' } });
      const settle = (answer: Answer) => {
        this.#asked.delete(id);
        call?.signal.removeEventListener('abort', nobody);
        resolve(answer);
      };
      this.#asked.set(id, settle);
      const withdraw = () => {
        const said = withdrawn?.reason instanceof Cancelled ? withdrawn.reason.params : {};
        const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { ...said, requestId: id } };
        this.tell(cancelled, call);
        settle({ error: { code: -32603, message: 'The question was withdrawn' } });
      };
      withdrawn?.addEventListener('abort', withdraw, { once: true });
      call?.signal.addEventListener('abort', nobody, { once: true });
    });
    return call ? call.whileAsking(answered) : answered;
  }

  async close(): Promise<void> {
    for (const call of this.#calls.values()) call.cancel();
    const error = { code: -32603, message: 'The session has ended' };
    for (const settle of [...this.#asked.values()]) settle({ error });
    this.#listening?.end();
    await this.#behind.close();
  }

  async #call(
    message: InboundMessage & { method: string },
    id: string | number,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    refuseInexactId(id);
    const call = new Call(response, { silence: this.#silence, mayStream: acceptsStreams(headers) });
    // Nothing that a server says concerns `initialize`, nor can that be cancelled.
    if (message.method !== 'initialize') this.#calls.set(id, call);
    try {
      const answer = await this.#behind.request(message, call);
      call.finish({ jsonrpc: '2.0', id, ...answer });
    } finally {
      call.end();
      if (this.#calls.get(id) === call) this.#calls.delete(id);
    }
  }

  #answered({ id, ...answer }: InboundMessage): void {
    const settle = id === undefined ? undefined : this.#asked.get(id);
    const { result, error } = answer as Partial<{
      result: Record<string, unknown>;
      error: { code: number; message: string };
    }>;
    settle?.(error ? { error } : { result: result ?? {} });
  }

  /** One listening stream a session: a newer one takes the older one's place, whose client has most likely left. */
  async #listen(response: ServerResponse): Promise<void> {
    this.#listening?.end();
    const stream = new EventStream(response);
    this.#listening = stream;
    for (const message of this.#kept?.splice(0) ?? []) stream.send(message);
    this.#kept = null;
    await stream.ended;
    if (this.#listening === stream) this.#listening = null;
  }
}

/**
 * One request of a client, while it is answered: with plain JSON, unless something has to be said before. Its signal
 * aborts when the client cancels, and when the upstream was silent for too long.
 */
export class Call {
  readonly #response: ServerResponse;
  readonly #mayStream: boolean;
  readonly #patience: Patience;
  readonly #cancelled = new AbortController();
  readonly signal: AbortSignal;
  #stream: EventStream | null = null;

  constructor(response: ServerResponse, { silence, mayStream }: { silence: Silence; mayStream: boolean }) {
    this.#response = response;
    this.#mayStream = mayStream;
    this.#patience = new Patience(silence);
    // That its connection is gone is no cancel (MCP 2025-11-25, transports).
    this.signal = AbortSignal.any([this.#cancelled.signal, this.#patience.signal]);
  }

  /** The patience with the upstream, as long as the client is asked something, is the patience with the client. */
  whileAsking<T>(answer: Promise<T>): Promise<T> {
    return this.#patience.whileAsking(answer);
  }

  /** Says something before the answer. False when nobody hears it any more. */
  event(message: object): boolean {
    this.#patience.heard();
    if (!this.#mayStream || this.#response.writableEnded || this.#response.destroyed) return false;
    this.#stream ??= new EventStream(this.#response);
    return this.#stream.send(message);
  }

  finish(message: object): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#cancelled.signal.aborted) {
      // A cancelled request gets no answer (MCP 2025-11-25, cancellation).
      if (this.#stream) this.#stream.end();
      else this.#response.writeHead(202).end();
      return;
    }
    if (this.#stream) {
      this.#stream.send(message);
      this.#stream.end();
      return;
    }
    const body = JSON.stringify(message);
    this.#response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    this.#response.end(body);
  }

  cancel(said?: Record<string, unknown>): void {
    this.#cancelled.abort(new Cancelled(said));
  }

  /** Nothing more is waited for. */
  end(): void {
    this.#patience.end();
  }
}

/** A response of server-sent events. */
class EventStream {
  readonly ended: Promise<void>;
  readonly #response: ServerResponse;
  readonly #keepAlive: NodeJS.Timeout;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    this.#keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS).unref();
    this.ended = new Promise((resolve) => {
      response.once('close', () => {
        clearInterval(this.#keepAlive);
        resolve();
      });
    });
  }

  send(message: object): boolean {
    if (this.#response.writableEnded || this.#response.destroyed) return false;
    this.#response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
    return true;
  }

  end(): void {
    this.#response.end();
  }
}

function cancelledId({ params }: InboundMessage): string | number {
  const id = params?.requestId;
  return typeof id === 'string' || typeof id === 'number' ? id : '';
}

/** After the first message, a client must name a revision that there is (MCP 2025-11-25, transports). */
function refuseUnknownVersion({ headers }: IncomingMessage, inbound: Inbound | null): void {
  const version = headers['mcp-protocol-version'];
  if (version === undefined || inbound?.message.method === 'initialize') return;
  if (!isLegacyVersion(String(version)))
    throw new BadMessage(
      400,
      -32000,
      `The protocol version ${String(version).slice(0, 40)} is not supported in a session`,
    );
}

/** A client that takes JSON alone is told and asked nothing on the stream of its own call. */
function acceptsStreams({ accept }: IncomingMessage['headers']): boolean {
  return accept === undefined || /text\/event-stream|\*\/\*|text\/\*/i.test(accept);
}
