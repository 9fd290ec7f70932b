import * as z from 'zod';

const Headers = z.record(z.string(), z.string());

/** A request, and what must stand in every answer to it. */
export const Request = z.strictObject({
  url: z.url(),
  headers: Headers,
  body: z.string(),
  expect: z.string(),
  /** Posted by each connection before its calls: opens a session of 2025, whose id goes into the calls' headers. */
  open: z.strictObject({ headers: Headers, body: z.string() }).optional(),
  /** It asks for a list, of so many tools: all its pages together count as one call. */
  listed: z.int().optional(),
});
export type Request = z.infer<typeof Request>;

/** What the load generator is told: to send a request again and again over so many connections, each after its answer. */
export const LoadJob = z.strictObject({
  request: Request,
  connections: z.int().min(1),
  warmUpMs: z.number(),
  measureMs: z.number(),
  /** Processes whose time on the CPU is read at both ends of the measured time. */
  contender: z.array(z.int()),
  upstream: z.array(z.int()),
});
export type LoadJob = z.infer<typeof LoadJob>;

/** What it saw in the measured time. Milliseconds; those of CPU are of all threads, user and system. */
export const Round = z.strictObject({
  calls: z.int(),
  ms: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  cpuMs: z.number(),
  upstreamCpuMs: z.number(),
  loadCpuMs: z.number(),
  /** What all cores did for those who are no part of the measurement. */
  othersMs: z.number(),
  /** Answers that were not the expected one, and what the first of them said. */
  faults: z.int(),
  fault: z.string().optional(),
});
export type Round = z.infer<typeof Round>;
