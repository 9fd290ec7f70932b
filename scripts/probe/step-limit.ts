import { Abort, type Abortable } from '../../proxy/upstream/abort.ts';

/** A limit of a step within a limit of the whole: aborts with whichever comes first, until it is disposed of. */
export interface StepLimit extends Disposable {
  readonly signal: Abortable;
  /** Whether the step itself took too long. */
  readonly isOver: boolean;
}

/** Begins such a step. */
export function stepLimit(whole: Abortable, timeoutMs: number): StepLimit {
  const signal = new Abort();
  const end = () => signal.abort(whole.reason);
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = !signal.aborted;
    signal.abort(new Error(`no answer in ${timeoutMs} ms`));
  }, timeoutMs);
  if (whole.aborted) end();
  else whole.addEventListener('abort', end, { once: true });
  return {
    signal,
    get isOver() {
      return isOver;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      whole.removeEventListener('abort', end);
    },
  };
}
