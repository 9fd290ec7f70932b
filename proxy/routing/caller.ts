import type { ServerResponse } from 'node:http';
import type { Abortable } from '../upstream/abort.ts';

/** Who waits for an answer. */
export interface Caller {
  /** Whether nobody waits any more. */
  readonly hasLeft: boolean;
  /** Aborts when the caller leaves. Made when somebody first wants it: most calls end before that. */
  readonly signal: Abortable;
  /** Hears when the caller leaves, and why. Gives what stops hearing. */
  onLeave(hear: (reason: unknown) => void): () => void;
}

/** A caller who is known by a signal. */
export function callerOf(signal: Abortable): Caller {
  return {
    get hasLeft() {
      return signal.aborted;
    },
    signal,
    onLeave(hear) {
      const leave = () => hear(signal.reason);
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      return () => signal.removeEventListener('abort', leave);
    },
  };
}

/** A caller who waits for an HTTP response, and has left when its connection closed before that was out. */
export class HttpCaller implements Caller {
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get hasLeft(): boolean {
    return this.#response.destroyed && !this.#response.writableFinished;
  }

  get signal(): AbortSignal {
    if (this.#signal) return this.#signal;
    const leaving = new AbortController();
    this.#signal = leaving.signal;
    this.onLeave((reason) => leaving.abort(reason));
    return leaving.signal;
  }

  onLeave(hear: (reason: unknown) => void): () => void {
    const response = this.#response;
    const leave = () => {
      if (!response.writableFinished) hear(new Error('the caller has left'));
    };
    if (response.destroyed) leave();
    else response.on('close', leave);
    return () => response.off('close', leave);
  }
}
