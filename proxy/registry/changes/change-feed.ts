import { isObject } from '../../../catalog/json/json.ts';
import { OFFICIAL_META } from '../../../catalog/snapshot/server-response.ts';
import type { ServerRow } from '../../../catalog/snapshot/server-row.ts';
import type { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import { changesOfVersion, type VersionChange } from '../../../catalog/snapshot/version-changes.ts';
import { Turns } from '../../../catalog/turns.ts';

/** One change: a line of the feed. `at` is in milliseconds since 1970. */
export interface Change {
  at: number;
  change: VersionChange;
  row: ServerRow;
}

const DAY_MS = 86_400_000;

/** What has happened to the versions of a snapshot, by day (UTC), in the order in which it happened. */
export class ChangeFeed {
  /** By the number of the day since 1970. */
  readonly #days = new Map<number, Change[]>();
  #order: number[] = [];

  /** Makes it in slices, between which others have their turn. */
  static async build(snapshot: SnapshotIndex): Promise<ChangeFeed> {
    const feed = new ChangeFeed();
    const turns = new Turns();
    for (const row of snapshot.servers.all) {
      for (const change of changesOf(row)) feed.#add(change);
      if (turns.isOver) await turns.rest();
    }
    for (const [day, changes] of feed.#days) {
      feed.#days.set(day, inOrder(changes, day * DAY_MS));
      if (turns.isOver) await turns.rest();
    }
    feed.#order = [...feed.#days.keys()].sort((a, b) => a - b);
    return feed;
  }

  #add(change: Change): void {
    const day = Math.floor(change.at / DAY_MS);
    const changes = this.#days.get(day);
    if (changes) changes.push(change);
    else this.#days.set(day, [change]);
  }

  /** Each day on which something has happened, the oldest first, and how much. */
  days(): { day: string; changes: number }[] {
    return this.#order.map((day) => ({ day: dayOf(day), changes: this.#days.get(day)?.length ?? 0 }));
  }

  /** So many changes of a stretch of time at most, from its start on, without the first `skip` of them. */
  between({ from, until }: { from: number; until: number }, { skip, most }: { skip: number; most: number }): Change[] {
    const found: Change[] = [];
    let left = skip;
    for (const day of this.#order) {
      if ((day + 1) * DAY_MS <= from || day * DAY_MS >= until) continue;
      for (const change of this.#days.get(day) ?? []) {
        if (change.at < from || change.at >= until) continue;
        if (left > 0) left -= 1;
        else if (found.length === most) return found;
        else found.push(change);
      }
    }
    return found;
  }
}

function dayOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** What has no time has no place in a feed. */
function changesOf(row: ServerRow): Change[] {
  return changesOfVersion({ ...row, statusChangedAt: statusChangedAt(row) })
    .filter(({ at }) => !Number.isNaN(at))
    .map((change) => ({ ...change, row }));
}

/** Only the whole answer has it: it is looked at where something has changed. */
function statusChangedAt({ response, status, publishedAt, updatedAt }: ServerRow): number {
  if (status === 'active' && updatedAt === publishedAt) return publishedAt;
  const answer: unknown = JSON.parse(response.toString('utf8'));
  const meta = isObject(answer) && isObject(answer._meta) ? answer._meta[OFFICIAL_META] : undefined;
  return isObject(meta) && typeof meta.statusChangedAt === 'string' ? Date.parse(meta.statusChangedAt) : Number.NaN;
}

/**
 * Changes by their time of day. Time and place in one number sort without a function that compares, which would stop
 * everyone on a busy day; what came in one go is in order already.
 */
function inOrder(changes: Change[], start: number): Change[] {
  const keys = new Float64Array(changes.length);
  let isSorted = true;
  for (const [place, { at }] of changes.entries()) {
    keys[place] = (at - start) * PLACES + place;
    if (place > 0 && (keys[place - 1] ?? 0) > (keys[place] ?? 0)) isSorted = false;
  }
  if (isSorted) return changes;
  const sorted: Change[] = [];
  for (const key of keys.sort()) {
    const change = changes[key % PLACES];
    if (change) sorted.push(change);
  }
  return sorted;
}

const PLACES = 2 ** 24;
