import type { Lifecycle } from '../listing.ts';

/** What can become of a version. */
export const CHANGES = ['published', 'updated', 'restored', 'deprecated', 'deleted'] as const;
export type VersionChange = (typeof CHANGES)[number];

/** When a version was published, last updated, and last changed its place in life: milliseconds since 1970. */
export interface VersionTimes {
  status: Lifecycle;
  publishedAt: number;
  updatedAt: number;
  statusChangedAt: number;
}

/** What became of a version, as far as there is a date of it. */
export function changesOfVersion({
  status,
  publishedAt,
  updatedAt,
  statusChangedAt,
}: VersionTimes): { at: number; change: VersionChange }[] {
  const found: { at: number; change: VersionChange }[] = [{ at: publishedAt, change: 'published' }];
  if (statusChangedAt !== publishedAt)
    found.push({ at: statusChangedAt, change: status === 'active' ? 'restored' : status });
  if (updatedAt !== publishedAt && updatedAt !== statusChangedAt) found.push({ at: updatedAt, change: 'updated' });
  return found;
}
