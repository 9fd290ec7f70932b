import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** Operating system "unknown" (RFC 1952, 2.3.1): equal bytes are packed alike on every machine. */
const UNKNOWN_OS = 255;
const OS_BYTE = 9;

/**
 * What is packed once for many readers is packed well; what is packed a hundred thousand times at a stretch, fast, and with little
 * memory: each time takes its own, and zlib's usual 268 KB are many times a page.
 */
const HOW = { well: { level: 6 }, fast: { level: 3, windowBits: 14, memLevel: 6 } };

/** Text, or its bytes, in gzip. */
export function gzip(text: string | Uint8Array, how: keyof typeof HOW = 'well'): Buffer {
  const bytes = gzipSync(text, HOW[how]);
  bytes.writeUInt8(UNKNOWN_OS, OS_BYTE);
  return bytes;
}

/** Part of a text, and the same as deflate blocks of which none is the last (RFC 1951, 3.2.3), so that others may follow. */
export interface Piece {
  text: readonly Uint8Array[];
  packed: Uint8Array;
}

export function pieceOf(text: readonly Uint8Array[]): Piece {
  return { text, packed: deflateRawSync(Buffer.concat(text), { finishFlush: constants.Z_FULL_FLUSH }) };
}

/** Deflate as method, no flags, no time. */
const HEADER = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, UNKNOWN_OS);
/** A last block that holds nothing. */
const END = Buffer.of(3, 0);

/**
 * Pieces as one gzip member, so that readers which stop after the first read all of it. What is packed already is not packed again.
 */
export function joinedGzip(pieces: readonly Piece[]): Buffer {
  let [crc, length] = [0, 0];
  for (const { text } of pieces)
    for (const bytes of text) {
      crc = crc32(bytes, crc);
      length += bytes.length;
    }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  return Buffer.concat([HEADER, ...pieces.map(({ packed }) => packed), END, trailer]);
}
