import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';

/** Writes a line for every answer: what was asked, of whom, how it ended and what it took. Never what was said. */
export type AccessLog = (request: IncomingMessage, response: ServerResponse) => void;

/** How much is kept back before it is written, and for how long: a write for each line would cost as much as a call. */
const KEPT_BYTES = 8 * 1024;
const KEPT_MS = 1000;

/** An access log on standard error, one JSON object a line. The query is left out: keys may stand in it. */
export function createAccessLog(destination: number | string = 2): AccessLog & Disposable {
  const stream = pino.destination({ dest: destination, sync: true, minLength: KEPT_BYTES });
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  const flush = setInterval(() => stream.flushSync(), KEPT_MS).unref();
  const note: AccessLog = (request, response) => {
    const startedAt = performance.now();
    const { method, url = '/', socket } = request;
    const from = socket.remoteAddress;
    response.once('close', () => {
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      const end = url.indexOf('?');
      const path = end === -1 ? url : url.slice(0, end);
      const status = response.writableFinished || response.headersSent ? response.statusCode : 499;
      log.info({ method, path, status, ms, from, ...(response.writableFinished ? {} : { left: true }) }, 'access');
    });
  };
  const dispose = () => {
    clearInterval(flush);
    stream.flushSync();
  };
  return Object.assign(note, { [Symbol.dispose]: dispose });
}
