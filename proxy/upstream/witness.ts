import type { ConnectTimes } from '../../catalog/net/connector.ts';

/** An exchange as it was sent and answered. `headers` are names and values in turn. */
export interface Witnessed {
  method: string;
  path: string;
  headers: string[];
  body: string | undefined;
  /** Absent as long as no answer has begun. */
  answer?: { status: number; headers: Record<string, string | string[] | undefined> };
}

/** Sees the exchanges with an instance, for whoever has to tell afterwards how far it came and what was said last. */
export class Witness {
  readonly times: ConnectTimes = {};
  /** Milliseconds to the head of the quickest answer so far. */
  quickestMs: number | undefined;
  last: Witnessed | undefined;

  /** Gives what its answer is to be told to. How we take our leave is nobody's fault, and passed over. */
  sent(exchange: Witnessed): Witnessed {
    const isFarewell = exchange.method === 'DELETE' || exchange.body?.includes('"notifications/cancelled"');
    if (!isFarewell) this.last = exchange;
    return exchange;
  }
}
