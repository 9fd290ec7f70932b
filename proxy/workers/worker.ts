import cluster from 'node:cluster';
import { createLog } from '../log.ts';
import { type RunningProxy, startProxy } from '../server.ts';
import { type Closing, stopOnSignal } from '../stop.ts';
import { type FromWorker, ToWorker } from './messages.ts';
import { Siblings } from './siblings.ts';

/** Whether this process is one of several that a primary has started. */
export const isWorker = cluster.isWorker;

/** Serves as the primary says, until it says to stop, or is gone. */
export function serveAsWorker(): void {
  const { worker } = cluster;
  if (!worker) throw new Error('this process is no worker');
  let proxy: RunningProxy | undefined;
  let closing: Closing[] = [];
  stopOnSignal(() => closing);
  process.on('message', (value) => {
    const message = ToWorker.parse(value);
    if (message.type === 'stop') void Promise.resolve(proxy?.close(message.drainMs)).finally(() => process.exit(0));
    if (message.type !== 'serve') return;
    serve(worker.id, message).then(
      (started) => {
        proxy = started;
        const close = (drainMs: number) => {
          say({ type: 'leaving' });
          return started.close(drainMs);
        };
        closing = [{ close, drainMs: message.served.config.drainMs }];
      },
      (error: unknown) => say({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  });
  say({ type: 'started' });
}

async function serve(
  id: number,
  { key, sockets, served }: Extract<ToWorker, { type: 'serve' }>,
): Promise<RunningProxy> {
  const siblings = new Siblings({ id, folder: sockets, key: Buffer.from(key, 'base64url') });
  // The primary clears up when it can; when it was killed, we are left to ourselves, and end.
  process.on('exit', () => siblings.clear({ isLast: !process.connected }));
  const proxy = await startProxy({ ...served, siblings, log: createLog(served.logLevel).child({ worker: id }) });
  say({ type: 'serving' });
  void proxy.ready.then(() => say({ type: 'ready' }));
  return proxy;
}

function say(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
