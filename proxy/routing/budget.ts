export interface BudgetSettings {
  /** Retries for each call, in the long run. */
  ratio: number;
  /** Retries that may be made at once, however few calls there were. */
  reserve: number;
}

/** How much may be tried again: so that, when everything fails, retries do not make it worse. */
export class RetryBudget {
  readonly #settings: BudgetSettings;
  #left: number;

  constructor(settings: BudgetSettings) {
    this.#settings = settings;
    this.#left = settings.reserve;
  }

  /** A call came: it earns a part of a retry. */
  earn(): void {
    this.#left = Math.min(this.#settings.reserve, this.#left + this.#settings.ratio);
  }

  /** Whether one more retry may be made; if so, it is spent. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
