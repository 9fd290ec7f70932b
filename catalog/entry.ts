import type { Listing } from './listing.ts';
import type { ServerJson } from './server-json.ts';
import type { ToolLock } from './tools/tool.ts';

/** One server in the catalog: its versions (oldest publication first), what we say of it, and its reviewed tools. */
export interface Entry {
  /** `namespace/name`. */
  name: string;
  listing: Listing;
  versions: EntryVersion[];
  lock: ToolLock | null;
}

/** One published `server.json`, with the dates that the listing or git gives it (RFC 3339, UTC). */
export interface EntryVersion {
  server: ServerJson;
  publishedAt: string;
  updatedAt: string;
}
