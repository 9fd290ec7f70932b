import { setTimeout as delay } from 'node:timers/promises';
import { isSame } from './same.ts';

/** What a look saw, and what could not be seen though it should have been. */
export interface Look<T> {
  value: T;
  faults: string[];
  /** The next look is due in so many milliseconds, if it would be later otherwise. */
  againMs?: number | undefined;
}

export interface Watched<T> {
  /** As `/health` and the log name it. */
  name: string;
  everyMs: number;
  /** After a look that failed: so soon the first time, then twice as long each time, up to 16 times that or `everyMs`. */
  retryMs: number;
  timeoutMs: number;
  /** Looks once. `before` is what the last good look saw. Throws when nothing can be seen: that then stays. */
  read(signal: AbortSignal, before: T | null): Promise<Look<T>>;
  /** Calls when there may be something new, as long as it lasts. Begun again when it ends. */
  follow?: ((changed: () => void, signal: AbortSignal) => Promise<void>) | undefined;
  /** How much there is in it. */
  sizeOf(value: T): number;
}

/** How it stands with something that is looked at, for operators. Times are milliseconds since 1970. */
export interface WatchState {
  name: string;
  ok: boolean;
  /** How much the last good look found. */
  found: number;
  /** When that look was. */
  readAt: number | null;
  /** Since when it has been as `ok` says. */
  since: number;
  error: string | null;
}

/** Hears of a new value (`changed`), and of a look that went well or not as none did before (`turned`). */
export interface Watcher {
  changed(): void;
  turned(state: WatchState): void;
}

/** Several events in a row are one reason to look. */
const GATHER_MS = 50;
const MOST_DOUBLINGS = 4;

/** Looks at something again and again, and keeps what it saw last: nothing that fails makes that worse. */
export class Watch<T> implements Disposable {
  readonly #watched: Watched<T>;
  readonly #watcher: Watcher;
  readonly #closing = new AbortController();
  #value: T | null;
  #state: WatchState;
  #failed = 0;
  #againMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #again = false;

  /** `before` is the watch that this one takes the place of: until its own first look, what that one saw holds. */
  constructor(watched: Watched<T>, watcher: Watcher, before: Watch<T> | null = null) {
    this.#watched = watched;
    this.#watcher = watcher;
    this.#value = before?.value ?? null;
    const { name } = watched;
    const unread = { name, ok: false, found: 0, readAt: null, since: Date.now(), error: null };
    this.#state = { ...unread, ...before?.state, name };
  }

  /** What the last good look saw. */
  get value(): T | null {
    return this.#value;
  }

  get state(): WatchState {
    return this.#state;
  }

  /** Begins to look. Resolves when the first look is over, however it went. */
  async start(): Promise<void> {
    void this.#follow();
    await this.#look();
  }

  /** Looks soon: something may have changed. */
  hurry(): void {
    if (this.#looking) this.#again = true;
    else this.#plan(GATHER_MS);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#closing.abort(new Error('nobody watches any more'));
  }

  #look(): Promise<void> {
    this.#again = false;
    this.#looking ??= this.#once().finally(() => {
      this.#looking = null;
      this.#plan(this.#again ? GATHER_MS : this.#pauseMs());
    });
    return this.#looking;
  }

  async #once(): Promise<void> {
    const { read, timeoutMs, sizeOf } = this.#watched;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const { value, faults, againMs } = await withinSignal(read(signal, this.#value), signal);
      if (this.#closing.signal.aborted) return;
      const isNew = this.#value === null || !isSame(this.#value, value);
      if (isNew) this.#value = value;
      this.#againMs = againMs;
      this.#failed = faults.length > 0 ? this.#failed + 1 : 0;
      this.#become({ found: sizeOf(value), readAt: Date.now() }, faults.length > 0 ? faults.join('; ') : null);
      if (isNew) this.#watcher.changed();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#failed += 1;
      this.#become({}, signal.aborted ? `not read in ${timeoutMs} ms` : wordsOf(error));
    }
  }

  #become(seen: Partial<WatchState>, error: string | null): void {
    const { ok: wasOk, error: before, since, readAt } = this.#state;
    const ok = error === null;
    const isFirst = readAt === null && before === null;
    this.#state = { ...this.#state, ...seen, ok, error, since: ok === wasOk && !isFirst ? since : Date.now() };
    if (error !== before || isFirst) this.#watcher.turned(this.#state);
  }

  #pauseMs(): number {
    const { everyMs } = this.#watched;
    const pause = (this.#failed === 0 ? everyMs : this.#backoffMs(this.#failed)) * (0.9 + 0.2 * Math.random());
    return Math.min(pause, this.#againMs ?? pause);
  }

  #backoffMs(failed: number): number {
    const { everyMs, retryMs } = this.#watched;
    return Math.min(everyMs, retryMs * 2 ** Math.min(failed - 1, MOST_DOUBLINGS));
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  /** Follows as long as it lasts, and begins anew when it ends: the more often it has not lasted, the later. */
  async #follow(): Promise<void> {
    const { follow, retryMs } = this.#watched;
    const { signal } = this.#closing;
    for (let failed = 1; follow && !signal.aborted; failed += 1) {
      const begun = Date.now();
      await follow(() => this.hurry(), signal).catch(() => {});
      if (signal.aborted) return;
      if (Date.now() - begun > retryMs) {
        this.hurry(); // It broke off: what was missed is found by looking, or that nobody is there any more.
        failed = 1;
      }
      await delay(this.#backoffMs(failed), undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

/** Waits no longer than the signal allows, even for work that does not mind it. */
function withinSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
