import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What lives in one process between two requests of its client: a 2025 session, a stream of HTTP with SSE, a parked call. */
export type Kept = 'session' | 'stream' | 'parked';

/** A request for something that is kept. Its body was read already. */
export interface KeptRequest {
  kind: Kept;
  id: string;
  body: Buffer | null;
}

/** How such things are named, and how a request for one gets to the process that has it. */
export interface Affinity {
  newId(kind: Kept): string;
  /**
   * Lets another process answer, when the thing is there. False when it is not, or that process is gone: nothing was
   * answered then. Throws `upstream_closed` when the other has ended in the middle of it.
   */
  handOver(request: IncomingMessage, response: ServerResponse, kept: KeptRequest): Promise<boolean>;
}

/** One process has everything that there is. */
export const ALONE: Affinity = { newId: () => randomUUID(), handOver: async () => false };
