import { gzip } from '../../../catalog/gzip.ts';

/** Texts in memory of their own, one right behind the other: so they go to another thread, and come back, without being copied. */
export interface Texts {
  bytes: Uint8Array<ArrayBuffer>;
  lengths: number[];
}

/** How many bytes are handed over at once, unless a single text is longer: enough that handing over costs nothing. */
export const AT_ONCE = 2 ** 20;

/** Texts, each of which comes in pieces, in the memory given where they have room there. */
export function textsOf(texts: readonly (readonly Uint8Array[])[], memory?: ArrayBuffer): Texts {
  const lengths = texts.map((pieces) => pieces.reduce((sum, { length }) => sum + length, 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const room = memory && memory.byteLength >= total ? memory : new ArrayBuffer(Math.max(total, AT_ONCE));
  const bytes = new Uint8Array(room, 0, total);
  let at = 0;
  for (const piece of texts.flat()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, lengths };
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
export function packTexts(texts: Texts): Uint8Array[] {
  let last: { text: Uint8Array; packed: Uint8Array } | null = null;
  return eachOf(texts).map((text) => {
    if (!last || Buffer.compare(last.text, text) !== 0) last = { text, packed: gzip(text, 'fast') };
    return last.packed;
  });
}
