import { haveSame } from '../../catalog/have-same.ts';

interface Known {
  from: readonly unknown[];
  line: string;
}

/**
 * What builds of one folder leave for the next one in the same process: what each of its files was made from, and its line in the
 * manifest. It holds as long as the code is the same, and nobody else writes into the folder.
 */
export class BuildMemory {
  readonly #files = new Map<string, Known>();

  /** The line of a file that was made from the same; null where it must be made. */
  lineOf(path: string, from: readonly unknown[]): string | null {
    const known = this.#files.get(path);
    return known && haveSame(known.from, from) ? known.line : null;
  }

  /** Remembers a file, once it is written. */
  keep(path: string, from: readonly unknown[], line: string): void {
    this.#files.set(path, { from, line });
  }
}
