import { parentPort } from 'node:worker_threads';
import { packTexts, type Texts, textsOf } from './texts.ts';

/** What the thread of a `Packer` answers: the texts in gzip, and the memory in which they came. */
export interface Packed {
  packed: Texts;
  memory: ArrayBuffer;
}

parentPort?.on('message', (texts: Texts) => {
  const packed = textsOf(packTexts(texts).map((bytes) => [bytes]));
  const memory = texts.bytes.buffer;
  parentPort?.postMessage({ packed, memory } satisfies Packed, [packed.bytes.buffer, memory]);
});
