export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps calls from an instance that fails. Closed, calls pass; open, none does; half-open, one trial is under way, which
 * closes it or opens it again.
 */
export class Breaker {
  #state: BreakerState = 'closed';
  #failures = 0;
  readonly #most: number;

  /** Opens after so many failures in a row. */
  constructor(failures: number) {
    this.#most = failures;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** One more failure, or one that leaves no doubt. Says whether this opened it. */
  fail(beyondDoubt: boolean): boolean {
    if (this.#state === 'half-open') this.#state = 'open';
    if (this.#state === 'open') return false;
    this.#failures += 1;
    if (!beyondDoubt && this.#failures < this.#most) return false;
    this.#state = 'open';
    return true;
  }

  /** Says whether this closed it. A call that was begun before it opened says nothing about now. */
  succeed(isTrial = false): boolean {
    if (this.#state !== 'closed' && !isTrial) return false;
    this.#failures = 0;
    const closes = this.#state !== 'closed';
    this.#state = 'closed';
    return closes;
  }

  /** Begins the one trial there may be. False when there is one, or none is needed. */
  try(): boolean {
    if (this.#state !== 'open') return false;
    this.#state = 'half-open';
    return true;
  }
}
