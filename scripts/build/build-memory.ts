/** A part of a build: what it was made from, and what the manifest says of its files. */
export interface Known {
  from: readonly unknown[] | undefined;
  /** A line for each file. */
  lines: readonly string[];
}

/**
 * What a build of a folder leaves for the next one in the same process: its parts, by their names. It holds as long as the code is the
 * same, and nobody else writes into the folder. A build takes it, and keeps its own when it is done: one that fails leaves nothing.
 */
export class BuildMemory {
  #parts: ReadonlyMap<string, Known> = new Map();

  /** Whether there was no build yet, or it failed: nobody knows what the folder holds. */
  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  take(): ReadonlyMap<string, Known> {
    const parts = this.#parts;
    this.#parts = new Map();
    return parts;
  }

  keep(parts: ReadonlyMap<string, Known>): void {
    this.#parts = parts;
  }
}
