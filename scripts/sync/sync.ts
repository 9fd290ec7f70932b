import type { Found } from '../../catalog/dialects/versions-in.ts';
import { utc } from '../../catalog/git/git-dates.ts';
import { publishToFolder } from '../../catalog/publish/folder.ts';
import { type Door, type TakenIn, takeIn } from '../import/take-in.ts';
import { mirrored } from './mirrored.ts';
import type { SyncState } from './state.ts';
import { type WalkOnOptions, walkOn } from './walk-on.ts';

/** So many go in at once: the catalog is read anew for each batch. */
const BATCH = 1000;

/** So many of those refused wait for the end, and are tried once more. */
const TRIED_AGAIN = 1000;

export interface SyncOptions extends WalkOnOptions {
  /** The registry's base address. */
  registry: string;
  folder: string;
  /** Hears of the state each time that it may be relied on: what it says has been seen is in the catalog. */
  save: (state: SyncState) => Promise<void>;
  publish?: Door['publish'];
  batch?: number;
}

/** Brings a mirror up to date with a registry, and says of each row that was walked what became of it. */
export async function* syncRegistry(options: SyncOptions): AsyncGenerator<TakenIn[], void, void> {
  const { registry, folder, save, batch = BATCH, publish = publishToFolder, now = () => new Date() } = options;
  const door: Door = { folder, publish, submit: (read) => mirrored(read, { folder, registry, now: utc(now()) }) };
  let reached = options.state;
  let pages = 0;
  let waiting: Found[] = [];
  const again: Found[] = [];
  for await (const { servers, state, isLast } of walkOn(options)) {
    pages += 1;
    reached = state;
    waiting.push(...servers.map((value, index) => ({ at: `page ${pages} /servers/${index}`, value })));
    if (waiting.length < batch && !isLast) continue;
    const taken = await takeIn(waiting, door);
    const isKept = taken.map(({ outcome }) => outcome === 'refused' && again.length < TRIED_AGAIN);
    again.push(...waiting.filter((_found, index) => isKept[index]));
    yield taken.filter((_taken, index) => !isKept[index]);
    waiting = [];
    if (!isLast) await save(state);
  }
  // What stood against them may have gone with a later page.
  if (again.length > 0) yield takeIn(again, door);
  await save(reached);
}
