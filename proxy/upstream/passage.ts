import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
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
  /** What a caller whose stream has begun is told when the upstream says nothing more; without it, the stream just breaks. */
  onSilence?: (fault: UpstreamFault) => object;
  /** Headers that the caller gets beside the upstream's. */
  added?: Record<string, string>;
  watcher?: PassageWatcher;
  /** A 404 means that the upstream has forgotten the session: it is thrown, not passed on. */
  session?: boolean;
}

/** While its client is asked something, a call may be silent for so long. */
const ASKING_MS = 5 * 60_000;
const QUESTION = /"method"\s*:\s*"(?:elicitation\/create|sampling\/createMessage|roots\/list)"/;

/** One answer on its way from an upstream to its caller, byte by byte, no faster than the caller takes it. */
export class Passage implements Dispatcher.DispatchHandler {
  /**
   * Resolves when the answer has ended, or its caller has left: with what that says against the instance, else with null.
   * Rejects with `UpstreamFault` when there was no answer; one that broke off has broken the caller's, too.
   */
  readonly ended: Promise<UpstreamFault | null>;
  readonly #response: ServerResponse;
  readonly #options: PassageOptions;
  #settle: { resolve(finding: UpstreamFault | null): void; reject(fault: UpstreamFault): void } | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #idle: NodeJS.Timeout | undefined;
  #idleMs: number;
  #finding: UpstreamFault | null = null;
  #isStream = false;
  #isBetweenEvents = false;
  /** The caller takes its time: the silence is not the upstream's. */
  #isHeldUp = false;

  constructor(response: ServerResponse, options: PassageOptions) {
    this.#response = response;
    this.#options = options;
    this.#idleMs = options.idleMs;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    response.once('close', this.#onLeave);
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
      this.#end(refusal);
      controller.abort(refusal);
      return;
    }
    const type = String(headers['content-type'] ?? '').toLowerCase();
    if (status >= 500 && !type.startsWith('application/json'))
      this.#finding = new UpstreamFault('http-5xx', `the upstream answered ${status}`);
    this.#isStream = type.startsWith('text/event-stream');
    this.#isBetweenEvents = this.#isStream;
    const unbuffered = this.#isStream ? { 'x-accel-buffering': 'no' } : {};
    this.#options.watcher?.onAnswer();
    this.#response.writeHead(status, { ...returned(headers), ...unbuffered, ...added });
    if (this.#isStream) this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settle) return;
    this.#heard(chunk);
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#isHeldUp = true;
    this.#response.once('drain', () => {
      this.#isHeldUp = false;
      this.#idle?.refresh();
      controller.resume();
    });
  }

  onResponseEnd(): void {
    if (this.#settle) this.#response.end();
    this.#end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle) return;
    this.#end(faultOf(error));
    if (this.#response.headersSent) this.#response.destroy();
  }

  /** Calls it off, as long as the caller has seen nothing of it: it is served elsewhere. */
  readonly abandon = (fault: UpstreamFault): void => {
    if (!this.#settle || this.#response.headersSent) return;
    this.#end(fault);
    this.#controller?.abort(fault);
  };

  readonly #onLeave = () => {
    if (!this.#settle) return;
    this.#end();
    if (!this.#response.writableFinished) this.#controller?.abort(new Error('the caller has left'));
  };

  /** A question of the server is for a human to answer: until then, nothing more is to be heard. */
  #heard(chunk: Buffer): void {
    if (!this.#isStream) return void this.#idle?.refresh();
    const text = chunk.toString('latin1');
    this.#isBetweenEvents = /\n\r?\n$/.test(text);
    const { idleMs } = this.#options;
    this.#idleMs = QUESTION.test(text) ? Math.max(idleMs, ASKING_MS) : idleMs;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#idle);
    if (this.#options.idleMs > 0) this.#idle = setTimeout(() => this.#giveUp(), this.#idleMs);
  }

  #giveUp(): void {
    const fault = new UpstreamFault('timeout', `no answer in ${this.#idleMs} ms`);
    const { onSilence } = this.#options;
    if (this.#isHeldUp) this.#end();
    else this.#end(fault);
    this.#controller?.abort(fault);
    if (!this.#response.headersSent) return;
    if (this.#isHeldUp || !this.#isBetweenEvents || !onSilence) this.#response.destroy();
    else this.#response.end(`event: message\ndata: ${JSON.stringify(onSilence(fault))}\n\n`);
  }

  #end(fault?: UpstreamFault): void {
    clearTimeout(this.#idle);
    this.#response.off('close', this.#onLeave);
    if (fault) this.#settle?.reject(fault);
    else this.#settle?.resolve(this.#finding);
    this.#settle = null;
  }
}

/** A sign-in that is asked for is ours to give, not the caller's, whose `Authorization` goes nowhere. */
export function signInFault(status: number): UpstreamFault | null {
  if (status !== 401 && status !== 407) return null;
  return new UpstreamFault('auth-opaque', `the upstream wants a sign-in (${status})`, { executed: 'no' });
}
