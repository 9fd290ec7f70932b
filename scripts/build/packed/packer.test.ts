import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../../catalog/gzip.ts';
import { lengthOf } from '../../../site/made-file.ts';
import { BLOCK_BYTES, type Block } from './block.ts';
import { Packer } from './packer.ts';

const SHORT = Buffer.from('a text');
const LONG = Buffer.alloc(BLOCK_BYTES + 1, 'many words ');

/** A block of texts, each in pieces. */
function blockOf(packer: Packer, ...texts: Uint8Array[][]): Block {
  const block = packer.block(lengthOf(texts.flat()));
  for (const pieces of texts) block.add(pieces);
  return block;
}

/** What texts are packed to, unpacked again. */
async function packedBy(packer: Packer, ...texts: Uint8Array[][]): Promise<string[]> {
  return (await packer.pack(blockOf(packer, ...texts))).map((bytes) => gunzipSync(bytes).toString());
}

describe('a packer', () => {
  it.each([
    ['few texts', SHORT],
    ['many, in a thread', LONG],
  ])('packs %s as they would be alone', async (_, text) => {
    await using packer = new Packer();
    const packed = await packer.pack(blockOf(packer, [text], [], [SHORT, text], [SHORT, text], [text]));
    const both = gzip(Buffer.concat([SHORT, text]), 'fast');
    const one = gzip(text, 'fast');
    expect(packed.map((bytes) => Buffer.from(bytes))).toEqual([one, gzip('', 'fast'), both, both, one]);
  });

  it('answers in the order in which it is asked, in memory that it uses again', async () => {
    await using packer = new Packer();
    const first = packer.pack(blockOf(packer, [LONG]));
    const rest = [1, 2, 3, 4].map((number) => packedBy(packer, [Buffer.from(`${number}`)], [SHORT]));
    expect(Buffer.compare(gunzipSync((await first)[0] ?? SHORT), LONG)).toBe(0);
    expect(await Promise.all(rest)).toEqual([1, 2, 3, 4].map((number) => [`${number}`, 'a text']));
    expect(await packedBy(packer, [SHORT])).toEqual(['a text']);
    expect(await packedBy(packer)).toEqual([]);
  });

  it('says so when its thread has ended, and to whoever asks after that', async () => {
    const packer = new Packer();
    const asked = [packer.pack(blockOf(packer, [LONG])), packer.pack(blockOf(packer, [SHORT]))].map((one) =>
      expect(one).rejects.toThrow(/ended/),
    );
    await packer[Symbol.asyncDispose]();
    await Promise.all(asked);
    await expect(packer.pack(blockOf(packer, [SHORT]))).rejects.toThrow(/ended/);
  });
});
