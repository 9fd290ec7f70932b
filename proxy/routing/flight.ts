import { Abort, type Abortable } from '../upstream/abort.ts';
import type { UpstreamFault } from '../upstream/fault.ts';

/** What is known of a piece of work before it is done. */
export interface Work {
  /** The tool that is called, or the method: what its duration is compared with. */
  tool: string;
  /** Whether running twice does no harm. */
  mayRepeat: boolean;
  /** A stream that only listens: it is no load, and never too old. */
  isListening?: boolean;
}

/** One piece of work under way at an instance. */
export class Flight implements Work {
  readonly tool: string;
  readonly mayRepeat: boolean;
  readonly isListening: boolean;
  readonly startedAt: number;
  /** Where it stands in its `Flights`, which alone set this. */
  place = -1;
  /** The age in milliseconds at which one begins to wonder; unset until somebody looks. */
  patienceMs: number | null = null;
  /** Called when the instance is taken out while this is under way, and this may be repeated elsewhere. */
  onEjected: ((fault: UpstreamFault) => void) | null = null;
  /** It was called off, not given up for taking too long. */
  isEjected = false;
  finding: UpstreamFault | null = null;
  /** The caller has seen a part of the answer: nobody else can give the rest. */
  isAnswered = false;
  #stopHearing: (() => void) | null = null;

  constructor({ tool, mayRepeat, isListening = false }: Work, now: number) {
    this.tool = tool;
    this.mayRepeat = mayRepeat;
    this.isListening = isListening;
    this.startedAt = now;
  }

  /** What an answer says of the instance though it was passed on: a server error, say. */
  note(finding: UpstreamFault | null): void {
    this.finding = finding;
  }

  /** Calls it off, if it may be done elsewhere. */
  eject(fault: UpstreamFault): void {
    if (!this.mayRepeat || this.isListening) return;
    this.isEjected = true;
    this.onEjected?.(fault);
  }

  /** An answer has begun to be awaited, which can be called off. */
  onBegin({ abandon }: { abandon: (fault: UpstreamFault) => void }): void {
    this.onEjected = abandon;
  }

  /** The caller is about to see something of the answer. */
  onAnswer(): void {
    this.isAnswered = true;
  }

  /** Aborts when this flight is ejected, or with the signal given. For work that understands signals. */
  signalWith(signal: Abortable): Abortable {
    if (!this.mayRepeat) return signal;
    const either = new Abort();
    const onAbort = () => either.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stopHearing = () => signal.removeEventListener('abort', onAbort);
    this.onEjected = (fault) => either.abort(fault);
    return either;
  }

  /** It has ended. A signal that was put together of others lives as long as somebody hears it (Node 20). */
  end(): void {
    this.#stopHearing?.();
  }
}
