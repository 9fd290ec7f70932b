import { momentOf } from '../../catalog/dialects/record.ts';
import { utc } from '../../catalog/git/git-dates.ts';
import { isObject, valueAt } from '../../catalog/json/json.ts';
import { type RegistryPage, WalkError, type WalkOptions } from '../../catalog/registry-walk.ts';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import type { SyncState, UnfinishedWalk } from './state.ts';

/** A walk asks for what changed a little earlier too: clocks differ, and rows come in late. */
const OVERLAP_MS = 5 * 60_000;

/** Gives the pages of a registry's list, such as `walkRegistry`. */
export type Walk = (
  options: Pick<WalkOptions, 'updatedSince' | 'includeDeleted' | 'cursor' | 'limit'>,
) => AsyncIterable<RegistryPage>;

export interface WalkOnOptions {
  state: SyncState;
  /** Walk everything, whatever was seen. */
  full?: boolean;
  /** RFC 3339: walk what changed since then, whatever was seen. */
  since?: string | undefined;
  walk: Walk;
  now?: () => Date;
}

/** A page, and how far its registry is seen once the rows of this page and of those before are kept. */
export interface WalkedPage {
  servers: unknown[];
  state: SyncState;
  isLast: boolean;
}

/** Goes on with a walk that was not finished, or walks what changed since the last one; all, when there was none. */
export async function* walkOn(options: WalkOnOptions): AsyncGenerator<WalkedPage, void, void> {
  const { state, full = false, since, now = () => new Date() } = options;
  const resumed = full || since !== undefined ? null : state.walk;
  try {
    yield* pagesFrom(resumed ?? freshWalk(options, now), options);
  } catch (error) {
    // A cursor may be too old to be understood; then the walk begins again.
    if (!resumed || !(error instanceof WalkError) || error.status !== 400) throw error;
    yield* pagesFrom({ ...resumed, cursor: '' }, options);
  }
}

function freshWalk({ state: { seen }, full, since }: WalkOnOptions, now: () => Date): UnfinishedWalk {
  const overlapping = seen === null ? null : utc(new Date(Date.parse(seen) - OVERLAP_MS));
  return { since: since ?? (full ? null : overlapping), startedAt: utc(now()), newest: null, cursor: '' };
}

async function* pagesFrom(begun: UnfinishedWalk, { state, walk }: WalkOnOptions): AsyncGenerator<WalkedPage> {
  const { since, cursor } = begun;
  const asked = { limit: 100, includeDeleted: true, updatedSince: since ?? undefined, cursor: cursor || undefined };
  let at = begun;
  let isFirst = true;
  for await (const { servers, next, answeredAt } of walk(asked)) {
    // The registry's own clock counts. What changes behind the walk is later than its beginning.
    if (isFirst && cursor === '' && answeredAt) at = { ...at, startedAt: utc(answeredAt) };
    isFirst = false;
    at = { ...at, newest: newestOf(servers, at.newest), cursor: next ?? '' };
    const isLast = next === null;
    const then = isLast ? { seen: seenAfter(at, state.seen), walk: null } : { walk: at };
    yield { servers, state: { ...state, ...then }, isLast };
  }
}

/** The last change among some rows, and before. */
function newestOf(rows: unknown[], before: string | null): string | null {
  const changes = rows.map((row) => momentOf(isObject(row) ? valueAt(row._meta, [OFFICIAL_META, 'updatedAt']) : null));
  return changes.reduce((newest, change) => later(newest, change), before);
}

/** What is sure to have been seen after a whole walk: nothing that changed behind it, and nothing before its beginning. */
function seenAfter({ since, startedAt, newest }: UnfinishedWalk, seen: string | null): string | null {
  if (newest === null || (since !== null && seen !== null && Date.parse(since) > Date.parse(seen))) return seen;
  return later(seen, Date.parse(newest) < Date.parse(startedAt) ? newest : startedAt);
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) > Date.parse(b) ? a : b;
}
