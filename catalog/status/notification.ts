import * as z from 'zod';
import { Health, Incident, Reason } from './status.ts';

/**
 * What a webhook is sent (`probe.notify.webhook` in a listing), as JSON. `id` is the same when it is sent again. `at` is when
 * the incident was confirmed or ended (RFC 3339, UTC); `health` and `reason` are the server's now; `page` and `status` are for
 * people and for programs. `last`: nothing more is sent on this day (UTC), whatever happens.
 */
export const Notification = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  event: z.enum(['confirmed', 'ended']),
  at: z.iso.datetime(),
  registry: z.strictObject({ id: z.string(), title: z.string() }),
  server: z.string(),
  version: z.string(),
  health: Health,
  reason: Reason,
  incident: Incident,
  page: z.url(),
  status: z.url(),
  last: z.boolean(),
});
export type Notification = z.infer<typeof Notification>;
