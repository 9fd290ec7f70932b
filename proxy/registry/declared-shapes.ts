import { z } from '@hono/zod-openapi';
import { RegistryMeta } from '../../catalog/snapshot/registry-meta.ts';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import { OfficialMeta } from '../../catalog/snapshot/snapshot.ts';

const OfficialBody = z.object(OfficialMeta.shape).openapi('OfficialMeta');

/** One version, as it is read and as changes are answered (registry API, ServerResponse). */
export const ServerBody = z
  .object({
    server: z
      .looseObject({ $schema: z.string(), name: z.string(), description: z.string(), version: z.string() })
      .openapi({ description: 'The publisher’s server.json, in the official format' }),
    _meta: z
      .object({ [OFFICIAL_META]: OfficialBody })
      .catchall(RegistryMeta)
      .openapi({ description: 'What the registry says: the official block, and ours under `<registry id>/entry`' }),
  })
  .openapi('ServerResponse');

/** The parts of an address. */
export const name = z.string().openapi({
  param: { name: 'serverName', in: 'path' },
  description: 'namespace%2Fname: the slash is encoded',
  example: 'com.example%2Fweather',
});
export const version = z.string().openapi({ param: { name: 'version', in: 'path' }, example: 'latest' });

/** A good answer, for the OpenAPI document. */
export const ok = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});
