import type { Entry, EntryVersion } from '../entry.ts';
import { Listing } from '../listing.ts';
import { readableServer } from '../readable-server.ts';
import type { EntrySources } from '../sources.ts';

/**
 * An entry whose files were changed, as its readers know it. What was known of a version stays, save the dates that its
 * record names now; a version whose date nobody says is as old as `otherwise`. The files have passed the rules: throws where
 * they cannot be read.
 */
export function changedEntry(
  before: { versions: readonly EntryVersion[]; lock?: Entry['lock'] } | undefined,
  { name, versions, listing: file }: EntrySources,
  otherwise: string,
): Entry {
  const listing = Listing.parse(file?.value);
  const after = [...versions].map(([version, { value }]): EntryVersion => {
    const known = before?.versions.find(({ server }) => server.version === version);
    const server = known?.server ?? readableServer(value);
    const record = listing.versions[version];
    const publishedAt = record?.publishedAt ?? known?.publishedAt ?? otherwise;
    if (!server) throw new Error(`${name} ${version} cannot be read`);
    const changedAt = record?.updatedAt ?? record?.statusChangedAt ?? known?.updatedAt ?? publishedAt;
    return { server, publishedAt, updatedAt: changedAt };
  });
  return { name, listing, versions: after, lock: before?.lock ?? null };
}
