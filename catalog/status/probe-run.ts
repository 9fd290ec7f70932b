import * as z from 'zod';

/**
 * One run of the probe: when it was due and when it really ran (RFC 3339, UTC; a schedule may come late, or not at all),
 * and what it looked at. A void run is kept, so that everyone sees the gap, and counts for nothing.
 */
export const ProbeRun = z.strictObject({
  id: z.string().min(1).max(100),
  plannedAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  looked: z.int().min(0),
  bad: z.int().min(0),
  void: z.strictObject({ cause: z.enum(['canary', 'fuse']), detail: z.string().max(500) }).nullable(),
});
export type ProbeRun = z.infer<typeof ProbeRun>;
