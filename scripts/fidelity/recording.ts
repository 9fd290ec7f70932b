import { Message } from '../../proxy/upstream/message.ts';

/** One message of a conversation, and who said it. */
export interface Said {
  by: 'client' | 'server';
  message: Message;
}

const LOOK_AGAIN_MS = 10;

/** What one client and its server said to each other, as heard at one place, in order. */
export class Recording {
  readonly said: Said[] = [];

  /** Takes down a message; what is none would be a fault of the test. */
  note(by: Said['by'], message: unknown): void {
    // Parsed anew, so that nobody alters it afterwards.
    this.said.push({ by, message: Message.parse(JSON.parse(JSON.stringify(message))) });
  }

  /** How many messages one side has said since a moment. */
  count(by: Said['by'], since = 0): number {
    return this.said.slice(since).filter((each) => each.by === by).length;
  }

  /** Waits until a side has said something, since a moment; throws when that is not heard in time. */
  async hears(
    by: Said['by'],
    method: string,
    { times = 1, since = 0, timeoutMs = 20_000 }: { times?: number; since?: number; timeoutMs?: number } = {},
  ): Promise<void> {
    const heard = () =>
      this.said.slice(since).filter((each) => each.by === by && each.message.method === method).length >= times;
    if (!(await comesTrue(heard, timeoutMs))) throw new Error(`The ${by} did not say ${method} in ${timeoutMs} ms`);
  }
}

/** Waits for something to be so. False when it is not so in time. */
export async function comesTrue(isSo: () => boolean, timeoutMs: number): Promise<boolean> {
  for (const started = performance.now(); !isSo(); ) {
    if (performance.now() - started > timeoutMs) return false;
    await new Promise((again) => setTimeout(again, LOOK_AGAIN_MS));
  }
  return true;
}
