import type { RegistryRecord } from '../../catalog/dialects/dialect.ts';
import type { ListedVersion } from '../../catalog/listing.ts';

/** What the catalog is to say of a version, from what its registry said. Which one is the latest the catalog finds itself. */
export function recordFor({ isLatest: _isLatest, status = 'active', ...said }: RegistryRecord): ListedVersion {
  return { status, ...said };
}
