/**
 * What was last read of a service, for all connections to it: some clients open one for each call, and a document is
 * too long to be read that often. Those who listen hear when it has become another.
 */
export class Kept<T extends { digest: string }> {
  readonly #now: () => number;
  readonly #hearers = new Set<() => void>();
  #value: T | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** What was read last, however long ago. */
  get value(): T | null {
    return this.#value;
  }

  isYoungerThan(ms: number): boolean {
    return this.#now() - this.#readAt < ms;
  }

  /** Keeps what was just read. What is the same as before stays the very object that it was. */
  keep(value: T): void {
    const before = this.#value;
    this.#readAt = this.#now();
    if (before?.digest === value.digest) return;
    this.#value = value;
    if (before) for (const hear of this.#hearers) hear();
  }

  /** The next who asks has to read again. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  hear(hearer: () => void): () => void {
    this.#hearers.add(hearer);
    return () => this.#hearers.delete(hearer);
  }
}

/** One `Kept` for each settings, as all connections to a service share theirs. */
export function keptBySettings<Settings extends object, T extends { digest: string }>() {
  const known = new WeakMap<Settings, Kept<T>>();
  return (settings: Settings): Kept<T> => {
    const kept = known.get(settings) ?? new Kept<T>();
    known.set(settings, kept);
    return kept;
  };
}
