import { setTimeout as later } from 'node:timers/promises';

/** The time, and how to let it pass. */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<unknown>;
}

export const systemClock: Clock = { now: () => new Date(), sleep: (ms) => later(ms) };
