import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';

/** Writes a line for every answer: what was asked, of whom, how it ended and what it took. Never what was said. */
export type AccessLog = (request: IncomingMessage, response: ServerResponse) => void;

/** How much is kept back before it is written, and for how long: a write for each line would cost as much as a call. */
const KEPT_CHARACTERS = 8 * 1024;
const KEPT_MS = 1000;

/**
 * An access log on standard error, one JSON object a line, in the form of our log's other lines. The query is left out:
 * keys may stand in it. A logger takes longer for a line than for all else that is said of a call, so that this writes
 * its one kind of line itself, and only its stream is pino's.
 */
export function createAccessLog(destination: number | string = 2): AccessLog & Disposable {
  const stream = pino.destination({ dest: destination, sync: true });
  let kept = '';
  const flush = () => {
    if (kept === '') return;
    stream.write(kept);
    kept = '';
  };
  const flushing = setInterval(flush, KEPT_MS).unref();
  const time = new IsoTime();
  const pathOf = new LastPath();
  const note: AccessLog = (request, response) => {
    const startedAt = performance.now();
    const { method, url = '/', socket } = request;
    const from = socket.remoteAddress;
    response.on('close', () => {
      const tenths = Math.round((performance.now() - startedAt) * 10);
      // In integers, which are written down in a fraction of the time.
      const ms = `${Math.trunc(tenths / 10)}.${tenths % 10}`;
      const path = pathOf.of(url);
      const isWhole = response.writableFinished;
      const status = isWhole || response.headersSent ? response.statusCode : 499;
      const whose = from === undefined ? '' : `,"from":"${from}"`;
      kept += `{"level":30,"time":"${time.now()}","method":"${method}","path":${path},"status":${status},"ms":${ms}${whose}${isWhole ? '' : ',"left":true'},"msg":"access"}\n`;
      if (kept.length > KEPT_CHARACTERS) flush();
    });
  };
  const dispose = () => {
    clearInterval(flushing);
    flush();
    stream.flushSync();
  };
  return Object.assign(note, { [Symbol.dispose]: dispose });
}

/** The path in a URL, as JSON; the last one is kept, as it often comes again. */
class LastPath {
  #url = '';
  #path = '""';

  of(url: string): string {
    if (url !== this.#url) {
      const end = url.indexOf('?');
      this.#url = url;
      this.#path = JSON.stringify(end === -1 ? url : url.slice(0, end));
    }
    return this.#path;
  }
}

/** The time of day as RFC 3339 says it, to the millisecond; the date is written once a second. */
class IsoTime {
  #second = Number.NaN;
  #text = '';

  now(): string {
    const now = Date.now();
    const ms = now % 1000;
    if (now - ms !== this.#second) {
      this.#second = now - ms;
      this.#text = new Date(now).toISOString().slice(0, -4);
    }
    return `${this.#text}${String(ms).padStart(3, '0')}Z`;
  }
}
