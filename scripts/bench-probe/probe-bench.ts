import * as z from 'zod';

/** What one round of looks took: `seen` counts the reasons, `rssMb` is the most memory of its process. */
export const LookRound = z.strictObject({
  ms: z.number(),
  cpuMs: z.number(),
  rssMb: z.number(),
  seen: z.record(z.string(), z.int()),
});
export type LookRound = z.infer<typeof LookRound>;

/** What one round of folds took: `foldMs` of its `ms` were folding, the rest writing. */
export const FoldRound = z.strictObject({
  ms: z.number(),
  foldMs: z.number(),
  cpuMs: z.number(),
  rssMb: z.number(),
});
export type FoldRound = z.infer<typeof FoldRound>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const ProbeBench = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  commit: z.string(),
  at: z.iso.datetime(),
  seconds: z.int(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memoryGb: z.int(), system: z.string(), load: z.number() }),
  node: z.string(),
  remotes: z.int(),
  delayMs: z.number(),
  folds: z.int(),
  lookRounds: z.array(LookRound),
  foldRounds: z.array(FoldRound),
});
export type ProbeBench = z.infer<typeof ProbeBench>;
