import { momentOf } from '../../catalog/dialects/record.ts';
import type { Found } from '../../catalog/dialects/versions-in.ts';
import { utc } from '../../catalog/git/git-dates.ts';
import { isObject, valueAt } from '../../catalog/json/json.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { type RegistryPage, WalkError, type WalkOptions } from '../../catalog/registry-walk.ts';
import { OFFICIAL_META } from '../../catalog/snapshot/server-response.ts';
import { type Door, type TakenIn, takeIn } from '../import/take-in.ts';
import { mirrored } from './mirrored.ts';
import type { SyncState, UnfinishedWalk } from './state.ts';

/** A walk asks for what changed a little earlier too: clocks differ, and rows come in late. */
const OVERLAP_MS = 5 * 60_000;

/** So many go in at once: the catalog is read anew for each batch. */
const BATCH = 1000;

/** So many of those refused wait for the end, and are tried once more. */
const TRIED_AGAIN = 1000;

export interface SyncOptions {
  /** The registry's base address. */
  registry: string;
  folder: string;
  state: SyncState;
  /** Walk everything, whatever was seen. */
  full?: boolean;
  /** RFC 3339: walk what changed since then, whatever was seen. */
  since?: string | undefined;
  walk: (
    options: Pick<WalkOptions, 'updatedSince' | 'includeDeleted' | 'cursor' | 'limit'>,
  ) => AsyncIterable<RegistryPage>;
  /** Hears of the state each time that it may be relied on: what it says has been seen is in the catalog. */
  save: (state: SyncState) => Promise<void>;
  publish?: Door['publish'];
  now?: () => Date;
  batch?: number;
}

/** Brings a mirror up to date with a registry, and says of each row that was walked what became of it. */
export async function* syncRegistry(options: SyncOptions): AsyncGenerator<TakenIn[], void, void> {
  const { state, full = false, since, now = () => new Date() } = options;
  const resumed = full || since !== undefined ? null : state.walk;
  try {
    yield* walkOn(options, resumed ?? freshWalk(options, now));
  } catch (error) {
    // A cursor may be too old to be understood; then the walk begins again.
    if (!resumed || !(error instanceof WalkError) || error.status !== 400) throw error;
    yield* walkOn(options, { ...resumed, cursor: '' });
  }
}

function freshWalk({ state: { seen }, full, since }: SyncOptions, now: () => Date): UnfinishedWalk {
  const overlapping = seen === null ? null : utc(new Date(Date.parse(seen) - OVERLAP_MS));
  return { since: since ?? (full ? null : overlapping), startedAt: utc(now()), newest: null, cursor: '' };
}

async function* walkOn(options: SyncOptions, begun: UnfinishedWalk): AsyncGenerator<TakenIn[], void, void> {
  const { registry, folder, state, walk, save, batch = BATCH } = options;
  const { publish = publishToFolder, now = () => new Date() } = options;
  const door: Door = { folder, publish, submit: (read) => mirrored(read, { folder, registry, now: utc(now()) }) };
  const { since, cursor } = begun;
  const asked = { limit: 100, includeDeleted: true, updatedSince: since ?? undefined, cursor: cursor || undefined };
  let at = begun;
  let pages = 0;
  let waiting: Found[] = [];
  const again: Found[] = [];
  for await (const { servers, next, answeredAt } of walk(asked)) {
    // The registry's own clock counts. What changes behind the walk is later than its beginning.
    if (pages === 0 && cursor === '' && answeredAt) at = { ...at, startedAt: utc(answeredAt) };
    pages += 1;
    waiting.push(...servers.map((value, index) => ({ at: `page ${pages} /servers/${index}`, value })));
    at = { ...at, newest: newestOf(servers, at.newest), cursor: next ?? '' };
    if (waiting.length < batch && next !== null) continue;
    const taken = await takeIn(waiting, door);
    const isKept = taken.map(({ outcome }) => outcome === 'refused' && again.length < TRIED_AGAIN);
    again.push(...waiting.filter((_found, index) => isKept[index]));
    yield taken.filter((_taken, index) => !isKept[index]);
    waiting = [];
    if (next !== null) await save({ ...state, walk: at });
  }
  // What stood against them may have gone with a later page.
  if (again.length > 0) yield takeIn(again, door);
  await save({ registry, seen: seenAfter(at, state.seen), walk: null });
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
