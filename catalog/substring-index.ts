/** Three characters in a row are put into one of so many groups. A power of two. */
const GROUPS = 1024;
const ROWS_PER_BLOCK = 4096;
const WORDS_PER_GROUP = ROWS_PER_BLOCK / 32;

/**
 * Says which of many texts can have a string in them, without looking at each: a bit for each text and each group of three
 * characters in a row. A few named so do not have it, since groups are shared; none that has it is left out.
 */
export class SubstringIndex {
  readonly #blocks: Uint32Array[] = [];
  #size = 0;

  /** Adds the next text. */
  add(text: string): void {
    const row = this.#size % ROWS_PER_BLOCK;
    if (row === 0) this.#blocks.push(new Uint32Array(GROUPS * WORDS_PER_GROUP));
    const block = this.#blocks.at(-1) ?? new Uint32Array();
    const word = row >> 5;
    const bit = 1 << (row & 31);
    for (let at = 0; at + 2 < text.length; at += 1) {
      const place = groupAt(text, at) * WORDS_PER_GROUP + word;
      block[place] = (block[place] ?? 0) | bit;
    }
    this.#size += 1;
  }

  /** The numbers of texts, from one on, that can have a string in them. What is shorter than three characters, all can. */
  *candidates(needle: string, from: number): Generator<number> {
    const groups = [
      ...new Set(Array.from({ length: Math.max(0, needle.length - 2) }, (_none, at) => groupAt(needle, at))),
    ];
    for (let first = from; first < this.#size; ) {
      const block = this.#blocks[Math.floor(first / ROWS_PER_BLOCK)] ?? new Uint32Array();
      const start = first % ROWS_PER_BLOCK;
      const base = first - start;
      for (let word = start >> 5; word < WORDS_PER_GROUP; word += 1) {
        let bits = word === start >> 5 ? -1 << (start & 31) : -1;
        for (let at = 0; at < groups.length && bits !== 0; at += 1)
          bits &= block[(groups[at] ?? 0) * WORDS_PER_GROUP + word] ?? 0;
        for (; bits !== 0; bits &= bits - 1) {
          const number = base + word * 32 + (31 - Math.clz32(bits & -bits));
          if (number < this.#size) yield number;
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
