import * as z from 'zod';

/** A run of discovery at one registry: what it took, and how many servers it found, new, in a newer version, as they were. */
export const WalkRound = z.strictObject({
  ...{ ms: z.number(), sourceMs: z.number(), cpuMs: z.number(), rssMb: z.number() },
  ...{ found: z.int(), added: z.int(), newer: z.int(), same: z.int(), fault: z.string() },
});
export type WalkRound = z.infer<typeof WalkRound>;

/** Finds put together: how many servers they are of, and how many flags those have. */
export const FindsRound = z.strictObject({
  ...{ ms: z.number(), cpuMs: z.number(), finds: z.int(), servers: z.int(), flags: z.int() },
});
export type FindsRound = z.infer<typeof FindsRound>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const DiscoverBench = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  commit: z.string(),
  at: z.iso.datetime(),
  seconds: z.int(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memoryGb: z.int(), system: z.string(), load: z.number() }),
  node: z.string(),
  servers: z.int(),
  changed: z.int(),
  /** The first walk of a registry, and the one after so many changes, beside a catalog that has all servers. */
  fullRounds: z.array(WalkRound),
  deltaRounds: z.array(WalkRound),
  /** Of servers that the catalog has, and of servers that it has not; then the same, and each server judged. */
  knownRounds: z.array(FindsRound),
  newRounds: z.array(FindsRound),
  judgedKnownRounds: z.array(FindsRound),
  judgedNewRounds: z.array(FindsRound),
});
export type DiscoverBench = z.infer<typeof DiscoverBench>;
