import * as z from 'zod';
import { Message } from '../../proxy/upstream/message.ts';
import { Recording } from './recording.ts';

/** The client's end of a connection, of either SDK. */
export interface RecordedTransport<T> {
  transport: T;
  recording: Recording;
  /** Sends a request past the SDK, which would leave out what it does not know; waits for the answer. */
  ask(request: object): Promise<void>;
  /** Sends a notification past the SDK. */
  say(notification: object): Promise<void>;
}

type Send = (message: object, options?: unknown) => Promise<void>;
type Receive = (message: unknown, extra?: unknown) => void;

/** Takes down all that an SDK's client sends and receives over its transport. */
export function recorded<T extends object>(transport: T): RecordedTransport<T> {
  const recording = new Recording();
  const waiting = new Map<unknown, () => void>();
  let receive: Receive | undefined;
  const hear: Receive = (message, extra) => {
    recording.note('server', message);
    const { id, method } = Message.parse(message);
    const answered = method === undefined ? waiting.get(id) : undefined;
    if (answered) answered();
    else receive?.(message, extra);
  };
  const send = z.custom<{ send: Send }>().parse(transport).send.bind(transport);
  const noteAndSend = (message: object, options?: unknown) => {
    recording.note('client', message);
    return send(message, options);
  };
  Object.defineProperties(transport, {
    send: { value: noteAndSend },
    onmessage: {
      get: () => receive && hear,
      set: (handler: Receive) => {
        receive = handler;
      },
    },
  });
  return {
    transport,
    recording,
    say: (notification) => noteAndSend({ jsonrpc: '2.0', ...notification }),
    ask: async (request) => {
      const id = `past-the-sdk-${waiting.size + 1}`;
      const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
      await noteAndSend({ jsonrpc: '2.0', id, ...request });
      await answered;
    },
  };
}
