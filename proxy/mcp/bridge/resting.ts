import type { Message } from '../../upstream/message.ts';
import type { Answer } from '../../upstream/peer.ts';
import type { Upstream } from '../../upstream/upstream.ts';

/** Who hears what comes on a connection while one call has it to itself. */
export interface CallListener {
  notification(message: Message): void;
  question(message: Message): Promise<Answer>;
}

/** A connection that one call has to itself until it gives it back, or ends it. */
export interface Borrowed {
  upstream: Upstream;
  giveBack(): void;
  end(): void;
}

interface Resting {
  key: string;
  upstream: Upstream;
  hears: { now: CallListener | null };
  timer: NodeJS.Timeout;
}

/**
 * Connections to 2025 servers that were opened in a client's own name, between two calls of such a client: a process is
 * started once, and remembers what it was told. No two calls ever share one at the same time, so that whatever a server
 * asks or says belongs to the call that has it. Those that nobody wants for a while end, and so does the oldest of too many.
 */
export class RestingConnections {
  readonly #limits: { idleMs: number; most: number };
  readonly #resting = new Set<Resting>();
  #closed = false;

  constructor(limits: { idleMs: number; most: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#resting.size;
  }

  /** A connection in this name: one that rests, or a new one. */
  async borrow(
    key: string,
    listener: CallListener,
    open: (listener: CallListener) => Promise<Upstream>,
  ): Promise<Borrowed> {
    const found = [...this.#resting].find((resting) => resting.key === key && !resting.upstream.ended);
    if (!found) {
      const hears: Resting['hears'] = { now: listener };
      return this.#lent(key, await open(indirect(hears)), hears);
    }
    this.#resting.delete(found);
    clearTimeout(found.timer);
    found.hears.now = listener;
    return this.#lent(key, found.upstream, found.hears);
  }

  close(): void {
    this.#closed = true;
    for (const resting of this.#resting) this.#end(resting);
  }

  #lent(key: string, upstream: Upstream, hears: Resting['hears']): Borrowed {
    const end = () => void upstream.close().catch(() => {});
    const giveBack = () => {
      hears.now = null;
      if (this.#closed || upstream.ended) return end();
      const [oldest] = this.#resting;
      if (oldest && this.#resting.size >= this.#limits.most) this.#end(oldest);
      const resting: Resting = {
        key,
        upstream,
        hears,
        timer: setTimeout(() => this.#end(resting), this.#limits.idleMs).unref(),
      };
      this.#resting.add(resting);
    };
    return { upstream, giveBack, end };
  }

  #end(resting: Resting): void {
    clearTimeout(resting.timer);
    this.#resting.delete(resting);
    void resting.upstream.close().catch(() => {});
  }
}

/** Hears for whoever has the connection now; while nobody has it, nothing is heard and every question refused. */
function indirect(hears: { now: CallListener | null }): CallListener {
  return {
    notification: (message) => hears.now?.notification(message),
    question: async (message) =>
      hears.now?.question(message) ?? { error: { code: -32603, message: 'No call is running' } },
  };
}
