import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ReadVersion } from '../../catalog/dialects/read-version.ts';
import { type ListedVersion, Listing } from '../../catalog/listing.ts';
import type { Submission } from '../../catalog/publish/submission.ts';
import { readCatalogFile } from '../../catalog/read-catalog.ts';
import { textIn } from '../../catalog/rules/server-view.ts';
import { recordFor } from '../import/record-for.ts';
import type { Reason } from '../import/take-in.ts';

/** What is submitted of a version that another registry lists; or why it is not: entries that are not its own stay. */
export function mirrored(
  { server, registry: said }: ReadVersion,
  { folder, registry, now }: { folder: string; registry: string; now: string },
): Submission | Reason {
  const [name, version] = [textIn(server, 'name') ?? '', textIn(server, 'version') ?? ''];
  // What cannot be a path is refused where it is judged.
  const known = NAME.test(name) ? listingOf(folder, name) : null;
  if (known && known.origin?.registry !== registry) return foreign(name, known.origin?.registry);
  const record = recordFor(said);
  const isKnown = known !== null && isSame(known.versions[version], record);
  return {
    server,
    defaults: { nameOrigin: 'publisher' },
    listing: { versions: { [version]: record }, ...(isKnown ? {} : { origin: { registry, syncedAt: now } }) },
  };
}

const NAME = /^\w[\w.-]*\/\w[\w.-]*$/;

/** A listing that the catalog has; one that cannot be read is nobody's to change. */
function listingOf(folder: string, name: string): Pick<Listing, 'origin' | 'versions'> | null {
  const file = join(folder, 'servers', name, 'listing.json');
  if (!existsSync(file)) return existsSync(join(folder, 'servers', name)) ? { versions: {} } : null;
  return Listing.safeParse(readCatalogFile(file).value).data ?? { versions: {} };
}

/** Whether a record says already what the registry says; dates that the registry leaves out are ours. */
function isSame(known: ListedVersion | undefined, record: ListedVersion): boolean {
  if (known?.statusMessage !== record.statusMessage) return false;
  return known !== undefined && isDeepStrictEqual({ ...known, ...record }, known);
}

function foreign(name: string, registry: string | undefined): Reason {
  const whose = registry === undefined ? 'this catalog’s own' : `mirrored from ${registry}`;
  return {
    code: 'not-mirrored',
    pointer: '/name',
    message: `${name} is ${whose}`,
    fix: 'To have it from this registry instead, delete the entry, or set "origin" in its listing.json.',
  };
}
