import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { gzip, joinedGzip, pieceOf } from './gzip.ts';

const texts = [['{"all":['], ['"one', ' and two",', '"π"'], [], ['\n'.repeat(100_000)], [']}']];
const pieces = texts.map((text) => pieceOf(text.map((part) => Buffer.from(part))));
const whole = texts.flat().join('');

it('packs pieces by themselves into what any reader takes for one file', async () => {
  const packed = joinedGzip(pieces);
  expect(gunzipSync(packed).toString()).toBe(whole);
  // As browsers do it: it refuses whatever stands behind the first member.
  const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
  expect(await new Response(stream).text()).toBe(whole);
  expect(gunzipSync(joinedGzip([])).toString()).toBe('');
});

it('packs alike wherever it runs', () => {
  for (const how of ['well', 'fast'] as const) {
    expect(gzip(whole, how)[9]).toBe(255);
    expect(gunzipSync(gzip(whole, how)).toString()).toBe(whole);
  }
});

it('notices what is damaged', () => {
  const packed = joinedGzip(pieces);
  for (const at of [packed.length - 8, packed.length - 1]) {
    const damaged = Buffer.from(packed);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    expect(() => gunzipSync(damaged)).toThrow();
  }
});
