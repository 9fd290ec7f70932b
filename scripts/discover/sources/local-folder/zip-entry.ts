import { open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

/** The most that is read of an archive's list of files, and the most behind it: a comment, or a bundle's signature. */
const MOST_LISTED = 4 * 1024 * 1024;
const MOST_BEHIND = 256 * 1024;

const END = 0x06054b50;
const LISTED = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * One file of a zip archive (PKWARE's APPNOTE 6.3.10, 4.3), found in the list at its end, so that no other part of it is read;
 * null where it has no such file. Throws when it is no archive, or the file is longer than so many bytes once unpacked.
 */
export async function zipEntry(path: string, name: string, { maxBytes }: { maxBytes: number }): Promise<Buffer | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (from: number, length: number) => {
      if (from < 0 || length < 0 || from + length > size) throw new Error('it is no zip archive, or is cut off');
      return (await file.read(Buffer.alloc(length), 0, length, from)).buffer;
    };
    const tail = await read(Math.max(0, size - MOST_BEHIND), Math.min(size, MOST_BEHIND));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end === -1 || tail.length - end < 22 || tail.readUInt32LE(end) !== END) throw new Error('it is no zip archive');
    const listBytes = tail.readUInt32LE(end + 12);
    if (listBytes > MOST_LISTED) throw new Error(`its list of files is longer than ${MOST_LISTED} bytes`);
    const entry = listedAs(name, await read(tail.readUInt32LE(end + 16), listBytes));
    if (!entry) return null;
    if (entry.size > maxBytes || entry.packed > maxBytes)
      throw new Error(`its ${name} is longer than ${maxBytes} bytes`);
    const head = await read(entry.offset, 30);
    if (head.readUInt32LE(0) !== LOCAL) throw new Error('its list of files does not say where they are');
    const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
    const packed = await read(start, entry.packed);
    return entry.isDeflated ? inflateRawSync(packed, { maxOutputLength: maxBytes }) : packed;
  } finally {
    await file.close();
  }
}

function listedAs(
  name: string,
  list: Buffer,
): { offset: number; packed: number; size: number; isDeflated: boolean } | null {
  for (let at = 0; at + 46 <= list.length && list.readUInt32LE(at) === LISTED; ) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => list.readUInt16LE(at + field));
    const next = at + 46 + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (list.toString('utf8', at + 46, at + 46 + (nameBytes ?? 0)) === name) {
      const method = list.readUInt16LE(at + 10);
      const isEncrypted = (list.readUInt16LE(at + 8) & 1) === 1;
      if (isEncrypted || (method !== 0 && method !== 8))
        throw new Error(`its ${name} is encrypted, or packed in a way that is not known`);
      return {
        offset: list.readUInt32LE(at + 42),
        packed: list.readUInt32LE(at + 20),
        size: list.readUInt32LE(at + 24),
        isDeflated: method === 8,
      };
    }
    at = next;
  }
  return null;
}
