import type { ServerJson } from '../../catalog/server-json.ts';
import type { Find, SourceName } from './find.ts';
import type { Flag } from './flag.ts';
import type { Refreshed } from './refresh/refresh-entry.ts';

/** A server that was found, as one: what all sources said of it, put together. */
export interface Candidate {
  name: string;
  nameOrigin: Find['nameOrigin'];
  server: ServerJson;
  /** Who saw it, the most trusted first. */
  seen: { source: SourceName; where: string; at: string }[];
  flags: Flag[];
  confidence: 'high' | 'medium' | 'low';
  /** What the catalog has of it: nothing, this version, an older one; or it was refused before, as it is. */
  known: null | 'same' | 'newer' | 'refused';
  /** Which source each field came from. */
  provenance: Record<string, SourceName | 'catalog'>;
  isLocal: boolean;
}

/** What became of one source. */
export interface SourceReport {
  name: SourceName;
  found: number;
  ms: number;
  /** Why it ended early, or could not look everywhere. */
  error?: string | undefined;
}

/** A whole run: what `npm run discover -- --json` prints. */
export interface Discovery {
  candidates: Candidate[];
  sources: SourceReport[];
  /** Known entries of which something is new, where that was asked for. */
  refreshed?: Refreshed[] | undefined;
}
