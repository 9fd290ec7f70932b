import * as z from 'zod';

/** What the load generator is told: to ask for these paths in turn, over so many connections. */
export const ReadJob = z.strictObject({
  origin: z.url(),
  paths: z.array(z.string()).min(1),
  connections: z.int().min(1),
  warmUpMs: z.number(),
  measureMs: z.number(),
  /** The process that answers, whose time on the CPU is read at both ends. */
  pid: z.int(),
});
export type ReadJob = z.infer<typeof ReadJob>;

/** What it saw: `bytes` is the mean length of an answer. */
export const ReadRound = z.strictObject({
  answers: z.int(),
  ms: z.number(),
  cpuMs: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  bytes: z.number(),
});
export type ReadRound = z.infer<typeof ReadRound>;
