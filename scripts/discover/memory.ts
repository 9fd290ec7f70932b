import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one source keeps between runs, in a folder of its own. Losing it costs time, never anything else. */
export class Memory {
  /** Absolute; it exists once something was kept. */
  readonly folder: string;
  /** Nothing is kept: a rehearsal. */
  readonly isReadOnly: boolean;

  constructor(folder: string, { isReadOnly = false }: { isReadOnly?: boolean } = {}) {
    this.folder = folder;
    this.isReadOnly = isReadOnly;
  }

  /** What was kept under a name of ours; undefined where nothing was, or it cannot be read. */
  async recall(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.folder, `${name}.json`), 'utf8'));
    } catch {
      return undefined;
    }
  }

  /** Keeps a value. Whoever ends in the middle leaves what was there before. */
  async keep(name: string, value: unknown): Promise<void> {
    if (this.isReadOnly) return;
    await mkdir(this.folder, { recursive: true });
    const file = join(this.folder, `${name}.json`);
    await writeFile(`${file}.new`, JSON.stringify(value));
    await rename(`${file}.new`, file);
  }
}
