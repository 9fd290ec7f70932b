import { deflateRawSync } from 'node:zlib';

/** A zip archive of these files, for tests, as archivers write it: packed, with a list at its end. */
export function aZip(files: Readonly<Record<string, string>>, { behind = '' }: { behind?: string } = {}): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const path = Buffer.from(name);
    // Version 2.0, packed by deflate, from 1980 on.
    const common = fields(
      [2, 20],
      [2, 0],
      [2, 8],
      [2, 0],
      [2, 33],
      [4, crc32(plain)],
      [4, packed.length],
      [4, plain.length],
      [2, path.length],
      [2, 0],
    );
    const local = Buffer.concat([fields([4, 0x04034b50]), common, path, packed]);
    list.push(fields([4, 0x02014b50], [2, 20]), common, fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path);
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(list);
  const count = Object.keys(files).length;
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listed.length], [4, offset], [2, 0]);
  return Buffer.concat([...parts, listed, end, Buffer.from(behind)]);
}

/** Numbers in little-endian, each in so many bytes. */
function fields(...numbers: [bytes: number, value: number][]): Buffer {
  return Buffer.concat(
    numbers.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
