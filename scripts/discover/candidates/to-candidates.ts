import { readVersion } from '../../../catalog/dialects/read-version.ts';
import type { Entry } from '../../../catalog/entry.ts';
import { readableServer } from '../../../catalog/readable-server.ts';
import type { Refused } from '../../../catalog/refused.ts';
import type { Candidate } from '../candidate.ts';
import type { Find } from '../find.ts';

/** What finds are held against. */
export interface Known {
  /** The catalog's own entries. */
  entries: readonly Entry[];
  /** `catalog/refused.json`. */
  refused: Refused;
}

/** Puts together what all sources said of each server, by name, and says what the catalog has of it. */
export function toCandidates(finds: readonly Find[], { entries }: Known): Candidate[] {
  const known = new Set(entries.map(({ name }) => name));
  const candidates = new Map<string, Candidate>();
  for (const find of finds) {
    const server = readableServer(readVersion(find.server)?.server);
    if (!server) continue;
    const { source, where, at, nameOrigin, flags = [], isLocal = false } = find;
    const candidate = candidates.get(server.name) ?? {
      ...{ name: server.name, nameOrigin, server, seen: [], flags: [], provenance: {}, isLocal },
      confidence: 'low' as const,
      known: known.has(server.name) ? ('same' as const) : null,
    };
    candidate.seen.push({ source, where, at });
    candidate.flags.push(...flags);
    candidates.set(server.name, candidate);
  }
  return [...candidates.values()];
}
