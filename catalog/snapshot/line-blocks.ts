import { gunzipSync } from 'node:zlib';
import { gzip } from '../gzip.ts';

/** Lines of one block: enough to compress well, few enough to be unpacked for one of them. */
export const LINES_PER_BLOCK = 16;

/** The longest block that is unpacked: a block that claims more is none of ours. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A line for each item, as gzip members of 16 lines each: `zcat` reads them all. `blocks` says where each member begins. `pack` makes a
 * member of such a block of items.
 */
export function packBlocks<Item>(
  items: readonly Item[],
  pack: (block: readonly Item[]) => Buffer,
): { bytes: Buffer; blocks: number[] } {
  const members: Buffer[] = [];
  const blocks: number[] = [];
  let length = 0;
  for (let start = 0; start < items.length; start += LINES_PER_BLOCK) {
    const member = pack(items.slice(start, start + LINES_PER_BLOCK));
    blocks.push(length);
    members.push(member);
    length += member.length;
  }
  return { bytes: Buffer.concat(members), blocks };
}

/** The lines of one block, packed. */
export function packedLines(lines: readonly string[]): Buffer {
  return gzip(lines.map((line) => `${line}\n`).join(''));
}

/** Packed lines, known by their numbers from 0. One is unpacked when it is asked for. */
export class PackedLines {
  readonly #members: Buffer[] = [];
  /** The block that was unpacked last: who reads all lines reads it sixteen times. */
  #last: { member: Buffer; lines: string[] } | null = null;

  /** Adds the next part. All parts but the last have whole blocks. */
  add(bytes: Buffer, blocks: readonly number[]): void {
    for (const [at, start] of blocks.entries()) this.#members.push(bytes.subarray(start, blocks[at + 1]));
  }

  /** The line of this number, without its end. Throws when it is not there, or damaged. */
  line(number: number): string {
    const member = this.#members[Math.floor(number / LINES_PER_BLOCK)];
    if (!member) throw new Error(`there is no line ${number}`);
    if (this.#last?.member !== member) {
      const text = gunzipSync(member, { maxOutputLength: MOST_BYTES }).toString('utf8');
      this.#last = { member, lines: text.split('\n') };
    }
    return this.#last.lines[number % LINES_PER_BLOCK] ?? '';
  }
}
