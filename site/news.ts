import { compareText } from '../catalog/compare-text.ts';
import { latestVersion, type Snapshot, type SnapshotEntry, titleOf } from '../catalog/snapshot/snapshot.ts';
import { type Change, changesOf } from './api/changes.ts';
import { type ServerToolsChange, toolChangesOf } from './events.ts';
import { onceFor } from './once-for.ts';
import { DAY } from './words/time.ts';

/** What a change is to readers: a server that is new or gone, something about a version, or other tools. */
export const NEWS_KINDS = ['new', 'version', 'tools', 'gone'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** One change, as pages and feeds tell it. `at` is RFC 3339 in UTC, `title` the publisher's. */
export type News = { at: string; server: string; title: string } & (
  | { kind: 'tools'; tools: ServerToolsChange }
  | { kind: Exclude<NewsKind, 'tools'>; change: Change['change']; version: string; unversioned: boolean }
);

/** Changes of tools that are told of each server. */
const MOST_OF_ONE = 5;
const WEEK = 7 * DAY;

/** Everything that changed, the newest first. */
export const newsOf = onceFor((snapshot: Snapshot): News[] => {
  const entries = new Map(snapshot.entries.map((entry) => [entry.name, entry]));
  const versions = changesOf(snapshot).flatMap((change) => {
    const entry = entries.get(change.name);
    return entry ? [newsOfVersion(change, entry)] : [];
  });
  const tools = toolChangesOf(snapshot, MOST_OF_ONE)
    .filter(({ change }) => change !== 'none')
    .map((change) => newsOfTools(change, entries.get(change.server)));
  return [...versions, ...tools].sort(
    (a, b) => compareText(b.at, a.at) || compareText(a.server, b.server) || compareText(versionOf(a), versionOf(b)),
  );
});

/** Those of the seven days before `at`, of news that stand newest first. */
export function newsOfWeek(news: News[], at: string): News[] {
  const from = new Date(Date.parse(at) - WEEK).toISOString();
  const end = news.findIndex((one) => one.at < from);
  return end < 0 ? news : news.slice(0, end);
}

const newsOfVersion = onceFor(
  ({ at, name, version, change }: Change, entry: SnapshotEntry): News => ({
    ...{ at, server: name, title: titleOf(entry), version, change },
    kind: kindOf(change, version, entry),
    unversioned: entry.listing.versionOrigin === 'none',
  }),
);

function newsOfTools(tools: ServerToolsChange, entry: SnapshotEntry | undefined): News {
  const { server, at } = tools;
  return { at: new Date(at).toISOString(), server, title: entry ? titleOf(entry) : server, kind: 'tools', tools };
}

function versionOf(news: News): string {
  return 'version' in news ? news.version : '';
}

/** A server is new with its first version, and gone with its latest. */
function kindOf(change: Change['change'], version: string, entry: SnapshotEntry): Exclude<NewsKind, 'tools'> {
  const first = entry.versions.toSorted((a, b) => Date.parse(a.publishedAt) - Date.parse(b.publishedAt))[0];
  if (change === 'published' && first?.server.version === version) return 'new';
  return change === 'deleted' && latestVersion(entry).server.version === version ? 'gone' : 'version';
}
