import * as z from 'zod';
import type { Memory } from '../../memory.ts';
import { ImageSaid } from './labels-read.ts';

const NAME = 'images';
const Kept = z.record(z.string(), ImageSaid);

/** What images say, by their digests, which name one content for ever: none is pulled twice for its labels. */
export class KnownImages {
  readonly #memory: Memory;
  readonly #said: Map<string, ImageSaid>;
  readonly #asked = new Map<string, ImageSaid>();

  private constructor(memory: Memory, said: Map<string, ImageSaid>) {
    this.#memory = memory;
    this.#said = said;
  }

  static async recalled(memory: Memory): Promise<KnownImages> {
    const { data = {} } = Kept.safeParse(await memory.recall(NAME));
    return new KnownImages(memory, new Map(Object.entries(data)));
  }

  /** What an image says, as it is known or as it is read now. */
  async said(digest: string | undefined, read: () => Promise<ImageSaid>): Promise<ImageSaid> {
    if (digest === undefined) return read();
    const said = this.#said.get(digest) ?? (await read());
    this.#asked.set(digest, said);
    return said;
  }

  /** Keeps what was asked for in this run; after a whole one, that alone: other images are gone. */
  keep({ isWhole }: { isWhole: boolean }): Promise<void> {
    const kept = isWhole ? this.#asked : new Map([...this.#said, ...this.#asked]);
    return this.#memory.keep(NAME, Object.fromEntries(kept) satisfies z.infer<typeof Kept>);
  }
}
