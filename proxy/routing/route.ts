import { ProxyError } from '../error.ts';
import type { Abortable } from '../upstream/abort.ts';
import { JsonRpcError, UpstreamFault } from '../upstream/fault.ts';
import type { Caller } from './caller.ts';
import { failed, unreachable } from './failure.ts';
import { isSlowness } from './finding.ts';
import type { Flight, Work } from './flight.ts';
import type { Instance } from './instance.ts';
import { choose } from './pick.ts';
import type { RoutedService } from './router.ts';

export interface RouteOptions extends Work {
  /** Who waits for it; gone also when a deadline has passed. */
  caller: Caller;
  /** Where it has been before, and would rather stay: a session. */
  stay?: Instance | null | undefined;
  /** Whether an instance can do it; unset, all of the service's can. They may change while this is tried. */
  can?: ((instance: Instance) => boolean) | undefined;
  /** Where it was begun, and can be ended, even if no other work goes there any more. */
  bound?: Instance | undefined;
  /** When its time is over, on the clock of `performance`: until then it may wait for an instance. */
  until?: number | undefined;
}

/** What came of it, and how. */
export interface Routed<T> {
  value: T;
  instance: Instance;
  attempts: number;
  /** Milliseconds that the last attempt took. */
  upstreamMs: number;
}

/** The most places, or times, that one piece of work is tried. */
const MOST_ATTEMPTS = 10;

/**
 * Does a piece of work at the best instance. Where it failed, it is tried at another one, if it certainly did not run or
 * may run twice, as long as the service's retry budget lasts; where nobody can be called, it waits for one that was up a
 * moment ago. `act` throws `UpstreamFault` when the instance failed. Throws `ProxyError`, what `act` throws beside that,
 * or the signal's reason.
 */
export async function route<T>(
  service: RoutedService,
  options: RouteOptions,
  act: (instance: Instance, flight: Flight) => Promise<T>,
): Promise<Routed<T>> {
  const startedAt = performance.now();
  let outcome = 'left';
  try {
    const routed = await attempt(service, options, act);
    if (!options.caller.hasLeft) outcome = 'ok';
    return routed;
  } catch (error) {
    if (error instanceof ProxyError) outcome = error.code;
    else if (!options.caller.hasLeft) outcome = 'ok'; // Its server said no: an answer.
    throw error;
  } finally {
    if (!options.isListening) service.meter.routed(service.name, outcome, performance.now() - startedAt);
  }
}

async function attempt<T>(
  service: RoutedService,
  options: RouteOptions,
  act: (instance: Instance, flight: Flight) => Promise<T>,
): Promise<Routed<T>> {
  const { caller, stay, bound, can, until = Number.POSITIVE_INFINITY } = options;
  const tried: Instance[] = [];
  let fault: UpstreamFault | undefined;
  let attempts = 0;
  service.budget.earn();
  for (;;) {
    const { instances } = service;
    const first = tried.length > 0 ? undefined : (bound ?? (mayStay(stay, instances, can) ? stay : undefined));
    const among = first || !can ? instances : instances.filter(can);
    const instance = first ?? next(among, tried, service.zone);
    if (!instance) {
      const waitMs = Math.min(service.waitMs, until - performance.now());
      const isBack = attempts < MOST_ATTEMPTS && (await someoneIsBack(among, waitMs, caller.signal));
      // Meanwhile there may be others.
      if (isBack || (service.instances !== instances && !caller.signal.aborted)) {
        tried.length = 0;
        continue;
      }
      caller.signal.throwIfAborted();
      throw unreachable(service, fault, attempts);
    }
    attempts += 1;
    tried.push(instance);
    const flight = instance.begin(options);
    const startedAt = flight.startedAt;
    try {
      const value = await act(instance, flight);
      const finding = caller.hasLeft || flight.isEjected ? undefined : flight.finding;
      instance.end(flight, finding);
      service.meter.attempted(service.name, instance.spec.id, finding?.reason ?? (finding === null ? 'ok' : 'left'));
      return { value, instance, attempts, upstreamMs: performance.now() - startedAt };
    } catch (error) {
      const isAnswer = error instanceof JsonRpcError || error instanceof ProxyError;
      const outcome = error instanceof UpstreamFault ? error.reason : isAnswer ? 'ok' : 'left';
      service.meter.attempted(service.name, instance.spec.id, outcome);
      if (!(error instanceof UpstreamFault)) {
        instance.end(flight, isAnswer ? null : undefined);
        throw error;
      }
      instance.end(flight, error);
      fault = error;
      // Who has waited as long as he may does not begin anew.
      const isOver = caller.hasLeft || flight.isAnswered || (isSlowness(error) && !flight.isEjected);
      const mayRetry = !isOver && (error.executed === 'no' || options.mayRepeat);
      if (mayRetry && service.budget.spend()) continue;
      if (error.executed === 'no') throw unreachable(service, error, attempts);
      throw failed(service, options.tool, error, { instance, attempts });
    }
  }
}

function mayStay(
  stay: Instance | null | undefined,
  instances: readonly Instance[],
  can: RouteOptions['can'],
): stay is Instance {
  return stay?.isOpen === true && instances.includes(stay) && (can?.(stay) ?? true);
}

/** The instance to try next: the best of those not tried yet, else one worth a second try. */
function next(instances: readonly Instance[], tried: readonly Instance[], zone: string | null): Instance | undefined {
  const open = instances.filter(({ isOpen }) => isOpen);
  const fresh = tried.length === 0 ? open : open.filter((instance) => !tried.includes(instance));
  // A connection that rested may have ended meanwhile: then the same instance deserves another.
  return choose(fresh, { zone }) ?? open.find((instance) => tried.indexOf(instance) === tried.lastIndexOf(instance));
}

/** Waits until one of the instances that may be expected back is. False when none may, or the caller has left. */
async function someoneIsBack(instances: readonly Instance[], waitMs: number, signal: Abortable): Promise<boolean> {
  const reachable = instances.filter(({ upstream }) => upstream !== null);
  if (reachable.length === 0 || signal.aborted || waitMs <= 0) return false;
  const enough = new AbortController();
  const onLeave = () => enough.abort();
  signal.addEventListener('abort', onLeave, { once: true });
  const timer = setTimeout(() => enough.abort(), waitMs);
  try {
    // Whoever comes back first will do; given up is only when nobody is expected any more.
    const waiting = reachable.map(async (instance) => {
      await instance.whenBack(enough.signal, waitMs);
      if (!instance.isOpen) throw new Error('not back');
    });
    return await Promise.any(waiting).then(
      () => true,
      () => false,
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onLeave);
    enough.abort();
  }
}
