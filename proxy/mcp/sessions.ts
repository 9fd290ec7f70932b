import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Affinity, ALONE } from '../workers/affinity.ts';
import type { Inbound } from './inbound.ts';
import { sendNoSession } from './reply.ts';

/** A client's session with one service, whatever carries it. `inbound` is null for GET. */
export interface ClientSession {
  answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound | null): Promise<void>;
  /** Ends the upstream's side too. */
  close(): Promise<void>;
}

interface Held {
  service: string;
  session: ClientSession;
  usedAt: number;
  /** Grows with each use: the least was used longest ago. */
  use: number;
  /** Requests being answered now: a session that listens is not idle. */
  busy: number;
}

export interface SessionLimits {
  idleMs: number;
  most: number;
}

/**
 * The sessions of 2025 clients. Ids are ours, random, and good for the service they were made on alone. A session that
 * nobody uses ends; when there are too many, the one that rested longest makes room. Those of other workers are theirs.
 */
export class Sessions implements AsyncDisposable {
  readonly #held = new Map<string, Held>();
  readonly #limits: SessionLimits;
  readonly #affinity: Affinity;
  readonly #now: () => number;
  readonly #sweeper: NodeJS.Timeout;
  #uses = 0;

  constructor(limits: SessionLimits, { affinity = ALONE, now = Date.now } = {}) {
    this.#limits = limits;
    this.#affinity = affinity;
    this.#now = now;
    this.#sweeper = setInterval(() => this.sweep(), Math.min(limits.idleMs, 60_000)).unref();
  }

  get size(): number {
    return this.#held.size;
  }

  newId(): string {
    return this.#affinity.newId('session');
  }

  add(id: string, service: string, session: ClientSession): void {
    if (this.#held.size >= this.#limits.most) this.#makeRoom();
    this.#held.set(id, { service, session, usedAt: this.#now(), use: this.#uses++, busy: 0 });
  }

  has(id: string, service: string): boolean {
    return this.#held.get(id)?.service === service;
  }

  /** Answers a request in a session, wherever that is: GET, POST, or DELETE, which ends it. Who names none that there is gets 404. */
  serve(
    { id, service }: { id: string; service: string },
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<void> {
    const held = this.#held.get(id);
    if (held?.service !== service) return this.#serveElsewhere(id, request, response, inbound);
    if (request.method !== 'DELETE') return this.#answer(held, request, response, inbound);
    return this.end(id, service).then(() => void response.writeHead(200).end());
  }

  async #serveElsewhere(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<void> {
    const kept = { kind: 'session' as const, id, body: inbound?.body ?? null };
    if (!(await this.#affinity.handOver(request, response, kept))) sendNoSession(response, inbound?.message.id ?? null);
  }

  async #answer(
    held: Held,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<void> {
    held.busy += 1;
    try {
      await held.session.answer(request, response, inbound);
    } finally {
      held.busy -= 1;
      held.usedAt = this.#now();
      held.use = this.#uses++;
    }
  }

  /** Ends a session. False when there is none by that id on that service. */
  async end(id: string, service: string): Promise<boolean> {
    const held = this.#held.get(id);
    if (held?.service !== service) return false;
    this.#held.delete(id);
    await held.session.close();
    return true;
  }

  /** Lets go of a session that has ended upstream. */
  forget(id: string): void {
    this.#held.delete(id);
  }

  /** Ends the sessions that nobody has used for too long. */
  sweep(): void {
    const before = this.#now() - this.#limits.idleMs;
    for (const [id, { usedAt, busy }] of this.#held) if (busy === 0 && usedAt < before) this.#drop(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweeper);
    const held = [...this.#held.values()];
    this.#held.clear();
    await Promise.allSettled(held.map(({ session }) => session.close()));
  }

  #makeRoom(): void {
    const held = [...this.#held];
    const resting = held.filter(([, { busy }]) => busy === 0);
    const oldest = (resting.length > 0 ? resting : held).reduce((a, b) => (a[1].use < b[1].use ? a : b));
    this.#drop(oldest[0]);
  }

  #drop(id: string): void {
    const held = this.#held.get(id);
    this.#held.delete(id);
    held?.session.close().catch(() => {});
  }
}
