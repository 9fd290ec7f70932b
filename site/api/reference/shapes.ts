import * as z from 'zod';
import { RegistryMeta } from '../../../catalog/snapshot/registry-meta.ts';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import { OfficialMeta } from '../../../catalog/snapshot/snapshot.ts';

/** Shapes of answers that are put together here and nowhere parsed: for the OpenAPI document alone. */

/** One version, with what the registry says of it (registry API v0.1). */
export const ServerResponse = z.strictObject({
  server: z
    .looseObject({ $schema: z.string(), name: z.string(), description: z.string(), version: z.string() })
    .describe('The publisher’s server.json, in the official format'),
  _meta: z
    .object({ [OFFICIAL_META]: OfficialMeta })
    .catchall(RegistryMeta)
    .describe('What the registry says: the official block, and ours under `<registry id>/entry`'),
});

/** Versions without a cursor: files hold all of them. */
export const ServerList = z.strictObject({
  servers: z.array(ServerResponse),
  metadata: z.strictObject({ count: z.int() }),
});

export const Health = z.strictObject({ status: z.literal('ok') });
export const Ping = z.strictObject({ pong: z.literal(true) });

export const Badge = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string(),
  color: z.string(),
});

export const LatestChanges = z.strictObject({
  schemaVersion: z.literal(1),
  months: z.array(z.string()),
  changes: z.array(z.strictObject({ at: z.iso.datetime(), change: z.string(), name: z.string(), version: z.string() })),
});

/** `index.json`: the rest of the files by their names. */
export const Index = z.looseObject({
  schemaVersion: z.literal(1),
  servers: z.int(),
  versions: z.int(),
  lists: z.array(z.string()),
  changes: z.string(),
  status: z.string(),
  snapshot: z.string(),
});

/** `server/…/index.json`: an entry, with what the snapshot keeps apart. */
export const Entry = z.looseObject({
  name: z.string(),
  versions: z.array(z.looseObject({})),
  definitions: z.array(z.looseObject({ name: z.string(), hash: z.string(), definition: z.looseObject({}) })),
  card: z.looseObject({}).nullable(),
});
