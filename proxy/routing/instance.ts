import { HEALTH_OF, type Health, type Reason } from '../../catalog/status.ts';
import type { InstanceSpec } from '../services/service.ts';
import type { UpstreamFault } from '../upstream/fault.ts';
import { Forwarder } from '../upstream/forward.ts';
import { type WarmOptions, WarmUpstream } from '../upstream/warm.ts';

/** How an instance is, as calls and checks have found it. Times are milliseconds since 1970. */
export interface LiveHealth {
  health: Health;
  reason: Reason;
  since: number;
  checkedAt: number | null;
  /** What the last check took. */
  responseMs: number | null;
  error: string | null;
}

/** What an instance learnt from a call or a check: null when all was well. */
export type Finding = UpstreamFault | null;

/** An instance as the router sees it: a place to call, what it carries now, and how it is. */
export class Instance {
  readonly spec: InstanceSpec;
  /** Null where the instance cannot be reached at all: its spec says why. */
  readonly upstream: WarmUpstream | null;
  /** The way for bytes, where there is one: over streamable HTTP. */
  readonly forwarder: Forwarder | null;
  live: LiveHealth;
  #inFlight = 0;
  #strikes = 0;
  readonly #now: () => number;

  constructor(spec: InstanceSpec, options: WarmOptions, now = Date.now) {
    this.spec = spec;
    this.#now = now;
    const { target } = spec;
    this.upstream = 'reason' in target ? null : new WarmUpstream(target, options);
    this.forwarder =
      'transport' in target && target.transport === 'streamable-http' ? new Forwarder(target.http) : null;
    const reason = 'reason' in target ? target.reason : 'never-checked';
    const error = 'reason' in target ? target.message : null;
    this.live = { health: HEALTH_OF[reason], reason, since: now(), checkedAt: null, responseMs: null, error };
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Counts a call while it runs. */
  async carry<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** A call corrects the state at once, in either direction. */
  foundByCall(finding: Finding): void {
    if (finding && !countsAgainst(finding)) return;
    this.#strikes = finding ? this.#strikes : 0;
    this.#become(finding);
  }

  /** A check corrects the state: good news at once, bad news after some strikes in a row, unless there is no good to lose. */
  foundByCheck(finding: Finding, responseMs: number, strikes: number): void {
    this.live = { ...this.live, checkedAt: this.#now(), responseMs: Math.round(responseMs) };
    this.#strikes = finding && countsAgainst(finding) ? this.#strikes + 1 : 0;
    if (this.#strikes === 0 || this.#strikes >= strikes || this.live.health !== 'healthy') this.#become(finding);
  }

  async close(): Promise<void> {
    await Promise.all([this.upstream?.close(), this.forwarder?.close()]);
  }

  #become(finding: Finding): void {
    if (!finding && this.live.reason === 'ok') return;
    const reason = finding?.reason ?? 'ok';
    const error = finding && HEALTH_OF[reason] !== 'healthy' ? finding.message : null;
    const since = reason === this.live.reason ? this.live.since : this.#now();
    this.live = { ...this.live, health: HEALTH_OF[reason], reason, since, error };
  }
}

/** A sign-in wall or a request to slow down says that somebody is there. */
function countsAgainst({ reason }: UpstreamFault): boolean {
  return HEALTH_OF[reason] === 'unhealthy' || HEALTH_OF[reason] === 'degraded';
}
