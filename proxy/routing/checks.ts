import { type CheckSettings, checkInstance } from './check.ts';
import type { Instance } from './instance.ts';

export interface PaceSettings extends CheckSettings {
  /** How soon an instance that calls wait for is tried again. */
  retryMs: number;
}

/** Milliseconds from a check to the next. `failed` counts the bad ones in a row. */
export function paceOf(
  { awaited, isWorthWaiting, isWell, isProcess }: ReturnType<typeof standingOf>,
  failed: number,
  { intervalMs, retryMs }: PaceSettings,
  random = Math.random,
): number {
  if (isWell) return intervalMs * (0.9 + 0.2 * random());
  // A process that is started takes more than a connection that is tried; the first time at once all the same.
  if (isProcess)
    return failed === 0 ? 0 : Math.min(intervalMs, 500 * 2 ** Math.min(failed - 1, 6)) * (0.8 + 0.4 * random());
  if (awaited && isWorthWaiting) return retryMs;
  // One that was up a moment ago is expected back: others may serve meanwhile, but it is missed.
  const longest = isWorthWaiting ? Math.min(intervalMs, SOON_MS) : intervalMs;
  return Math.min(longest, 500 * 2 ** Math.min(failed, 6)) * (0.8 + 0.4 * random());
}

const SOON_MS = 1000;

interface Watched {
  timer: NodeJS.Timeout | undefined;
  /** When the next check begins, and when the last did, on the clock of `performance`. */
  dueAt: number;
  begunAt: number;
  failed: number;
  underWay: Promise<void> | null;
}

/** Checks every instance at its own pace: well ones now and then, those that calls wait for as soon as it makes sense. */
export class Checks implements Disposable {
  readonly #settings: PaceSettings;
  readonly #watched = new Map<Instance, Watched>();
  #stopped = false;

  constructor(settings: PaceSettings) {
    this.#settings = settings;
  }

  /** Begins to watch an instance, with a check. Resolves when that is done. */
  watch(instance: Instance): Promise<void> {
    const known = this.#watched.get(instance);
    if (known || this.#stopped || !instance.upstream) return known?.underWay ?? Promise.resolve();
    const watched = { timer: undefined, dueAt: 0, begunAt: 0, failed: 0, underWay: null };
    this.#watched.set(instance, watched);
    return this.#check(instance, watched);
  }

  unwatch(instance: Instance): void {
    clearTimeout(this.#watched.get(instance)?.timer);
    this.#watched.delete(instance);
  }

  /** Something has happened: looks soon, if it would look later. Says whether it does. */
  hurry(instance: Instance): boolean {
    const watched = this.#watched.get(instance);
    if (!watched) {
      void this.watch(instance);
      return this.#watched.has(instance);
    }
    if (watched.underWay) return true;
    // A process that keeps ending is not started any sooner for being asked for.
    if (watched.failed > 0 && instance.spec.transport === 'stdio') return false;
    const at = Math.max(performance.now(), watched.begunAt + this.#settings.retryMs);
    if (at < watched.dueAt) this.#plan(instance, watched, at - performance.now());
    return true;
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
  }

  #check(instance: Instance, watched: Watched): Promise<void> {
    watched.underWay ??= this.#once(instance, watched).finally(() => {
      watched.underWay = null;
      if (this.#watched.get(instance) !== watched) return;
      this.#plan(instance, watched, paceOf(standingOf(instance, this.#settings), watched.failed, this.#settings));
      watched.failed = instance.isWell ? 0 : watched.failed + 1;
    });
    return watched.underWay;
  }

  async #once(instance: Instance, watched: Watched): Promise<void> {
    watched.begunAt = performance.now();
    await checkInstance(instance, this.#settings);
  }

  #plan(instance: Instance, watched: Watched, ms: number): void {
    clearTimeout(watched.timer);
    watched.dueAt = performance.now() + ms;
    watched.timer = setTimeout(() => void this.#check(instance, watched), Math.max(0, ms)).unref();
  }
}

/** How an instance stands, as far as the pace of its checks depends on it. */
function standingOf(instance: Instance, { waitMs }: PaceSettings) {
  return {
    isWell: instance.isWell,
    awaited: instance.awaited > 0,
    isWorthWaiting: instance.isWorthWaiting(waitMs),
    isProcess: instance.spec.transport === 'stdio',
  };
}
