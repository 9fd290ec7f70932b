import { isObject } from '../../../catalog/json/json.ts';
import { ListedVersion } from '../../../catalog/listing.ts';
import type { EntrySources } from '../../../catalog/sources.ts';

/** The record of each version that an entry has; an active one where the listing says nothing that can be read. */
export function recordsOf(entry: EntrySources | null): Record<string, ListedVersion> {
  const listing = isObject(entry?.listing?.value) ? entry.listing.value : {};
  const said = isObject(listing.versions) ? listing.versions : {};
  const versions = [...(entry?.versions.keys() ?? [])];
  return Object.fromEntries(
    versions.map((version) => [version, ListedVersion.safeParse(said[version]).data ?? { status: 'active' }]),
  );
}
