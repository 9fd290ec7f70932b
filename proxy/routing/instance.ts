import { HEALTH_OF, type Health, type Reason } from '../../catalog/status/status.ts';
import type { InstanceSpec } from '../services/service.ts';
import type { Abortable } from '../upstream/abort.ts';
import type { UpstreamFault } from '../upstream/fault.ts';
import { Forwarder } from '../upstream/forward.ts';
import { type WarmOptions, WarmUpstream } from '../upstream/warm.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { countsAgainst, type Finding, isBeyondDoubt, isSlowness } from './finding.ts';
import { Flight, type Work } from './flight.ts';
import { Flights } from './flights.ts';
import { Latency } from './latency.ts';
import { Retirement } from './retirement.ts';
import { Waiting } from './waiting.ts';

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

/** A change of an instance's state: how it was, how it is, and what was found. */
export interface StateChange {
  at: number;
  health: Health;
  breaker: BreakerState;
  reason: Reason;
  error: string | null;
}

/** Who wants to know of an instance. Nobody has to. */
export interface InstanceEvents {
  changed?(instance: Instance, change: StateChange): void;
  /** Its tools were listed, and are others than before. */
  listed?(instance: Instance): void;
  /** It should be looked at now, not at its next turn. Says whether it will be. */
  urgent?(instance: Instance): boolean;
}

export interface InstanceSettings extends WarmOptions {
  /** Failures in a row that open its breaker; one beyond doubt opens it at once. */
  failures: number;
  /** How long an instance that has come back gets less than its share. */
  slowStartMs: number;
  events?: InstanceEvents;
}

const KEPT_CHANGES = 20;
const LEAST_WARMTH = 0.1;

/** An instance as the router sees it: a place to call, what it carries now, and how it is. */
export class Instance {
  readonly spec: InstanceSpec;
  /** Null where the instance cannot be reached at all: its spec says why. */
  readonly upstream: WarmUpstream | null;
  /** The way for bytes, where there is one: over streamable HTTP. */
  readonly forwarder: Forwarder | null;
  readonly breaker: Breaker;
  /** Begun when the operator, or a source, no longer has it. */
  readonly retirement = new Retirement(
    () => this.#inFlight > 0,
    () => this.close(),
  );
  readonly latency = new Latency();
  readonly flights = new Flights();
  /** The last changes of its state, the newest last. */
  readonly changes: StateChange[] = [];
  live: LiveHealth;
  /** A call hangs here, and a check is to say whether the instance does. */
  isSuspect = false;
  /** Once it was up: so it may well come back soon. */
  hasBeenUp = false;
  /** When the breaker opened, in milliseconds since 1970. */
  openedAt: number | null = null;
  #inFlight = 0;
  #strikes = 0;
  #backAt = Number.NEGATIVE_INFINITY;
  /** It is back, and nobody has called it since. */
  #isUntried = false;
  readonly #waiting = new Waiting();
  readonly #settings: InstanceSettings;
  readonly #now: () => number;

  constructor(spec: InstanceSpec, settings: InstanceSettings, now = Date.now) {
    this.spec = spec;
    this.#settings = settings;
    this.#now = now;
    this.breaker = new Breaker(settings.failures);
    const { target } = spec;
    const onEnded = () => this.#foundEnded();
    const onListed = () => settings.events?.listed?.(this);
    this.upstream = 'reason' in target ? null : new WarmUpstream(target, { ...settings, onEnded, onListed });
    this.forwarder =
      'transport' in target && target.transport === 'streamable-http' ? new Forwarder(target.http) : null;
    const reason = 'reason' in target ? target.reason : 'never-checked';
    const error = 'reason' in target ? target.message : null;
    this.live = { health: HEALTH_OF[reason], reason, since: now(), checkedAt: null, responseMs: null, error };
  }

  /** The work it does now; streams that only listen are none. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Callers that wait for it to come back. */
  get awaited(): number {
    return this.#waiting.size;
  }

  get meanMs(): number | null {
    return this.latency.meanMs;
  }

  get zone(): string | null {
    return this.spec.zone ?? null;
  }

  /** Its share beside others. */
  get weight(): number {
    return this.spec.weight ?? 1;
  }

