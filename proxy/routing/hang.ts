import { setImmediate as turn } from 'node:timers/promises';
import { UpstreamFault } from '../upstream/fault.ts';
import { askInstance } from './check.ts';
import type { Flight } from './flight.ts';
import type { Instance } from './instance.ts';
import type { Router } from './router.ts';

export interface HangSettings {
  /** A call is not wondered about before this age, nor before `factor` times what its tool's slowest percent takes. */
  floorMs: number;
  factor: number;
  /** How long the check may take that is made then. */
  checkMs: number;
}

const TICK_MS = 50;

/**
 * Finds instances that hang, from calls that take too long. A call that is late only asks the question: its instance is
 * checked at once, and only a check without an answer takes it out of use. Of a service's instances the last one stays,
 * however old its calls: a slow one is better than none.
 */
export class HangWatch implements Disposable {
  readonly #settings: HangSettings;
  readonly #router: Pick<Router, 'instances' | 'besides'>;
  readonly #timer: NodeJS.Timeout;
  #tickedAt = performance.now();

  constructor(router: Pick<Router, 'instances' | 'besides'>, settings: HangSettings) {
    this.#router = router;
    this.#settings = settings;
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    // When we ourselves were held up, every call looks late.
    const wasHeldUp = now - this.#tickedAt > 3 * TICK_MS;
    this.#tickedAt = now;
    if (wasHeldUp) return;
    for (const instance of this.#router.instances) {
      if (instance.isSuspect || !instance.isOpen || instance.flights.size === 0) continue;
      if (this.#router.besides(instance).some(({ isOpen }) => isOpen) && this.#hasLate(instance, now))
        void this.#ask(instance);
    }
  }

  /** Whether some call is older than it should be. */
  #hasLate({ flights, latency }: Instance, now: number): boolean {
    const { floorMs, factor } = this.#settings;
    for (const flight of flights) {
      const age = now - flight.startedAt;
      if (age < floorMs || flight.isListening) continue;
      flight.patienceMs ??= Math.max(floorMs, factor * (latency.quantileMs(flight.tool, 0.99) ?? 0));
      if (age >= flight.patienceMs) return true;
    }
    return false;
  }

  async #ask(instance: Instance): Promise<void> {
    const { checkMs } = this.#settings;
    instance.isSuspect = true;
    try {
      const finding = await askInstance(instance, checkMs, { keep: true });
      await turn(); // What came in while we were busy counts.
      const someoneElse = this.#router.besides(instance).some(({ isOpen }) => isOpen);
      if (finding && someoneElse && instance.isOpen)
        instance.eject(new UpstreamFault('timeout', `calls hang, and a check got no answer in ${checkMs} ms`));
      else for (const flight of instance.flights) grantTime(flight);
    } finally {
      instance.isSuspect = false;
    }
  }
}

/** A slow call on a live instance: one wonders again when it is twice as old. */
function grantTime(flight: Flight): void {
  const age = performance.now() - flight.startedAt;
  if (flight.patienceMs !== null && age >= flight.patienceMs) flight.patienceMs = 2 * age;
}
