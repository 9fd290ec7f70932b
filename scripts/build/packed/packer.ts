import { Worker } from 'node:worker_threads';
import type { Packed } from './packing.ts';
import { AT_ONCE, eachOf, packTexts, type Texts, textsOf } from './texts.ts';

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

  async pack(texts: readonly (readonly Uint8Array[])[]): Promise<Uint8Array[]> {
    const coming = textsOf(texts, this.#free.pop());
    if (!this.#thread && coming.bytes.length < AT_ONCE) return packTexts(coming);
    if (this.#fault) throw this.#fault;
    this.#thread ??= this.#started();
    return this.#answered(this.#thread, coming);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  #answered(thread: Worker, texts: Texts): Promise<Uint8Array[]> {
    thread.postMessage(texts, [texts.bytes.buffer]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #started(): Worker {
    const thread = new Worker(LOADED, { eval: true });
    thread.on('message', ({ packed, memory }: Packed) => {
      // A long text's memory goes, as hardly another is as long.
      if (memory.byteLength === AT_ONCE) this.#free.push(memory);
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
