/** A part of a build: what it was made from, the paths of its files, and their lines in the manifest. */
export interface Known {
  from: readonly unknown[];
  paths: string[];
  lines: string[];
}

/**
 * What a build of a folder leaves for the next one in the same process. It holds as long as the code is the same, and nobody else
 * writes into the folder. A build takes it, and keeps its own when it is done: one that fails leaves nothing.
 */
export class BuildMemory {
  #parts: ReadonlyMap<string, Known> = new Map();
  /** The paths of all files that the folder holds; null where somebody has to look. */
  #present: Set<string> | null = null;

  takeParts(): ReadonlyMap<string, Known> {
    const parts = this.#parts;
    this.#parts = new Map();
    return parts;
  }

  keepParts(parts: ReadonlyMap<string, Known>): void {
    this.#parts = parts;
  }

  takePresent(): Set<string> | null {
    const present = this.#present;
    this.#present = null;
    return present;
  }

  keepPresent(present: Set<string>): void {
    this.#present = present;
  }
}
