interface HostsOptions {
  /** The pause between two requests to a host, in milliseconds. */
  gapMs: number;
  sleep: (ms: number) => Promise<unknown>;
  now?: () => number;
}

/** Whose turn it is at each host: one request at a time, with a pause between two. All sources share it. */
export class Hosts {
  readonly #gapMs: number;
  readonly #sleep: HostsOptions['sleep'];
  readonly #now: () => number;
  readonly #turns = new Map<string, Promise<void>>();
  readonly #freeAt = new Map<string, number>();

  constructor({ gapMs, sleep, now = Date.now }: HostsOptions) {
    this.#gapMs = gapMs;
    this.#sleep = sleep;
    this.#now = now;
  }

  /** Does something at a host once those who came before have done so, and the host has had its pause. */
  async inTurn<T>(host: string, act: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(host) ?? Promise.resolve();
    let done = () => {};
    const turn = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#turns.set(host, turn);
    await before;
    try {
      const waitMs = (this.#freeAt.get(host) ?? 0) - this.#now();
      if (waitMs > 0) await this.#sleep(waitMs);
      return await act();
    } finally {
      this.rest(host, this.#gapMs);
      if (this.#turns.get(host) === turn) this.#turns.delete(host);
      done();
    }
  }

  /** Leaves a host alone for so long, in milliseconds, unless it has asked for longer. */
  rest(host: string, ms: number): void {
    this.#freeAt.set(host, Math.max(this.#freeAt.get(host) ?? 0, this.#now() + ms));
  }
}
