import * as z from 'zod';
import type { ServerJson } from '../server-json.ts';
import { Health, InstanceStatus } from '../status/status.ts';

const { transport, health, reason, era, auth } = InstanceStatus.shape;

/** What a search looks at in a line of `entries-NN.ndjson.gz`. The rest is passed over: to check it takes far longer. */
export const OutlineLine = z.object({
  name: z.string(),
  alias: z.string().nullable(),
  listing: z.object({
    categories: z.array(z.string()),
    tags: z.array(z.string()),
    instances: z.array(z.object({ transport: z.string() })).optional(),
  }),
  tools: z.object({ tools: z.array(z.object({ name: z.string() })) }).nullable(),
  status: z
    .object({ health: Health, instances: z.array(z.object({ transport, health, reason, era, auth })) })
    .nullable(),
});

/** A server as far as a search looks at it, with what the publisher says of its latest version. */
export interface Outline extends z.infer<typeof OutlineLine> {
  server: ServerJson;
}
