import type { ServerJson } from '../../catalog/server-json.ts';
import type { SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';

/** A server that no catalog lists, in the shape of an entry: as it speaks for itself, since the moment it was found. */
export function entryOf(
  server: ServerJson,
  { alias = null, at = new Date(0).toISOString() }: { alias?: string | null; at?: string } = {},
): SnapshotEntry {
  const dates = { statusChangedAt: at, publishedAt: at, updatedAt: at };
  return {
    name: server.name,
    alias,
    listing: { nameOrigin: 'derived', categories: [], tags: [], owners: [] },
    versions: [{ server, status: 'active', ...dates, isLatest: true }],
    tools: null,
    status: null,
  };
}
