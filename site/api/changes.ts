import type { Snapshot, SnapshotEntry, SnapshotVersion } from '../../catalog/snapshot/snapshot.ts';
import { changesOfVersion, type VersionChange } from '../../catalog/snapshot/version-changes.ts';
import { onceFor } from '../once-for.ts';
import type { FileMaker } from './file-maker.ts';

/** Something that became of a version, and when (RFC 3339). */
export interface Change {
  at: string;
  change: VersionChange;
  name: string;
  version: string;
}

const NEWEST = 100;

/** What became of versions: a file of JSON lines for each month (UTC), and the newest changes of all. */
export const changes: FileMaker = function* (site) {
  const all = changesOf(site.snapshot);
  const months = new Map<string, Change[]>();
  for (const change of all) {
    const month = change.at.slice(0, 7);
    const others = months.get(month);
    if (others) others.push(change);
    else months.set(month, [change]);
  }
  for (const [month, of] of months)
    yield [monthPath(month), () => of.map((change) => `${JSON.stringify(change)}\n`).join(''), of];
  const newest = all.slice(-NEWEST).reverse();
  const latest = { schemaVersion: 1, months: [...months.keys()].map(monthPath).reverse(), changes: newest };
  yield ['changes/latest.json', `${JSON.stringify(latest)}\n`];
};

/** Every change that there is a date of, the oldest first. */
export const changesOf = onceFor(({ entries }: Snapshot): Change[] =>
  entries
    .flatMap((entry) => changesOfServer(entry))
    .sort((a, b) => compare(a.at, b.at) || compare(a.name, b.name) || compare(a.version, b.version)),
);

/** Those of one server. */
export const changesOfServer = onceFor(({ name, versions }: SnapshotEntry): Change[] =>
  versions.flatMap((version) => changesIn(name, version)),
);

function changesIn(name: string, { server: { version }, status, ...times }: SnapshotVersion): Change[] {
  const found = changesOfVersion({
    status,
    publishedAt: Date.parse(times.publishedAt),
    updatedAt: Date.parse(times.updatedAt),
    statusChangedAt: Date.parse(times.statusChangedAt),
  });
  // Dates of git have the offset of their author.
  return found.map(({ at, change }) => ({ at: new Date(at).toISOString(), change, name, version }));
}

function monthPath(month: string): string {
  return `changes/${month}.ndjson`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