  /** What part of its calls it gets. Back again, it gets the first as ever, then a tenth, and more and more. */
  get warmth(): number {
    const share = (this.#now() - this.#backAt) / this.#settings.slowStartMs;
    return this.#isUntried ? 1 : Math.min(1, Math.max(LEAST_WARMTH, share));
  }

  /** Whether there is nothing to hurry for. */
  get isWell(): boolean {
    return this.breaker.state === 'closed' && this.live.health !== 'unhealthy';
  }

  /** Whether it may be expected back: it was up, and has not been gone for longer than this. */
  isWorthWaiting(waitMs: number): boolean {
    return !this.isRetired && this.hasBeenUp && this.openedAt !== null && this.#now() - this.openedAt < waitMs;
  }

  /** Whether calls may go there now. */
  get isOpen(): boolean {
    return this.upstream !== null && !this.isRetired && this.breaker.state === 'closed';
  }

  /** Whether it takes no new work any more. */
  get isRetired(): boolean {
    return this.retirement.hasBegun;
  }

  /** Notes that work begins. It must be `end`ed. */
  begin(work: Work): Flight {
    const flight = new Flight(work, performance.now());
    this.flights.add(flight);
    if (!flight.isListening) {
      this.#inFlight += 1;
      this.#isUntried = false;
    }
    return flight;
  }

  /** Work has ended, and with what. `undefined` says nothing of the instance: the caller has left. */
  end(flight: Flight, finding: Finding | undefined): void {
    if (!this.flights.delete(flight)) return;
    flight.end();
    if (!flight.isListening) this.#inFlight -= 1;
    this.retirement.look();
    // A stream that listened may have been ended by us: that is no good news of the instance.
    if (finding === undefined || (!finding && flight.isListening)) return;
    if (!finding) this.latency.record(flight.tool, performance.now() - flight.startedAt);
    this.foundByCall(finding);
  }

  /** A call corrects the state at once, in either direction. */
  foundByCall(finding: Finding): void {
    if (!finding) {
      if (this.breaker.state !== 'closed') return; // An answer from before it was taken out.
      this.#strikes = 0;
      this.breaker.succeed();
      this.#become(null);
    } else if (isSlowness(finding)) {
      this.#urgent(); // A slow tool, or a hang: a check will tell.
    } else if (countsAgainst(finding)) {
      this.#fail(finding, isBeyondDoubt(finding));
    }
  }

  /** A check corrects the state: good news at once, bad news after some strikes in a row, unless there is no good to lose. */
  foundByCheck(finding: Finding, responseMs: number, strikes: number, waitMs = 0): void {
    this.live = { ...this.live, checkedAt: this.#now(), responseMs: Math.round(responseMs) };
    if (finding && countsAgainst(finding)) {
      this.#strikes += 1;
      const wasTrial = this.breaker.state === 'half-open';
      const isGone = this.hasBeenUp && this.live.health === 'unhealthy' && isBeyondDoubt(finding);
      if (wasTrial || isGone) this.#open(this.breaker.fail(true));
      if (this.#strikes >= strikes || this.live.health !== 'healthy' || this.breaker.state !== 'closed')
        this.#become(finding);
      if (wasTrial && !this.isWorthWaiting(waitMs)) this.#waiting.wakeAll();
      return;
    }
    this.#strikes = 0;
    this.hasBeenUp ||= !finding;
    const isBack = this.breaker.succeed(true);
    if (isBack || (!finding && this.live.health === 'unhealthy')) {
      this.#backAt = this.#now();
      this.#isUntried = true;
    }
    if (isBack) this.openedAt = null;
    this.#become(finding);
    if (isBack) this.#waiting.admit(() => this.isOpen);
  }

  /** Takes it out of use: a call hangs, and a check was not answered. What may be repeated leaves at once. */
  eject(fault: UpstreamFault): void {
    this.#open(this.breaker.fail(true));
    this.#become(fault);
    this.#urgent();
    for (const flight of this.flights) flight.eject(fault);
  }

  /**
   * Resolves when it is back, or the signal aborts. One that cannot be expected back (`isWorthWaiting`) is given up after
   * the next trial.
   */
  whenBack(signal: Abortable, waitMs: number): Promise<void> {
    if (this.isOpen || this.isRetired || signal.aborted) return Promise.resolve();
    const isTriedSoon = this.#urgent();
    if (!isTriedSoon && !this.isWorthWaiting(waitMs)) return Promise.resolve();
    return this.#waiting.join(signal);
  }

  /** Gives it no new work. What is under way ends as it would have; then it is closed. Resolves when that is done. */
  retire(): Promise<void> {
    const retired = this.retirement.begin();
    this.wakeAll();
    return retired;
  }

  async close(): Promise<void> {
    await Promise.all([this.upstream?.close(), this.forwarder?.close()]);
  }

  #fail(finding: UpstreamFault, beyondDoubt: boolean): void {
    this.#open(this.breaker.fail(beyondDoubt));
    this.#become(finding);
    this.#urgent();
  }

  /** Its process has ended by itself: the next call need not wait until there is another. */
  #foundEnded(): void {
    if (this.hasBeenUp && this.spec.transport === 'stdio') this.#urgent();
  }

  /** Asks to be looked at soon. Nobody looks at what has retired. */
  #urgent(): boolean {
    return !this.isRetired && (this.#settings.events?.urgent?.(this) ?? false);
  }

  /** Lets those that wait for it look round again. */
  wakeAll(): void {
    this.#waiting.wakeAll();
  }

  #open(opened: boolean): void {
    if (opened) this.openedAt = this.#now();
  }

  #become(finding: Finding): void {
    const before = this.changes.at(-1);
    const reason = finding?.reason ?? 'ok';
    const breaker = this.breaker.state;
    if (reason === this.live.reason && breaker === (before?.breaker ?? 'closed')) return;
    const error = finding && HEALTH_OF[reason] !== 'healthy' ? finding.message : null;
    const since = reason === this.live.reason ? this.live.since : this.#now();
    this.live = { ...this.live, health: HEALTH_OF[reason], reason, since, error };
    this.hasBeenUp ||= reason === 'ok';
    const change = { at: this.#now(), health: this.live.health, breaker, reason, error };
    this.changes.push(change);
    if (this.changes.length > KEPT_CHANGES) this.changes.shift();
    // What has retired is nobody's any more.
    if (!this.isRetired) this.#settings.events?.changed?.(this, change);
  }
}
