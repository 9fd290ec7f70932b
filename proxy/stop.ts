/** How long an orderly end may take before it is no longer waited for. */
const PATIENCE_MS = 1500;

/** What there is to close, and how long it may take to end what is under way. */
export interface Closing {
  close(drainMs: number): Promise<void>;
  drainMs: number;
}

/**
 * Ends the process on Ctrl-C and on SIGTERM: in order when there is something to close, at once when asked a second
 * time or when closing takes too long. On SIGTERM, calls under way may end; a person at the keyboard does not wait for
 * them. Processes we started end with us in any case (`proxy/upstream/stdio.ts`).
 */
export function stopOnSignal(closing: () => Closing[]): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    const ends = closing().map(({ close, drainMs }) => ({ close, drainMs: signal === 'SIGTERM' ? drainMs : 0 }));
    const longest = Math.max(0, ...ends.map(({ drainMs }) => drainMs));
    setTimeout(() => process.exit(0), PATIENCE_MS + longest).unref();
    Promise.all(ends.map(({ close, drainMs }) => close(drainMs))).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmLeaves(() => stop('SIGTERM'));
}

/** npm hands SIGTERM to the shell between it and us, which dies of it and tells us nothing. */
function whenNpmLeaves(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 250);
  watch.unref();
}
