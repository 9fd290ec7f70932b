import { compareText } from '../../catalog/compare-text.ts';
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

/** What became of versions: a file of JSON lines for each month (UTC), the oldest first, and the newest changes of all. */
export const changes: FileMaker = function* (site) {
  const newest = changesOf(site.snapshot);
  const months = new Map<string, Change[]>();
  for (const change of newest.toReversed()) {
    const month = change.at.slice(0, 7);
    const others = months.get(month);
    if (others) others.push(change);
    else months.set(month, [change]);
  }
  for (const [month, of] of months)
    yield [monthPath(month), () => of.map((change) => `${JSON.stringify(change)}\n`).join(''), of];
  const paths = [...months.keys()].map(monthPath).reverse();
  const latest = { schemaVersion: 1, months: paths, changes: newest.slice(0, NEWEST) };
  yield ['changes/latest.json', `${JSON.stringify(latest)}\n`];
};

/** Every change that there is a date of, the newest first. */
export const changesOf = onceFor(({ entries }: Snapshot): Change[] =>
  entries
    .flatMap((entry) => changesOfServer(entry))
    .sort((a, b) => compareText(b.at, a.at) || compareText(a.name, b.name) || compareText(a.version, b.version)),
);

/** Those of one server: the very objects of last time, as long as it is the same. */
const changesOfServer = onceFor(({ name, versions }: SnapshotEntry): Change[] =>
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
