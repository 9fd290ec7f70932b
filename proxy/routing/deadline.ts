import { ProxyError } from '../error.ts';
import { Abort, type Abortable } from '../upstream/abort.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import { type Caller, callerOf } from './caller.ts';

/** What allows how much: the service, and the key of `_meta` by which a caller asks for less. */
interface Allowed {
  timeoutKey: string;
  timeoutMs: number;
}

/**
 * How long a call may take, in milliseconds, where its caller says so in `_meta["<registry id>/timeoutMs"]`: at most what
 * its service allows. Undefined when the caller says nothing. Throws `invalid_request` for what is no such time.
 */
export function askedTimeout(
  params: { _meta?: Record<string, unknown> | undefined } | undefined,
  { timeoutKey, timeoutMs }: Allowed,
): number | undefined {
  const asked = params?._meta?.[timeoutKey];
  if (asked === undefined) return undefined;
  if (typeof asked === 'number' && asked >= 1) return Math.min(asked, timeoutMs);
  throw new ProxyError('invalid_request', `_meta["${timeoutKey}"] is a number of milliseconds, at least 1`);
}

/** A signal that aborts with another, or with a fault (`timeout`) when the time is over. `clear` it when all is done. */
export class Deadline implements Caller {
  readonly signal: Abortable;
  /** What the signal has aborted with, when the time was over. */
  late: UpstreamFault | null = null;
  readonly #timer: NodeJS.Timeout;
  readonly #clear: () => void;

  constructor(caller: Pick<Caller, 'onLeave'>, ms: number) {
    const signal = new Abort();
    this.signal = signal;
    this.#clear = caller.onLeave((reason) => signal.abort(reason));
    this.#timer = setTimeout(() => {
      this.late = new UpstreamFault('timeout', `no answer in ${ms} ms`);
      signal.abort(this.late);
    }, ms);
  }

  onLeave(hear: (reason: unknown) => void): () => void {
    return callerOf(this.signal).onLeave(hear);
  }

  get hasLeft(): boolean {
    return this.signal.aborted;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#clear();
  }
}

/** Does work with what is left of a caller's own time, where it asked for one. */
export async function withinAsked<T>(
  ms: number | undefined,
  signal: Abortable,
  work: (signal: Abortable) => Promise<T>,
): Promise<T> {
  if (ms === undefined) return work(signal);
  const deadline = new Deadline(callerOf(signal), ms);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.clear();
  }
}
