/** How an instance leaves that is no longer to be served: with no new work, once all that it has is done. */
export class Retirement {
  readonly #isBusy: () => boolean;
  readonly #close: () => Promise<void>;
  readonly #leaving = new Set<() => void>();
  #holds = 0;
  #ended: Promise<void> | null = null;
  #onIdle = () => {};

  /** `isBusy` says whether work is under way; `close` is called at the end. */
  constructor(isBusy: () => boolean, close: () => Promise<void>) {
    this.#isBusy = isBusy;
    this.#close = close;
  }

  get hasBegun(): boolean {
    return this.#ended !== null;
  }

  /** Begins it. Resolves when all is done and closed. */
  begin(): Promise<void> {
    this.#ended ??= this.#run();
    return this.#ended;
  }

  /** Puts the end off for something that is not under way now, but will go on here. Returns what lets go of it. */
  hold(): () => void {
    this.#holds += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds -= 1;
      isHeld = false;
      this.look();
    };
  }

  /** Calls when nothing is under way any more, before it is closed. Returns how not to be called. */
  onLeave(left: () => void): () => void {
    this.#leaving.add(left);
    return () => this.#leaving.delete(left);
  }

  /** Some work has ended: perhaps it was the last. */
  look(): void {
    if (!this.#isBusy() && this.#holds === 0) this.#onIdle();
  }

  async #run(): Promise<void> {
    await new Promise<void>((idle) => {
      this.#onIdle = idle;
      this.look();
    });
    for (const left of [...this.#leaving]) left();
    await this.#close();
  }
}
