import { JsonRpcError, UpstreamFault } from '../upstream/fault.ts';
import type { Instance } from './instance.ts';
import type { Router } from './router.ts';

export interface CheckSettings {
  intervalMs: number;
  strikes: number;
  timeoutMs: number;
}

/** Asks an instance whether it lives, the way a call would reach it, and lists its tools when they are not known yet. */
export async function checkInstance(
  instance: Instance,
  { strikes, timeoutMs }: Omit<CheckSettings, 'intervalMs'>,
): Promise<void> {
  const { upstream: warm } = instance;
  if (!warm) return;
  const started = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const upstream = await warm.get(signal);
    await upstream.check(signal).catch((error: unknown) => {
      // Nothing runs there and it does not answer: a fresh start may help. What runs is left to its own deadline.
      if (!(error instanceof JsonRpcError) && instance.inFlight === 0) warm.forget(upstream);
      throw error;
    });
    instance.foundByCheck(null, performance.now() - started, strikes);
    await warm.tools(signal).catch(() => {}); // What a call needs to know, it asks for again.
  } catch (error) {
    instance.foundByCheck(findingOf(error, signal, timeoutMs), performance.now() - started, strikes);
  }
}

function findingOf(error: unknown, signal: AbortSignal, timeoutMs: number): UpstreamFault | null {
  if (error instanceof UpstreamFault) return error;
  if (signal.aborted) return new UpstreamFault('timeout', `no answer in ${timeoutMs} ms`, { cause: error });
  // A server that refuses the question has answered it.
  if (error instanceof JsonRpcError) return null;
  throw error;
}

/** Checks every instance at once, then each at its own pace: the interval, give or take a tenth, so that they spread. */
export class Checks implements Disposable {
  readonly #router: Router;
  readonly #settings: CheckSettings;
  readonly #timers = new Map<Instance, NodeJS.Timeout>();
  #stopped = false;

  constructor(router: Router, settings: CheckSettings) {
    this.#router = router;
    this.#settings = settings;
  }

  /** Resolves when every instance was checked once. */
  async start(): Promise<void> {
    await Promise.all(this.#router.instances.map((instance) => this.#round(instance)));
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  async #round(instance: Instance): Promise<void> {
    await checkInstance(instance, this.#settings);
    if (this.#stopped || !instance.upstream) return;
    const pause = this.#settings.intervalMs * (0.9 + 0.2 * Math.random());
    this.#timers.set(instance, setTimeout(() => void this.#round(instance), pause).unref());
  }
}
