import * as z from 'zod';
import { ReadRound } from './load-job.ts';

/** What reading a snapshot took: `heldMs` is the longest that nobody else had a turn. */
export const IndexRound = z.strictObject({
  readMs: z.number(),
  readCpuMs: z.number(),
  heldMs: z.number(),
  rssMb: z.number(),
});
export type IndexRound = z.infer<typeof IndexRound>;

/** One kind of question, asked of us and of a server that answers as many bytes, always the same. */
export const ReadCell = z.strictObject({
  servers: z.int(),
  question: z.string(),
  /** The least share of the other's speed. */
  goal: z.number(),
  ours: z.array(ReadRound),
  constant: z.array(ReadRound),
});
export type ReadCell = z.infer<typeof ReadCell>;

/** What writing the static API took, and writing it again when nothing had changed. */
export const StaticRound = z.strictObject({ ms: z.number(), again: z.number(), files: z.int(), rssMb: z.number() });
export type StaticRound = z.infer<typeof StaticRound>;

/** What ranked searches took in the process that has the index: most of them, and the slowest of a hundred. */
export const SearchRound = z.strictObject({
  buildMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  cpuP99Ms: z.number(),
});
export type SearchRound = z.infer<typeof SearchRound>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const RegistryBench = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  commit: z.string(),
  at: z.iso.datetime(),
  seconds: z.int(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memoryGb: z.int(), system: z.string(), load: z.number() }),
  node: z.string(),
  sizes: z.array(
    z.strictObject({
      servers: z.int(),
      first: z.array(IndexRound),
      again: z.array(IndexRound),
      files: z.array(StaticRound),
      search: z.array(SearchRound),
    }),
  ),
  cells: z.array(ReadCell),
});
export type RegistryBench = z.infer<typeof RegistryBench>;
