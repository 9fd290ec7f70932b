import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Part of a text, and the same as deflate blocks of which none is the last (RFC 1951, 3.2.3), so that others may follow. */
export interface Piece {
  text: readonly Uint8Array[];
  packed: Uint8Array;
}

export function pieceOf(text: readonly Uint8Array[]): Piece {
  return { text, packed: deflateRawSync(Buffer.concat(text), { finishFlush: constants.Z_FULL_FLUSH }) };
}

/** Deflate as method, no flags, no time, and operating system "unknown" (RFC 1952, 2.3.1). */
const HEADER = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
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
