/** How long an orderly end may take before it is no longer waited for. */
const PATIENCE_MS = 1500;

/**
 * Ends the process on Ctrl-C and on SIGTERM: in order when there is something to close, at once when asked a second
 * time or when closing takes too long. Processes we started end with us in any case (`proxy/upstream/stdio.ts`).
 */
export function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(0), PATIENCE_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmLeaves(stop);
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
