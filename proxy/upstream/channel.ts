import type { Abortable } from './abort.ts';
import type { UpstreamFault } from './fault.ts';
import type { HttpOrigin } from './http.ts';
import type { Message, ReceivedMessage } from './message.ts';

/** What a channel tells its peer. */
export interface ChannelEvents {
  message(received: ReceivedMessage): void;
  /** The channel ended by itself: every request still waiting has failed with this. */
  closed(fault: UpstreamFault): void;
}

/** What HTTP headers must repeat of a message, from 2025-06-18 on. */
export interface Speaking {
  protocolVersion: string | null;
}

/**
 * A way for JSON-RPC messages to travel, in both directions. It knows framing, and nothing of MCP's methods.
 * `send` returns when the message is out, and for a request over HTTP when its answer has been read to the end.
 */
export interface Channel {
  /** The process at the other end, where it is one of ours. */
  readonly pid?: number | undefined;
  /** The HTTP exchanges underneath, where there are any: they know what each step took. */
  readonly origin?: HttpOrigin | undefined;
  send(message: Message, speaking: Speaking, signal?: Abortable): Promise<void>;
  close(): Promise<void>;
}
