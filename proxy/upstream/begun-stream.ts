import type { ServerResponse } from 'node:http';

/**
 * A stream of events on its way to a caller, as far as must be known when its upstream fails: whether another instance may
 * go on with it, or whether an error may be its last event. Servers send the head of a stream long before the answer, so
 * that a head says nothing of an answer.
 */
export class BegunStream {
  #isBetweenEvents = true;
  #hasQuestion = false;
  #first: Buffer | null = null;
  #last: Buffer | null = null;

  /** Takes note of what was passed on. Says whether it asks the caller something. */
  heard(chunk: Buffer): boolean {
    const text = chunk.toString('latin1');
    const asks = QUESTION.test(text);
    this.#hasQuestion ||= asks;
    this.#isBetweenEvents = /\n\r?\n$/.test(text);
    this.#first ??= chunk;
    this.#last = chunk;
    return asks;
  }

  /** Nothing has come yet, not even an event that another request would go on from. */
  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** Nothing is half said, and no answer is given yet: an answer, or an error, may follow. */
  get isOpen(): boolean {
    return this.#isBetweenEvents && !this.#hasAnswer;
  }

  /** The same request may be asked of another instance, and what that says may follow here. */
  get mayGoOnElsewhere(): boolean {
    return this.isOpen && !this.#hasQuestion;
  }

  /** Its caller can ask for the rest of it in another request (MCP 2025-11-25, transports: resumability). */
  get isResumable(): boolean {
    return this.#first !== null && /^id: ?./m.test(this.#first.toString('latin1'));
  }

  /** The last event was the answer: there is nothing more to come. */
  get isAnswered(): boolean {
    return this.#isBetweenEvents && this.#hasAnswer;
  }

  /** An answer is the last event, whole or in part in the last chunk; whose beginning we have not, is a long one. */
  get #hasAnswer(): boolean {
    if (this.#last === null) return false;
    const text = this.#last.toString('latin1');
    const event = text.slice(text.trimEnd().lastIndexOf('\ndata:') + 1).trimEnd();
    if (!event.startsWith('data:') && !/^(?:event|id|retry|:)/.test(event)) return true;
    return /"(?:result|error)"\s*:/.test(event) && !/"method"\s*:/.test(event);
  }
}

const QUESTION = /"method"\s*:\s*"(?:elicitation\/create|sampling\/createMessage|roots\/list)"/;

const left = new WeakMap<ServerResponse, BegunStream>();

/** The upstream has failed, and the caller's stream is left as it is: for another instance, or for an error. */
export function leaveStream(response: ServerResponse, stream: BegunStream): void {
  left.set(response, stream);
}

/** The stream that somebody has left, and that can still take something. */
export function takeStream(response: ServerResponse): BegunStream | undefined {
  const stream = response.destroyed || response.writableEnded ? undefined : left.get(response);
  left.delete(response);
  return stream;
}

/** A message as an event, whatever its line breaks. */
export function eventOf(json: string): string {
  return `event: message\ndata: ${json.replace(/\r?\n/g, '\ndata: ')}\n\n`;
}
