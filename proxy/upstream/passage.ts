import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { BegunStream, leaveStream, takeStream } from './begun-stream.ts';
import { SessionGone, UpstreamFault } from './fault.ts';
import { faultOf } from './http.ts';
import { returned } from './passed-headers.ts';

/** Who may call a passage off before its caller has seen anything, and hears when that time is over. */
export interface PassageWatcher {
  onBegin(passage: { abandon: (fault: UpstreamFault) => void }): void;
  onAnswer(): void;
}

export interface PassageOptions {
  /** Milliseconds without a byte until the upstream is given up; 0 waits for ever (listening streams). */
  idleMs: number;
  /** Headers that the caller gets beside the upstream's. */
  added?: Record<string, string> | undefined;
  watcher?: PassageWatcher | undefined;
  /** Gets the body of an answer in JSON (status 200), when all of it has come; not of one that is very long. */
  keep?: ((body: Buffer) => void) | undefined;
  /** Hears that something came on a stream. */
  onStream?: (() => void) | undefined;
  /** A 404 means that the upstream has forgotten the session: it is thrown, not passed on. */
  session?: boolean;
}

/** An answer in JSON that comes in one piece, no longer than this, goes out in one piece, with its head. */
const MOST_IN_ONE = 64 * 1024;

const MOST_KEPT = 1024 * 1024;

/** While its client is asked something, a call may be silent for so long. */
const ASKING_MS = 5 * 60_000;

/** What an answer begins with, as its caller is to get it. */
interface Head {
  status: number;
  headers: Record<string, string | string[]>;
  isJson: boolean;
}

/**
 * One answer on its way from an upstream to its caller, byte by byte, no faster than the caller takes it. A stream that
 * another instance has begun and left is gone on with.
 */
export class Passage implements Dispatcher.DispatchHandler {
  /**
   * Resolves when the answer has ended, or its caller has left: with what that says against the instance, else with null.
   * Rejects with `UpstreamFault` when there was no answer. One that broke off has broken the caller's, too, unless that is
   * a stream which can take an answer, or an error, from elsewhere (`leaveStream`).
   */
  readonly ended: Promise<UpstreamFault | null>;
  readonly #response: ServerResponse;
  readonly #options: PassageOptions;
  #settle: { resolve(finding: UpstreamFault | null): void; reject(fault: UpstreamFault): void } | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #idle: NodeJS.Timeout | undefined;
  #idleMs: number;
  #finding: UpstreamFault | null = null;
  #stream: BegunStream | null = null;
  /** The head of an answer which may turn out to be in one piece, and that piece: the caller has seen nothing of it. */
  #head: Head | null = null;
  #whole: Buffer | null = null;
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  /** The caller has a stream already, and this answer is none: it becomes an event. */
  #isWrapped = false;
  /** The caller takes its time: the silence is not the upstream's. */
  #isHeldUp = false;

  constructor(response: ServerResponse, options: PassageOptions) {
    this.#response = response;
    this.#options = options;
    this.#idleMs = options.idleMs;
    this.#stream = takeStream(response) ?? null;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    response.on('close', this.#onLeave);
    options.watcher?.onBegin(this);
    if (response.destroyed) this.#end();
    else this.#wait();
  }

