import type { Dispatcher } from 'undici';
import type { Abortable } from './abort.ts';

/** The head of an answer, and its body to be read. */
export interface AnswerHead {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** So much of a body waits to be read before its sender is made to wait. */
const MOST_WAITING = 64 * 1024;
/** So much of a body that nobody wants is let by to keep its connection; a longer one costs the connection. */
const MOST_DUMPED = 128 * 1024;

/**
 * One exchange over a pool: undici's `request` without its streams, which cost more than the rest of a call. The body is
 * read once: whole, piece by piece as it comes, or not at all (`dump`).
 */
export class HttpExchange implements Dispatcher.DispatchHandler, AsyncIterable<Buffer> {
  /** Rejects when no answer begins, and with the signal's reason when that aborts before. */
  readonly head: Promise<AnswerHead>;
  readonly #signal: Abortable | undefined;
  #settle: { resolve(head: AnswerHead): void; reject(error: unknown): void } | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #chunks: Buffer[] = [];
  #waiting = 0;
  #isWanted = true;
  #end: { error: unknown } | { error: null } | null = null;
  /** Somebody wants the body whole, at most so long. */
  #most: number | null = null;
  #wake: (() => void) | null = null;

  constructor(signal?: Abortable) {
    this.#signal = signal;
    this.head = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    if (signal?.aborted) this.#finish(signal.reason);
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#end) controller.abort(new Error('the exchange was given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHead['headers']): void {
    if (status < 200) return;
    this.#settle?.resolve({ status, headers });
    this.#settle = null;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#waiting += chunk.length;
    if (!this.#isWanted) {
      if (this.#waiting > MOST_DUMPED) controller.abort(new Error('nobody wants this body'));
      return;
    }
    this.#chunks.push(chunk);
    if (this.#waiting > (this.#most ?? MOST_WAITING)) controller.pause();
    if (this.#most === null || this.#waiting > this.#most) this.#wake?.();
  }

  onResponseEnd(): void {
    this.#finish(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(error);
  }

  /** The body, when all of it is there; null when it is longer, which ends the exchange. */
  async whole(maxBytes: number): Promise<Buffer | null> {
    this.#most = maxBytes;
    if (this.#waiting > MOST_WAITING) this.#controller?.resume();
    if (!this.#end && this.#waiting <= maxBytes) await this.#change();
    if (this.#waiting > maxBytes) {
      if (!this.#end) this.#controller?.abort(new Error('the answer is too long'));
      return null;
    }
    if (this.#end?.error) throw this.#end.error;
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
  }

  /** Lets go of what is left of the body. */
  async dump(): Promise<void> {
    this.#isWanted = false;
    this.#chunks = [];
    this.#waiting = 0;
    this.#controller?.resume();
  }

  /** The body piece by piece; who stops before its end ends the exchange. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk) {
          this.#waiting -= chunk.length;
          if (this.#waiting <= MOST_WAITING) this.#controller?.resume();
          yield chunk;
        } else if (this.#end) {
          if (this.#end.error !== null) throw this.#end.error;
          return;
        } else {
          await this.#change();
        }
      }
    } finally {
      if (!this.#end) this.#controller?.abort(new Error('the reader has left'));
    }
  }

  /** Resolves when there is more to read, or nothing more. */
  async #change(): Promise<void> {
    await new Promise<void>((wake) => {
      this.#wake = wake;
    });
    this.#wake = null;
  }

  readonly #onAbort = () => {
    const { reason } = this.#signal ?? {};
    this.#finish(reason);
    this.#controller?.abort(reason instanceof Error ? reason : new Error(String(reason)));
  };

  #finish(error: unknown): void {
    if (this.#end) return;
    this.#end = { error };
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#settle?.reject(error ?? new Error('there was no answer'));
    this.#settle = null;
    this.#wake?.();
  }
}
