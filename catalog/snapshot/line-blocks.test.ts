import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { LINES_PER_BLOCK, PackedLines, packBlocks, packedLines } from './line-blocks.ts';

const packLines = (some: string[]) => packBlocks(some, packedLines);
const lines = Array.from({ length: 3 * LINES_PER_BLOCK + 5 }, (_none, index) => `{"line":${index},"text":"ü→🌦"}`);

it('gives each line again, over several parts', () => {
  const packed = new PackedLines();
  for (const part of [lines.slice(0, 2 * LINES_PER_BLOCK), lines.slice(2 * LINES_PER_BLOCK)]) {
    const { bytes, blocks } = packLines(part);
    packed.add(bytes, blocks);
  }
  expect(lines.map((_line, index) => packed.line(index))).toEqual(lines);
  expect(() => packed.line(4 * LINES_PER_BLOCK)).toThrow('there is no line');
});

it('is what zcat reads, and the same each time', () => {
  const { bytes } = packLines(lines);
  expect(gunzipSync(bytes).toString()).toBe(lines.map((line) => `${line}\n`).join(''));
  expect(packLines([...lines]).bytes).toEqual(bytes);
  expect(packLines([])).toEqual({ bytes: Buffer.alloc(0), blocks: [] });
});

it('unpacks no block that is damaged', () => {
  const { bytes, blocks } = packLines(lines);
  bytes.fill(0, 20, 40);
  const packed = new PackedLines();
  packed.add(bytes, blocks);
  expect(() => packed.line(0)).toThrow();
  expect(packed.line(LINES_PER_BLOCK)).toBe(lines[LINES_PER_BLOCK]);
});
