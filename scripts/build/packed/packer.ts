import { Worker } from 'node:worker_threads';
import { BLOCK_BYTES, Block, eachOf, packTexts } from './block.ts';
import type { Packed } from './packing.ts';

/** Node 20 hands the loader of TypeScript to no thread: it takes its own. */
const LOADED = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./packing.ts', import.meta.url).href)});
});`;

interface Waiting {
  resolve: (packed: Uint8Array[]) => void;
  reject: (error: Error) => void;
}

/**
 * Packs texts in a thread of its own, while others are made in this one. They are answered in the order in which they come. For few
 * of them it starts none: that takes longer than to pack them.
 */
export class Packer implements AsyncDisposable {
  #thread: Worker | null = null;
  #waiting: Waiting[] = [];
  #free: ArrayBuffer[] = [];
  #fault: Error | null = null;

  /** A block for texts to pack, with room for so many bytes. */
  block(bytes = 0): Block {
    const memory = bytes <= BLOCK_BYTES ? this.#free.pop() : undefined;
    return new Block(memory ?? new ArrayBuffer(Math.max(bytes, BLOCK_BYTES)));
  }

  /** The texts of a block, each in gzip. The block is not to be used any more. */
  async pack({ texts }: Block): Promise<Uint8Array[]> {
    if (this.#fault) throw this.#fault;
    if (!this.#thread && texts.bytes.length < BLOCK_BYTES / 2) return eachOf(packTexts(texts));
    this.#thread ??= this.#started();
    this.#thread.postMessage(texts, [texts.bytes.buffer]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  #started(): Worker {
    const thread = new Worker(LOADED, { eval: true, execArgv: [] });
    thread.on('message', ({ packed, memory }: Packed) => {
      // A long text's memory goes, as hardly another is as long.
      if (memory.byteLength === BLOCK_BYTES) this.#free.push(memory);
      this.#waiting.shift()?.resolve(eachOf(packed));
    });
    thread.on('error', (error: Error) => this.#fail(error));
    thread.on('exit', (code) => this.#fail(new Error(`The thread that packs files ended with ${code}.`)));
    return thread;
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#fault);
  }
}