  /** It may have waited in the pool until after its caller left: it must not run for nobody, nor block the line. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (!this.#settle) controller.abort(new Error('the caller has left'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const { session, added } = this.#options;
    const refusal = session && status === 404 ? new SessionGone() : signInFault(status);
    if (refusal) {
      this.#fail(refusal);
      controller.abort(refusal);
      return;
    }
    const type = String(headers['content-type'] ?? '').toLowerCase();
    const isJson = type.startsWith('application/json');
    if (status >= 500 && !isJson) this.#finding = new UpstreamFault('http-5xx', `the upstream answered ${status}`);
    const isStream = type.startsWith('text/event-stream');
    if (this.#response.headersSent) {
      this.#goOn(controller, { status, isStream, isJson });
      return;
    }
    const passed = returned(headers);
    if (added) Object.assign(passed, added);
    if (isStream) {
      this.#stream = new BegunStream();
      passed['x-accel-buffering'] = 'no';
      this.#response.writeHead(status, passed).flushHeaders();
      return;
    }
    if (this.#options.keep && status === 200 && isJson) this.#kept = [];
    this.#head = { status, headers: passed, isJson };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settle) return;
    this.#heard(chunk);
    this.#keep(chunk);
    if (this.#head) {
      // Nobody can do anything with a part of a JSON text: another piece, or the end, is waited for.
      if (this.#head.isJson && !this.#whole && chunk.length <= MOST_IN_ONE) {
        this.#whole = chunk;
        return;
      }
      this.#sendHead(this.#head);
      if (this.#whole) this.#response.write(this.#whole);
      this.#whole = null;
    }
    if (this.#response.write(this.#isWrapped ? wrapped(chunk) : chunk)) return;
    controller.pause();
    this.#isHeldUp = true;
    this.#response.once('drain', () => {
      this.#isHeldUp = false;
      this.#idle?.refresh();
      controller.resume();
    });
  }

  onResponseEnd(): void {
    if (!this.#settle) return;
    if (this.#stream?.isEmpty && this.#options.idleMs > 0) {
      this.#fail(new UpstreamFault('tcp', 'the stream ended before it said anything'));
      return;
    }
    if (this.#kept) this.#options.keep?.(Buffer.concat(this.#kept));
    if (this.#head) {
      if (this.#whole) this.#head.headers['content-length'] = String(this.#whole.length);
      this.#sendHead(this.#head);
    }
    // As text of one byte a character it goes out in one write with its head, without being copied first.
    if (this.#whole) this.#response.end(this.#whole.toString('latin1'), 'latin1');
    else this.#response.end(this.#isWrapped ? '\n\n' : undefined);
    this.#end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(faultOf(error));
  }

  /** Calls it off, as long as the caller can be served elsewhere. */
  readonly abandon = (fault: UpstreamFault): void => {
    if (!this.#settle || (this.#response.headersSent && !this.#stream?.mayGoOnElsewhere)) return;
    this.#fail(fault);
    this.#controller?.abort(fault);
  };

  readonly #onLeave = () => {
    if (!this.#settle) return;
    this.#end();
    if (!this.#response.writableFinished) this.#controller?.abort(new Error('the caller has left'));
  };

  #keep(chunk: Buffer): void {
    if (!this.#kept) return;
    this.#kept.push(chunk);
    this.#keptBytes += chunk.length;
    if (this.#keptBytes > MOST_KEPT) this.#kept = null;
  }

  /** From here on nobody else can give the answer. */
  #sendHead({ status, headers }: Head): void {
    this.#head = null;
    this.#options.watcher?.onAnswer();
    this.#response.writeHead(status, headers);
  }

  /** The caller has the head of a stream from an instance that failed: what this one says follows there. */
  #goOn(
    controller: Dispatcher.DispatchController,
    { status, isStream, isJson }: { status: number; isStream: boolean; isJson: boolean },
  ): void {
    if (isStream) return;
    if (isJson) {
      this.#options.watcher?.onAnswer();
      this.#isWrapped = true;
      this.#stream = null;
      this.#response.write(WRAPPER);
      return;
    }
    const fault = this.#finding ?? new UpstreamFault('not-mcp', `the upstream answered ${status}, but no message`);
    this.#fail(fault);
    controller.abort(fault);
  }

  /** A question of the server is for a human to answer: until then, nothing more is to be heard. */
  #heard(chunk: Buffer): void {
    if (!this.#stream) return void this.#idle?.refresh();
    this.#options.onStream?.();
    const { idleMs } = this.#options;
    this.#idleMs = this.#stream.heard(chunk) ? Math.max(idleMs, ASKING_MS) : idleMs;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#idle);
    if (this.#options.idleMs > 0) this.#idle = setTimeout(() => this.#giveUp(), this.#idleMs);
  }

  #giveUp(): void {
    const fault = new UpstreamFault('timeout', `no answer in ${this.#idleMs} ms`);
    if (this.#isHeldUp) {
      this.#end();
      this.#response.destroy();
    } else this.#fail(fault);
    this.#controller?.abort(fault);
  }

  /** No answer comes from here. What the caller has of one decides whether it can come from elsewhere. */
  #fail(fault: UpstreamFault): void {
    if (!this.#settle) return;
    const stream = this.#stream;
    // A stream that only listens has no answer to wait for: its caller opens another.
    const isCall = this.#options.idleMs > 0;
    if (isCall && stream?.isAnswered) {
      this.#finding = fault;
      this.#response.end();
      this.#end();
      return;
    }
    const isLeft = isCall && stream?.isOpen;
    if (this.#response.headersSent && !(isLeft && stream.mayGoOnElsewhere)) this.#options.watcher?.onAnswer();
    this.#end(fault);
    if (isLeft) leaveStream(this.#response, stream);
    else if (this.#response.headersSent) this.#response.destroy();
  }

  #end(fault?: UpstreamFault): void {
    clearTimeout(this.#idle);
    this.#response.off('close', this.#onLeave);
    if (fault) this.#settle?.reject(fault);
    else this.#settle?.resolve(this.#finding);
    this.#settle = null;
  }
}

const WRAPPER = 'event: message\ndata: ';

/** A part of an answer as a part of an event: each of its lines is one of data. */
function wrapped(chunk: Buffer): Buffer {
  return chunk.includes(10) ? Buffer.from(chunk.toString('latin1').replace(/\n/g, '\ndata: '), 'latin1') : chunk;
}

/** A sign-in that is asked for is ours to give, not the caller's, whose `Authorization` goes nowhere. */
export function signInFault(status: number): UpstreamFault | null {
  if (status !== 401 && status !== 407) return null;
  return new UpstreamFault('auth-opaque', `the upstream wants a sign-in (${status})`, { executed: 'no' });
}
