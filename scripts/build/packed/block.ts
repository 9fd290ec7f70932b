import { gzip } from '../../../catalog/gzip.ts';
import { lengthOf } from '../../../site/made-file.ts';

/** Texts in memory of their own, one right behind the other: so they go to another thread, and come back, without being copied. */
export interface Texts {
  bytes: Uint8Array<ArrayBuffer>;
  lengths: number[];
}

/** The memory of most blocks, in bytes: enough that handing it over costs nothing. */
export const BLOCK_BYTES = 2 ** 20;

/** Texts that are collected for another thread, in the memory given. */
export class Block {
  #memory: Uint8Array<ArrayBuffer>;
  #lengths: number[] = [];
  #used = 0;

  constructor(memory: ArrayBuffer) {
    this.#memory = new Uint8Array(memory);
  }

  hasRoomFor(bytes: number): boolean {
    return this.#used + bytes <= this.#memory.length;
  }

  /** Takes up a copy of a text that comes in pieces. */
  add(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      this.#memory.set(piece, this.#used);
      this.#used += piece.length;
    }
    this.#lengths.push(lengthOf(pieces));
  }

  get texts(): Texts {
    return { bytes: this.#memory.subarray(0, this.#used), lengths: this.#lengths };
  }
}

/** Each of the texts, where it lies. */
export function eachOf({ bytes, lengths }: Texts): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

/** The same texts, each in gzip. One that is as the one before, as the latest version is as its number, is packed once. */
export function packTexts(texts: Texts): Texts {
  let last: { text: Uint8Array; packed: Uint8Array } | null = null;
  const packed = eachOf(texts).map((text) => {
    if (!last || Buffer.compare(last.text, text) !== 0) last = { text, packed: gzip(text, 'fast') };
    return last.packed;
  });
  const block = new Block(new ArrayBuffer(lengthOf(packed)));
  for (const bytes of packed) block.add([bytes]);
  return block.texts;
}
