import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { UpstreamFault } from './fault.ts';

export interface EventOptions {
  maxEventBytes: number;
  /** Hears for how many milliseconds the server wants to be left alone before it is asked for the rest. */
  onRetry?: (retryMs: number) => void;
}

/**
 * Reads a body of server-sent events to its end. Throws `UpstreamFault` when it grows past `maxEventBytes` without
 * finishing an event.
 */
export async function readEvents(
  body: AsyncIterable<Buffer>,
  onEvent: (event: EventSourceMessage) => void,
  { maxEventBytes, onRetry = () => {} }: EventOptions,
): Promise<void> {
  let pending = 0;
  const parser = createParser({
    onEvent: (event) => {
      pending = 0;
      onEvent(event);
    },
    onRetry,
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    pending += chunk.length;
    if (pending > maxEventBytes) throw new UpstreamFault('not-mcp', `an event is longer than ${maxEventBytes} bytes`);
    parser.feed(decoder.decode(chunk, { stream: true }));
  }
}
