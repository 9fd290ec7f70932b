import { parentPort } from 'node:worker_threads';
import { packTexts, type Texts } from './block.ts';

/** What the thread of a `Packer` answers: the texts in gzip, and the memory in which they came. */
export interface Packed {
  packed: Texts;
  memory: ArrayBuffer;
}

parentPort?.on('message', (texts: Texts) => {
  const packed = packTexts(texts);
  const memory = texts.bytes.buffer;
  parentPort?.postMessage({ packed, memory } satisfies Packed, [packed.bytes.buffer, memory]);
});
