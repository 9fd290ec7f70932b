import cluster, { type Worker } from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type Log } from '../log.ts';
import { FromWorker, type Served, type ToWorker } from './messages.ts';
import { Reception } from './reception.ts';
import { Seal } from './seal.ts';
import { socketOf } from './siblings.ts';

export interface WorkersSettings extends Served {
  /** How many processes serve the port. */
  workers: number;
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  log?: Log;
  /** A worker that dies is replaced after so long, and after twice as long each time, up to `mostMs`, until one has lived `mostMs`. */
  restart?: { firstMs: number; mostMs: number };
}

/** Several processes that serve one port. `ready` resolves when each has checked every instance once. */
export interface RunningWorkers extends AsyncDisposable {
  url: string;
  ready: Promise<void>;
  /** As `RunningProxy.close`, of all. */
  close(drainMs?: number): Promise<void>;
}

const RESTART = { firstMs: 100, mostMs: 30_000 };
/** So long a worker may take to end in order, when nothing is under way any more. */
const FAREWELL_MS = 1200;

/**
 * Starts workers, which run the same program as this process does (`isWorker` tells them apart). Throws when one of them
 * cannot serve.
 */
export async function startWorkers({
  workers: count,
  host = '127.0.0.1',
  port = 8080,
  log = createLog(),
  restart = RESTART,
  ...served
}: WorkersSettings): Promise<RunningWorkers> {
  const key = randomBytes(32);
  const reception = new Reception(new Seal(key));
  const url = await reception.open({ host, port });
  const sockets = await mkdtemp(join(tmpdir(), 'mcp-registry-'));
  const clear = () => rmSync(sockets, { recursive: true, force: true });
  // Also where somebody has no patience with an orderly end.
  process.once('exit', clear);
  const order = { type: 'serve' as const, key: key.toString('base64url'), sockets, served };
  const places = Array.from({ length: count }, () => new Place({ order, reception, log, restart }));
  const close = async (drainMs = 0) => {
    reception.close();
    await Promise.all(places.map((place) => place.close(drainMs)));
    clear();
    process.off('exit', clear);
  };
  try {
    await Promise.all(places.map((place) => place.begin()));
    const ready = Promise.all(places.map((place) => place.ready)).then(() => {});
    return { url, ready, close, [Symbol.asyncDispose]: () => close() };
  } catch (error) {
    await close();
    throw error;
  }
}

interface PlaceOptions {
  /** What each worker is told to do. */
  order: Extract<ToWorker, { type: 'serve' }>;
  reception: Reception;
  log: Log;
  restart: { firstMs: number; mostMs: number };
}

/** One of the places that workers fill: when a worker dies, another takes its place. */
class Place {
  /** Resolves when a worker of this place has checked every instance. */
  readonly ready: Promise<void>;
  readonly #options: PlaceOptions;
  #onReady = () => {};
  #worker: Worker | null = null;
  #exited: Promise<void> = Promise.resolve();
  /** Whether a worker of this place has ever served: what the first one fails with is for the caller to hear. */
  #hasServed = false;
  #closing = false;
  #deaths = 0;
  #next: NodeJS.Timeout | undefined;

  constructor(options: PlaceOptions) {
    this.#options = options;
    this.ready = new Promise((ready) => {
      this.#onReady = ready;
    });
  }

  /** Starts a worker; resolves once it serves. Throws what it has failed with. */
  begin(): Promise<void> {
    const worker = cluster.fork();
    const startedAt = performance.now();
    this.#worker = worker;
    this.#exited = new Promise((exited) => {
      worker.once('exit', (code: number | null, signal: string | null) => {
        exited();
        this.#lost(worker, performance.now() - startedAt, { code, signal });
      });
    });
    return this.#serving(worker);
  }

  async close(drainMs: number): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#next);
    const worker = this.#worker;
    if (!worker) return;
    if (worker.isConnected()) tell(worker, { type: 'stop', drainMs });
    const impatience = setTimeout(() => worker.process.kill('SIGKILL'), drainMs + FAREWELL_MS);
    await this.#exited;
    clearTimeout(impatience);
  }

  #serving(worker: Worker): Promise<void> {
    const { order, reception } = this.#options;
    return new Promise((resolve, reject) => {
      worker.on('message', (value) => {
        const message = FromWorker.parse(value);
        if (message.type === 'started') tell(worker, order);
        else if (message.type === 'ready') this.#onReady();
        else if (message.type === 'serving') {
          this.#hasServed = true;
          reception.add(worker);
          resolve();
        } else if (message.type === 'leaving') reception.remove(worker);
        else {
          reject(new Error(message.message));
          worker.process.kill();
        }
      });
      worker.once('exit', (code, signal) =>
        reject(new Error(`a worker ended with ${signal ?? code} before it served`)),
      );
    });
  }

  #lost(worker: Worker, livedMs: number, how: { code: number | null; signal: string | null }): void {
    const { order, restart, log, reception } = this.#options;
    this.#worker = null;
    reception.remove(worker);
    void rm(socketOf(order.sockets, worker.id), { force: true });
    if (this.#closing || !this.#hasServed) return;
    if (livedMs >= restart.mostMs) this.#deaths = 0;
    const afterMs = Math.min(restart.firstMs * 2 ** this.#deaths, restart.mostMs);
    this.#deaths += 1;
    log.error({ worker: worker.id, ...how, afterMs }, 'a worker has ended: another takes its place');
    this.#next = setTimeout(() => {
      this.begin().catch((error: unknown) => log.error({ err: error }, 'a worker could not begin'));
    }, afterMs);
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.send(message, () => {});
}
