import { setTimeout as delay } from 'node:timers/promises';
import type { ProblemBody } from '../../error.ts';
import { type HttpAnswer, readText } from '../../upstream/http.ts';
import { type Message, readMessage } from '../../upstream/message.ts';
import { followAnswer, isStream } from './answer-stream.ts';
import { FAREWELL_MS, FaceSession, type FaceSessionOptions, type Outgoing } from './face-session.ts';
import { claimOf } from './modern-headers.ts';

/** The face behind a door, and the client before it. */
export interface StreamDoorOptions extends FaceSessionOptions {
  /** Says one message to the client, on one line; resolves when there is room for more. */
  send(text: string): Promise<void>;
  onClose(): void;
}

/** Messages of one client that may be under way at a time. */
const MOST_UNDER_WAY = 256;
/** Headers and body disagree, or a header is missing (MCP 2026-07-28, errors): nothing has run. */
const HEADER_MISMATCH = -32020;
const CANCELLED = new Error('cancelled by the client');
const GONE = new Error('the client has left');

/** A message on its way. */
interface Carried extends Outgoing {
  /** Its id, if it is a request. */
  id: string | number | undefined;
  leave: AbortController;
}

/**
 * A conversation over one stream of messages, in either era, whatever frames them: WebSocket, HTTP with SSE, stdio. It is
 * carried on to our HTTP face, in a `FaceSession`: in order, side by side where it may be, and with an answer for every
 * request, unless it was cancelled.
 */
export class StreamDoor {
  readonly #options: StreamDoorOptions;
  readonly #session: FaceSession;
  readonly #closed = new AbortController();
  readonly #underWay = new Set<Carried>();
  /** What has to be through before anything that came later goes on. */
  #before: Promise<void> = Promise.resolve();

  constructor(options: StreamDoorOptions) {
    this.#options = options;
    this.#session = new FaceSession(options, (text) => this.#say(text), this.#closed.signal);
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
    for (const { message, leave } of this.#underWay) if (message?.method !== 'initialize') leave.abort(GONE);
    this.#options.onClose();
    const ended = this.#before.then(() => this.#session.end());
    await Promise.race([ended, delay(FAREWELL_MS, undefined, { ref: false })]);
  }

  /** Never throws: what goes wrong is the answer to a request, and nothing to the rest. */
  async #carry(carried: Carried): Promise<void> {
    const { text, message, id, leave } = carried;
    try {
      const answer = await this.#session.send(carried, leave.signal);
      if (message?.method === 'initialize') await this.#session.begin(answer, { text, message });
      await this.#pass(answer, carried);
      if (message?.method === 'notifications/initialized') this.#session.startListening();
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
    if (!call || (call.claim === null && this.#session.isOpen)) return false;
    call.leave.abort(CANCELLED);
    return true;
  }

  /** The request that a message cancels, if it is still under way. */
  #cancelled({ method, params }: Message): Carried | undefined {
    const id = method === 'notifications/cancelled' ? params?.requestId : undefined;
    return id === undefined ? undefined : [...this.#underWay].find((carried) => carried.id === id);
  }

  /** Passes an answer on to the client. Throws when a request was not answered, in words for its client. */
  async #pass(answer: HttpAnswer, carried: Carried, again = true): Promise<void> {
    if (isStream(answer)) return this.#passStream(answer, carried);
    const { message, id, leave } = carried;
    const text = await readText(answer, this.#options.answerBytes);
    const received = readMessage(text);
    if (again && received?.message.error?.code === HEADER_MISMATCH && message?.method === 'tools/call') {
      await this.#session.learnHeaders(message, leave.signal);
      return this.#pass(await this.#session.post(carried, leave.signal), carried, false);
    }
    if (message === undefined) {
      // What cannot be read is answered by whoever tried to.
      if (received) await this.#say(text);
    } else if (id !== undefined && answer.status !== 202) {
      if (received?.message.id === id) await this.#sayAnswer(text, received.message);
      else await this.#sayError(id, received?.message.error ?? errorOf(text, answer.status));
    }
  }

  #passStream(answer: HttpAnswer, { id, leave: { signal } }: Carried): Promise<void> {
    return followAnswer(answer, {
      isRequest: id !== undefined,
      canResume: () => this.#session.isOpen,
      get: (lastEventId) => this.#session.get(lastEventId, signal),
      take: async ({ text, message }) => {
        const isAnswer = id !== undefined && message.method === undefined && message.id === id;
        await (isAnswer ? this.#sayAnswer(text, message) : this.#say(text));
        return isAnswer;
      },
      answerBytes: this.#options.answerBytes,
      signal,
    });
  }

  #sayAnswer(text: string, answer: Message): Promise<void> {
    this.#session.heed(answer);
    return this.#say(text);
  }

  #refuse(id: string | number, message: string): Promise<void> {
    return this.#sayError(id, { code: -32603, message });
  }

  #sayError(id: string | number, error: object): Promise<void> {
    return this.#say(JSON.stringify({ jsonrpc: '2.0', id, error }));
  }

  async #say(text: string): Promise<void> {
    if (this.#closed.signal.aborted) return;
    // Between two tokens of JSON a line break is a space; in a string none can stand.
    await this.#options.send(/[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ').trim() : text);
  }
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
