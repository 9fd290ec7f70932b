import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { StreamDoor } from './stream-door.ts';

export interface StdioDoorOptions {
  input: Readable;
  output: Writable;
  open(send: (text: string) => Promise<void>): StreamDoor;
  /** The most bytes of one message: a longer line is refused, and what follows it is read again. */
  messageBytes: number;
}

const NEWLINE = 10;

/** Serves one client over its pipes, a JSON-RPC message a line (MCP, transports: stdio). Resolves when it has left. */
export async function serveStdio({ input, output, open, messageBytes }: StdioDoorOptions): Promise<void> {
  let isOpen = true;
  output.on('error', () => {
    isOpen = false;
    input.destroy();
  });
  const send = async (text: string) => {
    if (isOpen && !output.write(`${text}\n`)) await Promise.race([once(output, 'drain'), once(input, 'close')]);
  };
  const door = open(send);
  try {
    for await (const line of linesOf(input, messageBytes)) {
      if (line === null) await send(TOO_LONG);
      else if (line.trim() !== '') door.receive(line);
    }
  } catch {
    // A pipe that breaks is a client that has left.
  } finally {
    isOpen = false;
    await door.close();
  }
}

const TOO_LONG = JSON.stringify({
  jsonrpc: '2.0',
  id: null,
  error: { code: -32600, message: 'The message is too long (limits.bodyBytes)' },
});

/** Lines as they come; null for one that is longer than allowed. */
async function* linesOf(input: Readable, maxBytes: number): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  for await (const read of input) {
    const chunk: Buffer = read;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      yield length > maxBytes ? null : Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
}
