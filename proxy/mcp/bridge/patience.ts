import { UpstreamFault } from '../../upstream/fault.ts';

export interface Silence {
  /** Milliseconds that an upstream may leave a call without a word: progress and log lines are words. */
  silenceMs: number;
  /** Milliseconds that a client may take to answer what it was asked in the middle of a call. */
  askingMs: number;
}

/** As long as a service may take that says nothing else, and as a call may be parked. */
export const DEFAULT_SILENCE: Silence = { silenceMs: 60_000, askingMs: 5 * 60_000 };

/** The patience with one call: its signal aborts, with an `UpstreamFault`, when nothing was heard for too long. */
export class Patience {
  readonly #silence: Silence;
  readonly #over = new AbortController();
  #asking = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(silence: Silence) {
    this.#silence = silence;
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Something was heard: the silence begins anew. */
  heard(): void {
    clearTimeout(this.#timer);
    const { silenceMs, askingMs } = this.#silence;
    const ms = this.#asking > 0 ? Math.max(silenceMs, askingMs) : silenceMs;
    this.#timer = setTimeout(
      () => this.#over.abort(new UpstreamFault('timeout', `nothing was heard for ${ms} ms`)),
      ms,
    );
  }

  /** While the client is asked something, it is not the upstream that is silent. */
  async whileAsking<T>(answer: Promise<T>): Promise<T> {
    this.#asking += 1;
    this.heard();
    try {
      return await answer;
    } finally {
      this.#asking -= 1;
      if (this.#timer) this.heard();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
