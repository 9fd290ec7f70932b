import * as z from 'zod';
import { CostRun } from '../cost-run.ts';

/** How much is done. */
export const Amounts = z.strictObject({
  rounds: z.int(),
  /** How long to wait in all for others on the machine. */
  patienceMs: z.number(),
  /** Looks at each kind of request, in each phase of the crowd. */
  looks: z.int(),
  soakCalls: z.int(),
  abandonedSessions: z.int(),
});
export type Amounts = z.infer<typeof Amounts>;

/** Calls that were not answered, and what the first of them was told. */
const Lost = z.strictObject({ repeatable: z.int(), other: z.int(), fault: z.string().optional() });
/** Calls that ran twice and must not; calls that ran, and were said not to have. */
const Wrong = z.strictObject({ twice: z.int(), denied: z.int() });

/** An instance that comes back beside one that serves. */
export const Back = z.strictObject({
  /** From when it was back to its first good check, and from there to the begin of the first call that it answered. */
  checkedMs: z.number(),
  inRotationMs: z.number(),
  /** What part of the calls of the second after that it got, and the most that ran there at once. */
  share: z.number(),
  peak: z.int(),
  lost: Lost,
});
export type Back = z.infer<typeof Back>;

/** The instance that a session is at is killed. */
export const Kill = z.strictObject({
  /** The tool whose call was under way. */
  underWay: z.string(),
  calls: z.int(),
  lost: Lost,
  wrong: Wrong,
  /** From the kill to the next answer from elsewhere. */
  movedMs: z.number(),
  sameSession: z.boolean(),
  back: Back,
});
export type Kill = z.infer<typeof Kill>;

/** The instance that a session is at hangs for a while. */
export const Stop = z.strictObject({
  stoppedMs: z.number(),
  /** From its stop until it is taken out. */
  ejectedMs: z.number(),
  /** Calls of the tool that may be repeated, begun meanwhile: how many, what part was answered within a second, the slowest. */
  calls: z.int(),
  inTime: z.number(),
  slowestMs: z.number(),
  /** Calls of a tool that may not: how many had no answer at their deadline and were told so (`executed: maybe`). */
  plain: z.strictObject({ calls: z.int(), maybe: z.int(), otherwise: z.int(), latestMs: z.number() }),
  wrong: Wrong,
  sameSession: z.boolean(),
  back: Back,
});
export type Stop = z.infer<typeof Stop>;

/** The only instance is killed, and comes back. */
export const Alone = z.strictObject({
  downMs: z.number(),
  calls: z.int(),
  lost: Lost,
  wrong: Wrong,
  /** From when it listens to the first answer. */
  firstMs: z.number(),
  /** The most calls that ran at once after that: all that had waited want to be first. */
  peak: z.int(),
  slowestMs: z.number(),
  /** Calls with less time than the instance was away: how many, how many were told something else than that, how late. */
  short: z.strictObject({ calls: z.int(), otherwise: z.int(), latestMs: z.number(), fault: z.string().optional() }),
  sameSession: z.boolean(),
});
export type Alone = z.infer<typeof Alone>;

/** The median of what each kind of request took. */
export const Pace = z.record(z.string(), z.number());
export type Pace = z.infer<typeof Pace>;

/** Many services, of which two are ill for a while. */
export const Crowd = z.strictObject({ well: Pace, ill: Pace, again: Pace });
export type Crowd = z.infer<typeof Crowd>;

/** The host of the snapshot fails. */
export const SnapshotRound = z.strictObject({ calls: z.int(), lost: Lost, appliedMs: z.number() });
export type SnapshotRound = z.infer<typeof SnapshotRound>;

/** Many calls, and sessions that nobody closes. */
export const Soak = z.strictObject({
  seconds: z.number(),
  /** Calls that were to be made, and those that were made in time. */
  asked: z.int(),
  calls: z.int(),
  faults: z.int(),
  fault: z.string().optional(),
  abandoned: z.int(),
  /** Sessions that there may be, those there were in the end, and those that the server behind had left. */
  sessions: z.strictObject({ limit: z.int(), held: z.int(), upstream: z.int() }),
  /** After so many calls, so many MB. */
  rss: z.array(z.tuple([z.int(), z.number()])),
  /** The proxy's processes, those of them that were there after it had been told to end, and whether it did so by itself. */
  processes: z.int(),
  left: z.int(),
  inOrder: z.boolean(),
});
export type Soak = z.infer<typeof Soak>;

/** Every round of each kind of failure, in their order; none of those that were not asked for. */
export const Measured = z.strictObject({
  kill: z.array(Kill),
  stop: z.array(Stop),
  alone: z.array(Alone),
  crowd: z.array(Crowd),
  snapshot: z.array(SnapshotRound),
  soak: z.array(Soak),
});
export type Measured = z.infer<typeof Measured>;

/** All of one run, as it was measured: the report is made of this and of nothing else. */
export const FailuresRun = z.strictObject({
  ...CostRun.pick({ schemaVersion: true, command: true, commit: true, at: true, seconds: true, machine: true }).shape,
  versions: CostRun.shape.versions,
  amounts: Amounts,
  ...Measured.shape,
  /** What could not be measured to its end, and why. */
  broken: z.array(z.strictObject({ row: z.string(), why: z.string() })),
});
export type FailuresRun = z.infer<typeof FailuresRun>;
