import type { ServerResponse } from 'node:http';

/** Who waits for an answer. */
export interface Caller {
  /** Whether nobody waits any more. */
  readonly hasLeft: boolean;
  /** Aborts when the caller leaves. Made when somebody first wants it: most calls end before that. */
  readonly signal: AbortSignal;
}

/** A caller who is known by a signal. */
export function callerOf(signal: AbortSignal): Caller {
  return {
    get hasLeft() {
      return signal.aborted;
    },
    signal,
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
    const leave = () => {
      if (this.hasLeft || !this.#response.writableFinished) leaving.abort(new Error('the caller has left'));
    };
    if (this.hasLeft) leave();
    else this.#response.once('close', leave);
    return leaving.signal;
  }
}
