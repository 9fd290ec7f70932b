import type { Incident } from '../../catalog/status/status.ts';
import type { Store } from '../status/store.ts';

/** An incident was confirmed, or ended, at a moment (RFC 3339). */
export interface News {
  event: 'confirmed' | 'ended';
  at: string;
  incident: Incident;
}

/**
 * What is new of incidents between two stores, oldest first. Pure. A server that the first store does not know tells nothing:
 * then statuses were lost and found again, and all of its past would be news.
 */
export function newsBetween(before: Store, after: Store): News[] {
  const news = [...after.records].flatMap(([name, { incidents }]) => {
    const known = before.records.get(name)?.incidents;
    if (known === undefined) return [];
    const told = new Set(known.flatMap(newsOf).map(keyOf));
    return incidents.flatMap(newsOf).filter((each) => !told.has(keyOf(each)));
  });
  return news.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** All that there ever was to tell of an incident. */
export function newsOf(incident: Incident): News[] {
  const { confirmedAt, endedAt } = incident;
  const confirmed: News = { event: 'confirmed', at: confirmedAt, incident };
  return endedAt === null ? [confirmed] : [confirmed, { event: 'ended', at: endedAt, incident }];
}

/** What tells one piece of news from every other, and is the same whenever it is told. */
export function keyOf({ event, incident }: News): string {
  return `${incident.id}-${event}`;
}
