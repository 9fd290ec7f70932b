/** Three characters in a row are put into one of so many groups. A power of two. */
const GROUPS = 1024;
const ROWS_PER_BLOCK = 4096;
const WORDS_PER_GROUP = ROWS_PER_BLOCK / 32;
const BYTES_AT_FIRST = 256 * 1024;

/** Texts that came one after the other, and which groups are in them. */
class Block {
  /** For each group a bit of each text. */
  readonly bits = new Uint32Array(GROUPS * WORDS_PER_GROUP);
  /** The texts in UTF-8, and where each ends. */
  #bytes = Buffer.alloc(BYTES_AT_FIRST);
  readonly #ends = new Uint32Array(ROWS_PER_BLOCK + 1);
  #size = 0;

  add(text: string): void {
    const start = this.#ends[this.#size] ?? 0;
    const end = start + Buffer.byteLength(text);
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * end);
    this.#bytes.write(text, start);
    this.#size += 1;
    this.#ends[this.#size] = end;
  }

  /** Whether a text has a string, of which the bytes are given as Latin-1: so none need be decoded. */
  has(row: number, bytes: string): boolean {
    return this.#bytes.toString('latin1', this.#ends[row], this.#ends[row + 1]).includes(bytes);
  }
}

/**
 * Says which of many texts have a string in them, and looks at few of them for it: there is a bit for each text and each
 * group of three characters in a row. It holds its texts as bytes, which the collector of garbage passes over.
 */
export class SubstringIndex {
  readonly #blocks: Block[] = [];
  #size = 0;

  /** Adds the next text. */
  add(text: string): void {
    const row = this.#size % ROWS_PER_BLOCK;
    if (row === 0) this.#blocks.push(new Block());
    const block = this.#blocks.at(-1);
    if (!block) return;
    block.add(text);
    const { bits } = block;
    const word = row >> 5;
    const bit = 1 << (row & 31);
    for (let at = 0; at + 2 < text.length; at += 1) {
      const place = groupAt(text, at) * WORDS_PER_GROUP + word;
      bits[place] = (bits[place] ?? 0) | bit;
    }
    this.#size += 1;
  }

  /** The numbers of the texts, from one on, that have a string in them, in their order. */
  *having(needle: string, from: number): Generator<number> {
    const groups = [
      ...new Set(Array.from({ length: Math.max(0, needle.length - 2) }, (_none, at) => groupAt(needle, at))),
    ];
    const bytes = Buffer.from(needle).toString('latin1');
    for (let first = from; first < this.#size; ) {
      const block = this.#blocks[Math.floor(first / ROWS_PER_BLOCK)];
      if (!block) return;
      const start = first % ROWS_PER_BLOCK;
      const base = first - start;
      for (let word = start >> 5; word < WORDS_PER_GROUP; word += 1) {
        let bits = word === start >> 5 ? -1 << (start & 31) : -1;
        for (let at = 0; at < groups.length && bits !== 0; at += 1)
          bits &= block.bits[(groups[at] ?? 0) * WORDS_PER_GROUP + word] ?? 0;
        for (; bits !== 0; bits &= bits - 1) {
          const row = word * 32 + (31 - Math.clz32(bits & -bits));
          if (base + row < this.#size && block.has(row, bytes)) yield base + row;
        }
      }
      first = base + ROWS_PER_BLOCK;
    }
  }
}

function groupAt(text: string, at: number): number {
  const mixed = Math.imul(
    (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) | 0,
    0x9e3779b1,
  );
  return (mixed >>> 20) & (GROUPS - 1);
}
