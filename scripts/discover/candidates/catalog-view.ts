import type { Entry, EntryVersion } from '../../../catalog/entry.ts';
import { compareVersions, latestOf } from '../../../catalog/version.ts';
import { type Identity, identityOf } from './identity.ts';

/** An entry as finds are compared with it. */
export interface KnownEntry {
  entry: Entry;
  latest: EntryVersion;
  identity: Identity;
}

/** The catalog's entries by name. */
export function knownEntries(entries: readonly Entry[]): Map<string, KnownEntry> {
  const known = new Map<string, KnownEntry>();
  for (const entry of entries) {
    const latest = latestVersion(entry);
    if (latest) known.set(entry.name, { entry, latest, identity: identityOf(latest.server) });
  }
  return known;
}

function latestVersion({ versions, listing }: Entry): EntryVersion | undefined {
  if (versions.length === 1) return versions[0];
  const dated = versions.map((version) => {
    const { version: name } = version.server;
    return {
      it: version,
      version: name,
      publishedAt: version.publishedAt,
      status: listing.versions[name]?.status ?? 'active',
    };
  });
  return latestOf(dated)?.it;
}

/** What the catalog has of a version: this one or a later one, or only older ones. */
export function knownAs({ entry, latest }: KnownEntry, version: string, isUnversioned: boolean): 'same' | 'newer' {
  if (isUnversioned || entry.versions.some(({ server }) => server.version === version)) return 'same';
  // What was never published here came after what was, where the versions themselves do not say.
  const found = { version, publishedAt: '9999-01-01T00:00:00Z' };
  const known = { version: latest.server.version, publishedAt: latest.publishedAt };
  return compareVersions(found, known) > 0 ? 'newer' : 'same';
}
