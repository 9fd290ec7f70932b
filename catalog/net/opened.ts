import type { Socket } from 'node:net';
import { ConnectError, codeOf } from './connect-error.ts';

/** Waits until a socket is ready, or says in which step it failed. The socket is destroyed when it is too slow. */
export function opened<S extends Socket>(
  socket: S,
  ready: 'connect' | 'secureConnect',
  step: 'tcp' | 'tls',
  timeoutMs: number,
): Promise<S> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    const onError = (cause: Error) => {
      clearTimeout(timer);
      fail(new ConnectError(step, codeOf(cause), { cause }));
    };
    socket.once('error', onError);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.off('error', onError);
      done(socket);
    });
  });
}
