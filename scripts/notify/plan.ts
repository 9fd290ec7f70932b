import type { Entry } from '../../catalog/entry.ts';
import type { Notify } from '../../catalog/listing.ts';
import type { StatusRecord } from '../probe/record.ts';
import { momentOf, type Store } from '../status/store.ts';
import { type News, newsBetween, newsOf } from './news.ts';

/** Something to tell an owner who asked for it; `last` when it is the last of the day. */
export interface Notice extends News {
  notify: Notify;
  record: StatusRecord;
  last: boolean;
}

/** What is told, oldest first, and what is not, since it is too much. */
export interface Plan {
  notices: Notice[];
  dropped: Notice[];
}

/** The most that is told: to one owner on one day (UTC), and to all in one run. */
export interface Caps {
  perOwner: number;
  perRun: number;
}

/**
 * What to tell of what happened between two stores. Pure, and nothing is kept of what was told: what an owner has got today is
 * counted from the incidents of the first store, by their times.
 */
export function planOf(before: Store, after: Store, entries: readonly Entry[], { perOwner, perRun }: Caps): Plan {
  const asked = new Map(entries.flatMap((entry) => (entry.listing.probe?.notify ? [[entry.name, entry]] : [])));
  const today = momentOf(after).slice(0, 10);
  const counts = countsOf(before, asked, today);
  const plan: Plan = { notices: [], dropped: [] };
  for (const news of newsBetween(before, after)) {
    const entry = asked.get(news.incident.server);
    const record = after.records.get(news.incident.server);
    const notify = entry?.listing.probe?.notify;
    if (!entry || !record || !notify) continue;
    const owner = ownerOf(entry);
    const count = (counts.get(owner) ?? 0) + 1;
    const notice = { ...news, notify, record, last: count === perOwner };
    if (count > perOwner || plan.notices.length >= perRun) {
      plan.dropped.push(notice);
      continue;
    }
    counts.set(owner, count);
    plan.notices.push(notice);
  }
  return plan;
}

/** How much each owner was told on a day. */
function countsOf({ records }: Store, asked: ReadonlyMap<string, Entry>, day: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [name, entry] of asked) {
    const told = (records.get(name)?.incidents ?? []).flatMap(newsOf).filter(({ at }) => at.slice(0, 10) === day);
    counts.set(ownerOf(entry), (counts.get(ownerOf(entry)) ?? 0) + told.length);
  }
  return counts;
}

/** Entries of the same accounts have one owner; of those that nobody owns, those of the same namespace. */
function ownerOf({ name, listing }: Entry): string {
  const ids = listing.owners.map(({ githubId }) => githubId).sort((a, b) => a - b);
  return ids.length > 0 ? ids.join() : (name.split('/')[0] ?? name);
}
