import { setTimeout as delay } from 'node:timers/promises';
import { type HttpAnswer, headerOf, readText } from '../../upstream/http.ts';
import { type Message, type ReceivedMessage, readMessage } from '../../upstream/message.ts';
import { type Place, textsOf } from './events.ts';

/** How streams of server-sent events are read, and taken up again where they ended. */
export interface Reading {
  /** Asks for a stream: a new one, or what followed an event of an older one. */
  get(lastEventId: string | undefined, signal: AbortSignal): Promise<HttpAnswer>;
  /** Takes each message when the one before it was dealt with; true when nothing more is awaited of its stream. */
  take(received: ReceivedMessage): Promise<boolean>;
  /** The most bytes of one event. */
  answerBytes: number;
  signal: AbortSignal;
}

/** Pauses before a stream that ended is taken up again, in milliseconds; doubled from the first to the last. */
const PAUSE_MS = { first: 500, last: 30_000 };
/** A stream that is taken up so often without bringing anything will bring nothing. */
const MOST_EMPTY_TRIES = 5;

/**
 * Follows what answers one message, until nothing more is awaited. A server may let go of a request's stream before
 * that, to be asked for the rest (MCP 2025-11-25, transports: resumability). Throws when a request stays unanswered.
 */
export async function followAnswer(
  first: HttpAnswer,
  { isRequest, canResume, ...reading }: Reading & { isRequest: boolean; canResume: () => boolean },
): Promise<void> {
  const { signal } = reading;
  const place: Place = { lastEventId: undefined, retryMs: undefined };
  let answer = first;
  for (let empty = 0; empty < MOST_EMPTY_TRIES; empty += 1) {
    const before = place.lastEventId;
    const answered = await takeAll(answer, place, reading).catch((error: unknown) => {
      if (signal.aborted || place.lastEventId === undefined) throw error;
      return false;
    });
    if (answered || !isRequest) return;
    if (place.lastEventId === undefined || !canResume()) break;
    if (place.lastEventId !== before) empty = 0;
    await delay(place.retryMs ?? PAUSE_MS.first, undefined, { signal });
    answer = await reading.get(place.lastEventId, signal);
    if (!isStream(answer)) break;
  }
  throw new Error('The stream ended before the request was answered');
}

/** Listens for what a server says of no request, for as long as it lets us. Returns the HTTP status with which it ended that. */
export async function listen(reading: Reading): Promise<number> {
  const { signal } = reading;
  const place: Place = { lastEventId: undefined, retryMs: undefined };
  for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(PAUSE_MS.last, pauseMs * 2)) {
    const answer = await reading.get(place.lastEventId, signal);
    if (isStream(answer)) {
      // A stream that breaks off is as good as one that ends.
      await takeAll(answer, place, reading).catch(() => {});
    } else {
      await answer.body.dump().catch(() => {});
      if (answer.status < 500) return answer.status;
    }
    await delay(place.retryMs ?? pauseMs, undefined, { signal });
  }
}

/** The last message of an answer, whichever way it comes. */
export async function lastMessageOf(answer: HttpAnswer, answerBytes: number): Promise<Message | undefined> {
  if (!isStream(answer)) return readMessage(await readText(answer, answerBytes))?.message;
  let last: Message | undefined;
  for await (const text of textsOf(answer.body, { lastEventId: undefined, retryMs: undefined }, answerBytes))
    last = readMessage(text)?.message ?? last;
  return last;
}

/** Whether an answer is a stream of events, rather than one text. */
export function isStream(answer: HttpAnswer): boolean {
  return answer.status < 300 && headerOf(answer, 'content-type').toLowerCase().startsWith('text/event-stream');
}

/** Takes what one stream brings; says whether what was awaited was in it. */
async function takeAll(answer: HttpAnswer, place: Place, { take, answerBytes }: Reading): Promise<boolean> {
  for await (const text of textsOf(answer.body, place, answerBytes)) {
    const received = readMessage(text);
    if (!received || !(await take(received))) continue;
    await answer.body.dump().catch(() => {});
    return true;
  }
  return false;
}
