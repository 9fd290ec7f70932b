import { rmdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { Affinity, Kept, KeptRequest } from './affinity.ts';
import { relay } from './relay.ts';
import { Seal } from './seal.ts';

export interface SiblingsOptions {
  /** Our own number. None is given twice, so that what a worker had which has ended is nobody's. */
  id: number;
  /** The folder of the sockets, one for each worker that lives. Nobody else may enter it. */
  folder: string;
  /** The key that all workers share: 32 bytes. */
  key: Buffer;
}

/** So long a worker may take to say how it is. */
const ASK_MS = 500;

/** The workers that serve the same port as we do, each reached at a Unix socket of its own. */
export class Siblings implements Affinity {
  readonly id: number;
  readonly #folder: string;
  readonly #seal: Seal;
  readonly #pools = new Map<number, Pool>();
  #passing = 0;

  constructor({ id, folder, key }: SiblingsOptions) {
    this.id = id;
    this.#folder = folder;
    this.#seal = new Seal(key);
  }

  /** Whether a message is under way to a sibling, or its answer to a client of ours. */
  get isBusy(): boolean {
    return this.#passing > 0;
  }

  newId(kind: Kept): string {
    return this.#seal.newId(kind, this.id);
  }

  /** Where our siblings reach us. */
  get socket(): string {
    return socketOf(this.#folder, this.id);
  }

  /** A request goes to the owner alone, and an owner hands nothing on of what is its own: so none goes in circles. */
  async handOver(
    request: IncomingMessage,
    response: ServerResponse,
    { kind, id, body }: KeptRequest,
  ): Promise<boolean> {
    const owner = this.#seal.ownerOf(kind, id);
    if (owner === null || owner === this.id) return false;
    // Who only listens keeps nobody from ending.
    const work = body === null ? 0 : 1;
    this.#passing += work;
    try {
      const answered = await relay(this.#poolOf(owner), request, response, body);
      if (!answered) void this.#forget(owner);
      return answered;
    } finally {
      this.#passing -= work;
    }
  }

  /** Asks every other worker for the same. Who does not answer in time is left out. */
  async askAll(path: string): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const others = names.map((name) => Number.parseInt(name, 10)).filter((id) => id !== this.id);
    const answers = await Promise.allSettled(
      others.map(async (id) => {
        const signal = AbortSignal.timeout(ASK_MS);
        return (await this.#poolOf(id).request({ method: 'GET', path, signal })).body.text();
      }),
    );
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.keys()].map((id) => this.#forget(id)));
  }

  /** Leaves no file behind when the process ends; where `isLast`, the folder neither. */
  clear({ isLast }: { isLast: boolean }): void {
    rmSync(this.socket, { force: true });
    try {
      if (isLast) rmdirSync(this.#folder);
    } catch {
      // Another is still in it, or was quicker.
    }
  }

  #poolOf(worker: number): Pool {
    const known = this.#pools.get(worker);
    if (known) return known;
    const pool = new Pool('http://localhost', {
      socketPath: socketOf(this.#folder, worker),
      // How long anything may take is for the owner to say.
      ...{ headersTimeout: 0, bodyTimeout: 0 },
    });
    this.#pools.set(worker, pool);
    return pool;
  }

  async #forget(worker: number): Promise<void> {
    const pool = this.#pools.get(worker);
    this.#pools.delete(worker);
    await pool?.destroy();
  }
}

/** The socket of a worker, below the folder of all. */
export function socketOf(folder: string, worker: number): string {
  return join(folder, `${worker}.sock`);
}
