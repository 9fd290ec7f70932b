import { setTimeout as delay } from 'node:timers/promises';
import { type Abortable, realSignal } from './abort.ts';
import { readEvents } from './event-stream.ts';
import { UpstreamFault } from './fault.ts';
import { type HttpAnswer, headerOf } from './http.ts';
import { refusalOf } from './refusal.ts';

/** Asks for a stream: a new one, or what followed an event of an older one. */
export type Get = (lastEventId?: string) => Promise<HttpAnswer>;

export interface StreamOptions {
  maxEventBytes: number;
  signal?: Abortable | undefined;
}

const PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
/** No server makes us wait longer than this, whatever its `retry` says. */
const MAX_RETRY_MS = 60 * 60_000;
const MAX_RESUMED = 20;

/**
 * Reads the stream of one request until `isDone`. A server may end it early, to be asked for the rest later (MCP
 * 2025-11-25, resumability): it is, as long as its events have ids, and after as long as its `retry` says. Returns when
 * nothing more will come.
 */
export async function readResumed(
  first: HttpAnswer,
  get: Get,
  onData: (data: string) => void,
  { isDone, maxEventBytes, signal }: StreamOptions & { isDone: () => boolean },
): Promise<void> {
  let answer = first;
  let lastId: string | undefined;
  let pauseMs = PAUSE_MS;
  const onRetry = (retryMs: number) => {
    pauseMs = Math.min(retryMs, MAX_RETRY_MS);
  };
  for (let resumed = 0; ; resumed += 1) {
    const reading = readEvents(answer.body, ({ data, id }) => take(data, id), { maxEventBytes, onRetry });
    await reading.catch((error: unknown) => {
      signal?.throwIfAborted();
      if (!isDone() && (lastId === undefined || error instanceof UpstreamFault)) throw error;
    });
    if (isDone() || lastId === undefined || resumed >= MAX_RESUMED) return;
    await delay(pauseMs, undefined, signal ? { signal: realSignal(signal) } : {}).catch(() => signal?.throwIfAborted());
    answer = await get(lastId);
    if (!isStream(answer)) throw await refusalOf(answer);
  }

  function take(data: string, id: string | undefined): void {
    lastId = id ?? lastId;
    if (data) onData(data);
  }
}

/** Listens for as long as the server lets us: where a stream ended, it asks for the next. `begun` is called at the first. */
export async function listenOn(
  get: Get,
  onData: (data: string) => void,
  { begun, maxEventBytes, signal }: { begun: () => void; maxEventBytes: number; signal: AbortSignal },
): Promise<void> {
  let lastId: string | undefined;
  let pauseMs = PAUSE_MS;
  let retryMs = 0;
  const onRetry = (asked: number) => {
    retryMs = Math.min(asked, MAX_RETRY_MS);
  };
  while (!signal.aborted) {
    const openedAt = performance.now();
    const answer = await get(lastId).catch(() => null);
    if (answer && !isStream(answer)) {
      await answer.body.dump().catch(() => {});
      return;
    }
    begun();
    const take = ({ data, id }: { data: string; id?: string | undefined }) => {
      lastId = id ?? lastId;
      if (data) onData(data);
    };
    if (answer) await readEvents(answer.body, take, { maxEventBytes, onRetry }).catch(() => {});
    pauseMs = performance.now() - openedAt > MAX_PAUSE_MS ? PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
    await delay(Math.max(pauseMs, retryMs), undefined, { signal, ref: false }).catch(() => {});
  }
}

function isStream(answer: HttpAnswer): boolean {
  return answer.status === 200 && headerOf(answer, 'content-type').toLowerCase().startsWith('text/event-stream');
}
