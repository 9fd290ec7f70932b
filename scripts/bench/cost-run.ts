import * as z from 'zod';
import { Round } from './load-job.ts';

/** How long and how often it is measured. */
export const Lengths = z.strictObject({
  rounds: z.int(),
  starts: z.int(),
  /** A first round that is not counted, in which everyone is compiled. */
  compileMs: z.number(),
  warmUpMs: z.number(),
  measureMs: z.number(),
  listMs: z.number(),
  profileMs: z.number(),
  /** How long to wait in all for others on the machine. */
  patienceMs: z.number(),
});
export type Lengths = z.infer<typeof Lengths>;

/** A contender called in one way by so many connections: a `Round` for each round, in their order. */
export const CallCell = z.strictObject({
  contender: z.string(),
  way: z.string(),
  connections: z.int(),
  rounds: z.array(Round),
});
export type CallCell = z.infer<typeof CallCell>;

/** Whole lists of tools, by one connection. */
export const ListCell = CallCell.omit({ connections: true });
export type ListCell = z.infer<typeof ListCell>;

/** From a process's begin to its first answered call, and its memory half a second after that. */
export const Start = z.strictObject({
  contender: z.string(),
  rounds: z.array(z.strictObject({ ms: z.number(), restMb: z.number() })),
});
export type Start = z.infer<typeof Start>;

/** Memory after each round of calls, each of which had all ways and connections. */
export const Memory = z.strictObject({ contender: z.string(), loadedMb: z.array(z.number()) });
export type Memory = z.infer<typeof Memory>;

/** The functions of our proxy that took the most time themselves, under 16 connections. */
export const Profile = z.strictObject({
  way: z.string(),
  /** Of the time that it was not idle. */
  functions: z.array(z.strictObject({ function: z.string(), file: z.string(), share: z.number() })),
  /** The same by package, or folder of ours. */
  files: z.array(z.strictObject({ file: z.string(), share: z.number() })),
});
export type Profile = z.infer<typeof Profile>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const CostRun = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.string(),
  commit: z.string(),
  at: z.iso.datetime(),
  seconds: z.int(),
  machine: z.strictObject({ cpu: z.string(), cores: z.int(), memoryGb: z.int(), system: z.string(), load: z.number() }),
  versions: z.record(z.string(), z.string()),
  lengths: Lengths,
  calls: z.array(CallCell),
  lists: z.array(ListCell),
  starts: z.array(Start),
  memory: z.array(Memory),
  profiles: z.array(Profile),
});
export type CostRun = z.infer<typeof CostRun>;
