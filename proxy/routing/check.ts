import { JsonRpcError, UpstreamFault } from '../upstream/fault.ts';
import type { Finding } from './finding.ts';
import type { Instance } from './instance.ts';

/** What is asked of an instance that is said to be down, and how soon again. */
export interface CheckSettings {
  intervalMs: number;
  strikes: number;
  timeoutMs: number;
  /** How long an instance that was up is worth waiting for. */
  waitMs: number;
  /** Its tools are listed again when they are as old as this, and when it is back; unless set, once a connection. */
  listEveryMs?: number;
}

/**
 * Asks an instance whether it lives, the way a call would reach it: null when it does. What was found is never thrown.
 * Unless told to `keep` the connection, it is given up when it does not answer and nothing runs on it.
 */
export async function askInstance(instance: Instance, timeoutMs: number, { keep = false } = {}): Promise<Finding> {
  const { upstream: warm } = instance;
  if (!warm) return null;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const upstream = await warm.get(signal);
    await upstream.check(signal).catch((error: unknown) => {
      // Nothing runs there and it does not answer: a fresh start may help. What runs is left to its own deadline.
      if (!keep && !(error instanceof JsonRpcError) && instance.inFlight === 0) warm.forget(upstream);
      throw error;
    });
    return null;
  } catch (error) {
    return findingOf(error, signal, timeoutMs);
  }
}

/** Checks an instance, lets it know what was found, and lists its tools when they are not known yet. */
export async function checkInstance(
  instance: Instance,
  { strikes, timeoutMs, waitMs, listEveryMs = Infinity }: Omit<CheckSettings, 'intervalMs'>,
): Promise<void> {
  const { upstream: warm } = instance;
  if (!warm) return;
  instance.breaker.try();
  const { isWell: wasWell } = instance;
  const started = performance.now();
  const finding = await askInstance(instance, timeoutMs);
  instance.foundByCheck(finding, performance.now() - started, strikes, waitMs);
  // What a call needs to know, it asks for again.
  if (!finding) await warm.toolsWithin(wasWell ? listEveryMs : 0, AbortSignal.timeout(timeoutMs)).catch(() => {});
}

function findingOf(error: unknown, signal: AbortSignal, timeoutMs: number): Finding {
  if (error instanceof UpstreamFault) return error;
  if (signal.aborted) return new UpstreamFault('timeout', `no answer in ${timeoutMs} ms`, { cause: error });
  // A server that refuses the question has answered it.
  if (error instanceof JsonRpcError) return null;
  throw error;
}
