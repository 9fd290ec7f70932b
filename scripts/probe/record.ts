import * as z from 'zod';
import { Evidence, Incident, Status } from '../../catalog/status/status.ts';
import { ToolDefinition } from '../../catalog/tools/tool.ts';
import { ToolsChange } from '../../catalog/tools/tools-change.ts';
import { Memory, NOTHING } from './fold/memory.ts';

/** What a check counts as: up, degraded (which is up), down; not counted, for announced maintenance or otherwise. */
export const Mark = z.enum(['u', 'g', 'd', 'm', '-']);
export type Mark = z.infer<typeof Mark>;

/** One check of the last 24 hours: when (RFC 3339), what it counts as, and the milliseconds it took to be answered. */
export const Sample = z.strictObject({ at: z.iso.datetime(), mark: Mark, latencyMs: z.number().nullable() });
export type Sample = z.infer<typeof Sample>;

/** The checks of one day (UTC), counted. */
export const Day = z.strictObject({
  date: z.iso.date(),
  up: z.int().min(0),
  degraded: z.int().min(0),
  down: z.int().min(0),
  maintenance: z.int().min(0).default(0),
  excluded: z.int().min(0),
  /** Of the good answers of this day. */
  latencyMs: Status.shape.latencyMs.default(null),
});
export type Day = z.infer<typeof Day>;

/**
 * All that is kept of a server: its public status, what that is counted from, the tools of its last good look and the
 * instance that listed them, how they changed, what is remembered to confirm changes, and its incidents. What has an order
 * stands oldest first. Fields with a default came later: older records lack them.
 */
export const StatusRecord = z.strictObject({
  status: Status,
  samples: z.array(Sample),
  days: z.array(Day).max(90),
  tools: z.array(ToolDefinition).nullable(),
  listedBy: z.string().nullable().default(null),
  toolChanges: z.array(ToolsChange).max(20).default([]),
  memory: Memory.default(NOTHING),
  incidents: z.array(Incident).max(50).default([]),
  evidence: z.strictObject({ good: Evidence.nullable(), bad: Evidence.nullable() }).default({ good: null, bad: null }),
});
export type StatusRecord = z.infer<typeof StatusRecord>;
