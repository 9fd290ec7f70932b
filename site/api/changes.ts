import type { SnapshotVersion } from '../../catalog/snapshot.ts';
import type { Site } from '../site.ts';
import type { FileMaker } from './file-maker.ts';

/** Something that became of a version, and when (RFC 3339). */
export interface Change {
  at: string;
  change: 'published' | 'updated' | 'restored' | 'deprecated' | 'deleted';
  name: string;
  version: string;
}

const NEWEST = 100;

/** What became of versions: a file of JSON lines for each month (UTC), and the newest changes of all. */
export const changes: FileMaker = function* (site) {
  const all = changesOf(site);
  const months = new Map<string, Change[]>();
  for (const change of all) {
    const month = change.at.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), change]);
  }
  for (const [month, of] of months)
    yield [monthPath(month), of.map((change) => `${JSON.stringify(change)}\n`).join('')];
  const newest = all.slice(-NEWEST).reverse();
  const latest = { schemaVersion: 1, months: [...months.keys()].map(monthPath).reverse(), changes: newest };
  yield ['changes/latest.json', `${JSON.stringify(latest)}\n`];
};

/** Every change that there is a date of, the oldest first. */
export function changesOf({ snapshot: { entries } }: Pick<Site, 'snapshot'>): Change[] {
  return entries
    .flatMap(({ name, versions }) => versions.flatMap((version) => changesOfVersion(name, version)))
    .sort((a, b) => compare(a.at, b.at) || compare(a.name, b.name) || compare(a.version, b.version));
}

function changesOfVersion(name: string, { server, status, ...times }: SnapshotVersion): Change[] {
  const { version } = server;
  const [published, updated, changed] = [
    inUtc(times.publishedAt),
    inUtc(times.updatedAt),
    inUtc(times.statusChangedAt),
  ];
  const found: Change[] = [{ at: published, change: 'published', name, version }];
  if (changed !== published)
    found.push({ at: changed, change: status === 'active' ? 'restored' : status, name, version });
  if (updated !== published && updated !== changed) found.push({ at: updated, change: 'updated', name, version });
  return found;
}

/** Dates of git have the offset of their author. */
function inUtc(moment: string): string {
  return new Date(moment).toISOString();
}

function monthPath(month: string): string {
  return `changes/${month}.ndjson`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
