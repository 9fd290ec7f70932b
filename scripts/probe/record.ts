import * as z from 'zod';
import { Status } from '../../catalog/status.ts';
import { ToolDefinition } from '../../catalog/tool.ts';

/** What a check counts as: up, degraded (which is up), down, or not counted. */
export const Mark = z.enum(['u', 'g', 'd', '-']);
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
  excluded: z.int().min(0),
});
export type Day = z.infer<typeof Day>;

/** All that is kept of a server: its public status, what that is counted from, and the tools of its last good look. */
export const StatusRecord = z.strictObject({
  status: Status,
  samples: z.array(Sample),
  days: z.array(Day).max(90),
  tools: z.array(ToolDefinition).nullable(),
});
export type StatusRecord = z.infer<typeof StatusRecord>;
