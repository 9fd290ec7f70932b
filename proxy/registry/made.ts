import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';

/** Of so few servers something is made so soon that it is waited for. */
const FEW = 1000;

/**
 * What is made of a snapshot when it is first asked for, and takes a while. While it is made of a new snapshot of many
 * servers, the one before serves.
 */
export class Made<T> {
  readonly #make: (snapshot: SnapshotIndex) => Promise<T>;
  #now: { snapshot: SnapshotIndex; value: T } | null = null;
  #making: { snapshot: SnapshotIndex; value: Promise<T> } | null = null;

  constructor(make: (snapshot: SnapshotIndex) => Promise<T>) {
    this.#make = make;
  }

  /** Rejects when it cannot be made; the next who asks tries again. */
  async of(snapshot: SnapshotIndex): Promise<T> {
    const before = this.#now;
    if (before?.snapshot === snapshot) return before.value;
    const next = this.#making?.snapshot === snapshot ? this.#making.value : this.#begin(snapshot);
    if (!before || snapshot.size <= FEW) return next;
    // Whoever asks after this one hears of it again.
    next.catch(() => {});
    return before.value;
  }

  #begin(snapshot: SnapshotIndex): Promise<T> {
    const busy = this.#making?.value.then(
      () => {},
      () => {},
    );
    const making = { snapshot, value: this.#after(busy, snapshot) };
    this.#making = making;
    const end = () => {
      if (this.#making === making) this.#making = null;
    };
    making.value.then(end, end);
    return making.value;
  }

  async #after(busy: Promise<void> | undefined, snapshot: SnapshotIndex): Promise<T> {
    await busy;
    const value = await this.#make(snapshot);
    this.#now = { snapshot, value };
    return value;
  }
}
