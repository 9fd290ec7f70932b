import { expect, it } from 'vitest';
import { Scratch } from './scratch.ts';

const textOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString();

it('makes bytes of texts of every length and script, however many', () => {
  const scratch = new Scratch();
  const texts = ['', 'plain', 'é…✓😀', '…'.repeat(200_000), 'x'.repeat(2 ** 21), '…'.repeat(200_000), 'last'];
  const bytes = texts.map((text) => scratch.bytesOf(text));
  expect(bytes.map(textOf)).toEqual(texts);
});

it('uses its memory again when it is told to, and none for what comes as bytes', () => {
  const scratch = new Scratch();
  const [first] = scratch.bytesOf('first');
  const own = Buffer.from('own');
  expect(scratch.bytesOf(own)).toEqual([own]);
  scratch.reuse();
  const [second] = scratch.bytesOf('again');
  expect(second?.buffer).toBe(first?.buffer);
  expect(textOf([first ?? own])).toBe('again');
});
