import { inflateRawSync } from 'node:zlib';

/** Why an archive is not read. */
export class ZipError extends Error {}

const [END, ENTRY, FILE] = [0x06054b50, 0x02014b50, 0x04034b50];
const [STORED, DEFLATED] = [0, 8];

/**
 * Reads one file out of a zip archive (PKWARE's APPNOTE.TXT) in memory: nothing is unpacked, so no path in it leads anywhere.
 * Null where it has no such file. Throws `ZipError` for an archive that is broken, encrypted or larger than 4 GB, that holds
 * two files of this name, or a file of more than `most` bytes, whatever it says of itself.
 */
export function readZipped(archive: Buffer, name: string, most: number): Buffer | null {
  const found: Buffer[] = [];
  try {
    const end = endOf(archive);
    let at = archive.readUInt32LE(end + 16);
    for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
      if (archive.readUInt32LE(at) !== ENTRY) throw new ZipError('its list of files is broken');
      const [named, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
      const path = archive.subarray(at + 46, at + 46 + (named ?? 0)).toString('utf8');
      if (path === name) found.push(contentAt(archive, at, most));
      at += 46 + (named ?? 0) + (extra ?? 0) + (comment ?? 0);
    }
  } catch (cause) {
    throw cause instanceof ZipError ? cause : new ZipError('it is broken', { cause });
  }
  if (found.length > 1) throw new ZipError(`it has ${name} more than once`);
  return found[0] ?? null;
}

/** The list of files is told of at the end, before a comment of at most 65,535 bytes. */
function endOf(archive: Buffer): number {
  for (let at = archive.length - 22; at >= Math.max(0, archive.length - 22 - 65_535); at -= 1)
    if (archive.readUInt32LE(at) === END) return at;
  throw new ZipError('it is no zip archive');
}

function contentAt(archive: Buffer, entry: number, most: number): Buffer {
  const flags = archive.readUInt16LE(entry + 8);
  if ((flags & 1) === 1) throw new ZipError('it is encrypted');
  const method = archive.readUInt16LE(entry + 10);
  const [packed, bytes, local] = [20, 24, 42].map((offset) => archive.readUInt32LE(entry + offset));
  if (packed === undefined || bytes === undefined || local === undefined) throw new ZipError('it is broken');
  if (packed > most || bytes > most) throw new ZipError(`a file in it has more than ${most} bytes`);
  if (archive.readUInt32LE(local) !== FILE) throw new ZipError('a file in it is broken');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = archive.subarray(start, start + packed);
  if (method === STORED) return content;
  if (method !== DEFLATED) throw new ZipError('it is packed in a way that is not known');
  // What it says of its size may be a lie.
  return inflateRawSync(content, { maxOutputLength: most });
}
