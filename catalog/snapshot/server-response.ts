import type { Registry } from '../registry.ts';
import { SERVER_SCHEMA_URL, type ServerJson } from '../server-json.ts';
import { type RegistryMeta, registryMeta } from './registry-meta.ts';
import type { SnapshotEntry, SnapshotVersion } from './snapshot.ts';

/** The key of what any registry says of a version, beside the publisher's `server` (registry API v0.1). */
export const OFFICIAL_META = 'io.modelcontextprotocol.registry/official';

/** The official block of `_meta`. Times are RFC 3339; `statusMessage` never comes with `active`. */
export interface OfficialMeta {
  status: SnapshotVersion['status'];
  statusMessage?: string;
  statusChangedAt: string;
  publishedAt: string;
  updatedAt: string;
  isLatest: boolean;
}

/** One version as the registry API gives it (v0.1, ServerResponse): the publisher's words, and beside them the registry's. */
export interface ServerResponse {
  server: ServerJson;
  _meta: { [OFFICIAL_META]: OfficialMeta } & Record<string, RegistryMeta | OfficialMeta>;
}

/** A version as the registry API gives it. `$schema` is always the current one: some hosts drop entries with another. */
export function serverResponse(
  entry: SnapshotEntry,
  { server, status, statusMessage, statusChangedAt, publishedAt, updatedAt, isLatest }: SnapshotVersion,
  registry: Registry,
): ServerResponse {
  const { $schema: _own, ...said } = server;
  const message = status === 'active' || statusMessage === undefined ? {} : { statusMessage };
  return {
    server: { $schema: SERVER_SCHEMA_URL, ...said },
    _meta: {
      [OFFICIAL_META]: { status, ...message, statusChangedAt, publishedAt, updatedAt, isLatest },
      ...registryMeta(entry, registry),
    },
  };
}
