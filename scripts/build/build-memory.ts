/** A part of a build: what it was made from, how many files it has, and what the manifest says of them. */
export interface Known {
  from: readonly unknown[] | undefined;
  count: number;
  /** A line for each file, as it stands in the manifest: see `linesIn`. */
  lines: Buffer;
}

/** The parts of a build, by their names. */
export type Parts = Map<string, Known>;

/**
 * What a build of a folder leaves for the next one in the same process: its parts. It holds as long as the code is the same, and
 * nobody else writes into the folder. A build takes it, and keeps its own once all of it is written: one that fails leaves nothing.
 */
export class BuildMemory {
  #parts: Parts = new Map();

  take(): Parts {
    const parts = this.#parts;
    this.#parts = new Map();
    return parts;
  }

  keep(parts: Parts): void {
    this.#parts = parts;
  }
}
