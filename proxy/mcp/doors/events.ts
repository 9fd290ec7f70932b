import { createParser } from 'eventsource-parser';
import { UpstreamFault } from '../../upstream/fault.ts';

/** Where a reader of server-sent events is, so that it can go on from there: filled in as events come. */
export interface Place {
  lastEventId: string | undefined;
  /** How long the server asked to wait before its stream is taken up again. */
  retryMs: number | undefined;
}

/**
 * The texts that a stream of server-sent events brings, each when the one before it was dealt with. Throws
 * `UpstreamFault` when the stream breaks off, or grows past `maxBytes` without finishing an event.
 */
export async function* textsOf(body: AsyncIterable<Buffer>, place: Place, maxBytes: number): AsyncGenerator<string> {
  let pending = 0;
  let texts: string[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      pending = 0;
      if (id !== undefined) place.lastEventId = id;
      if (data !== '') texts.push(data);
    },
    onRetry: (ms) => {
      place.retryMs = ms;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    pending += chunk.length;
    if (pending > maxBytes) throw new UpstreamFault('not-mcp', `an event is longer than ${maxBytes} bytes`);
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* texts;
    texts = [];
  }
}
