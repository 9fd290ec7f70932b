import { type Content, piecesOf } from '../../site/made-file.ts';

/** More than the files of nearly every server take. */
const SIZE = 2 ** 20;
/** The bytes that a UTF-16 code unit takes at most as UTF-8. */
const MOST = 3;

/**
 * Memory in which texts become bytes, again and again: all files of a large site take gigabytes, and new memory for each costs more
 * than to fill it.
 */
export class Scratch {
  #memory = Buffer.allocUnsafeSlow(SIZE);
  #used = 0;

  /** The bytes of a content. Those of a text hold until `reuse`. */
  bytesOf(content: Content): readonly Uint8Array[] {
    if (typeof content !== 'string' || content.length * MOST > SIZE - this.#used) return piecesOf(content);
    const from = this.#used;
    this.#used += this.#memory.write(content, from);
    return [this.#memory.subarray(from, this.#used)];
  }

  /** Gives up all bytes so far. */
  reuse(): void {
    this.#used = 0;
  }
}
