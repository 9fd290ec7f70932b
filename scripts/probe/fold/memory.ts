import * as z from 'zod';
import { Health, Reason } from '../../../catalog/status/status.ts';

/** A state and when it began (RFC 3339): the first of the looks that said so. */
export const Standing = z.strictObject({ health: Health, reason: Reason, since: z.iso.datetime() });
export type Standing = z.infer<typeof Standing>;

/** What is remembered of a server from run to run, so that one look alone changes nothing. */
export const Memory = z.strictObject({
  /** What is confirmed: healthy, degraded or unhealthy; null until anything is. */
  known: Standing.nullable(),
  /** What the last look that counts saw, where that is not yet confirmed. */
  pending: Standing.nullable(),
  /** Why the last look does not count; `sure` when that is to be shown. Null when it counts. */
  unseen: Standing.extend({ sure: z.boolean() }).nullable(),
  /** When health changed in the last 24 hours, oldest first, and the last change however old. */
  changes: z.array(z.iso.datetime()),
  flapping: z.boolean(),
});
export type Memory = z.infer<typeof Memory>;

/** What is remembered of a server that nobody looked at. */
export const NOTHING: Memory = { known: null, pending: null, unseen: null, changes: [], flapping: false };
