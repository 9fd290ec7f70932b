import type { Message } from '../../upstream/message.ts';
import type { Answer, Result } from '../../upstream/peer.ts';
import { Patience } from './patience.ts';
import type { Borrowed } from './resting.ts';

/** How long a client may take to answer is the car park's business. */
const NO_MATTER_MS = 2 ** 31 - 1;

/** Several questions that a server asks in one go arrive within this. */
const GATHER_MS = 10;

/** What has come of a call so far: its result, its error, or questions that its user has to answer first. */
export type Outcome = { result: Result } | { error: unknown } | { questions: Record<string, Question> };

export interface Question {
  method: string;
  params?: Record<string, unknown>;
}

interface Open {
  question: Question;
  answer(answer: Answer): void;
}

/**
 * A call on a 2025 server that may ask in the middle of it, made for a 2026 client, which can only be asked by ending
 * its request. Between two requests of the client the call is parked here, with the connection that carries it.
 */
export class ParkedCall {
  /** Good for one retry: each round gets a new one. */
  handle: string;
  /** What the retry must repeat: the same method, name and arguments. */
  readonly digest: string;
  readonly #newHandle: () => string;
  /** Hears what the server says while a request of the client is there to carry it. */
  tell: ((message: Message) => void) | null = null;
  readonly #open = new Map<string, Open>();
  readonly #cancelled = new AbortController();
  #done: Promise<Outcome> | null = null;
  #asked = Promise.resolve();
  #ring = () => {};
  #connection: Borrowed | null = null;
  #patience: Patience | null = null;
  #nextKey = 1;

  constructor(digest: string, newHandle: () => string) {
    this.digest = digest;
    this.#newHandle = newHandle;
    this.handle = newHandle();
    this.#arm();
  }

  /** Takes a question of the server, to be answered in a later round. */
  ask({ method = '', params }: Message): Promise<Answer> {
    const answered = new Promise<Answer>((answer) => {
      const key = `input-${this.#nextKey++}`;
      this.#open.set(key, { question: { method, ...(params ? { params } : {}) }, answer });
      // It may have been put and answered meanwhile, together with an earlier one.
      setTimeout(() => this.#open.has(key) && this.#ring(), GATHER_MS);
    });
    return this.#patience ? this.#patience.whileAsking(answered) : answered;
  }

  /** Takes something that the server says. Between two rounds nobody hears it. */
  hear(message: Message): void {
    this.#patience?.heard();
    this.tell?.(message);
  }

  begin(connection: Borrowed, silenceMs: number, call: (signal: AbortSignal) => Promise<Result>): void {
    this.#connection = connection;
    const patience = new Patience({ silenceMs, askingMs: NO_MATTER_MS });
    this.#patience = patience;
    this.#done = call(AbortSignal.any([this.#cancelled.signal, patience.signal]))
      .then(
        (result): Outcome => ({ result }),
        (error: unknown): Outcome => ({ error }),
      )
      .finally(() => {
        this.#connection = null;
        // What was given up may still run there: nobody else is to have it.
        if (this.#cancelled.signal.aborted || patience.signal.aborted) connection.end();
        else connection.giveBack();
        patience.end();
      });
  }

  /** Hands in the client's answers; those to nothing that was asked are passed over. */
  answer(responses: Record<string, unknown>): void {
    this.handle = this.#newHandle();
    this.#arm();
    for (const [key, response] of Object.entries(responses)) {
      const open = this.#open.get(key);
      if (!open || typeof response !== 'object' || response === null) continue;
      this.#open.delete(key);
      open.answer({ result: { ...response } });
    }
    if (this.#open.size > 0) this.#ring();
  }

  /** What comes first: the end of the call, or questions. */
  async next(): Promise<Outcome> {
    const questions = async (): Promise<Outcome> => {
      await this.#asked;
      return { questions: Object.fromEntries([...this.#open].map(([key, { question }]) => [key, question])) };
    };
    return Promise.race([this.#done ?? Promise.reject(new Error('not begun')), questions()]);
  }

  /** Nobody will answer any more. */
  cancel(): void {
    this.#cancelled.abort(new Error('the client gave the call up'));
    this.#connection?.end();
  }

  #arm(): void {
    this.#asked = new Promise((ring) => {
      this.#ring = ring;
    });
  }
}

/** The calls that wait for their clients' answers. Each is given up after a while; there are only so many. */
export class CarPark {
  readonly #parked = new Map<string, { call: ParkedCall; timer: NodeJS.Timeout; release: () => void }>();
  readonly #limits: { patienceMs: number; most: number };

  constructor(limits: { patienceMs: number; most: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#parked.size;
  }

  /** `release` is called when the call is parked no more. */
  park(call: ParkedCall, release: () => void): void {
    const [oldest] = this.#parked.keys();
    if (this.#parked.size >= this.#limits.most && oldest !== undefined) this.#giveUp(oldest);
    const { handle } = call;
    const timer = setTimeout(() => this.#giveUp(handle), this.#limits.patienceMs).unref();
    this.#parked.set(handle, { call, timer, release });
  }

  holds(handle: string): boolean {
    return this.#parked.has(handle);
  }

  /** The call with this handle, for a retry that repeats it; it is parked no more. */
  take(handle: string, digest: string): ParkedCall | null {
    const parked = this.#parked.get(handle);
    if (parked?.call.digest !== digest) return null;
    clearTimeout(parked.timer);
    this.#parked.delete(handle);
    parked.release();
    return parked.call;
  }

  close(): void {
    for (const handle of [...this.#parked.keys()]) this.#giveUp(handle);
  }

  #giveUp(handle: string): void {
    const parked = this.#parked.get(handle);
    if (!parked) return;
    clearTimeout(parked.timer);
    this.#parked.delete(handle);
    parked.release();
    parked.call.cancel();
  }
}
