import { utc } from '../../../../catalog/git/git-dates.ts';
import { WalkError } from '../../../../catalog/registry-walk.ts';
import { type Walk, walkOn } from '../../../sync/walk-on.ts';
import type { Mirror } from './mirror.ts';

/** A walk of everything heals what walks of changes miss: rows that are gone, or came in late. */
const WHOLE_EVERY_MS = 7 * 24 * 3_600_000;

/** So many pages are added at once. */
const PAGES = 10;

/** A whole walk that brings less than this share of what was there is not believed. */
const BELIEVED = 0.5;

export interface UpdateOptions {
  walk: Walk;
  now: () => Date;
}

/**
 * Brings a mirror up to date: goes on with a walk that was broken off, then asks for what changed since; once a week walks
 * everything. Says how many rows were no versions of servers. Throws what walking throws; what was walked is kept.
 */
export async function updateMirror(mirror: Mirror, options: UpdateOptions): Promise<{ strange: number }> {
  let strange = 0;
  // What changed behind a walk that was broken off is asked for at once.
  if (mirror.state.sync.walk) strange += await walkOnce(mirror, options);
  strange += await walkOnce(mirror, options);
  await mirror.tidy();
  return { strange };
}

async function walkOnce(mirror: Mirror, { walk, now }: UpdateOptions): Promise<number> {
  const isWhole = await begin(mirror, now());
  const { sync } = mirror.state;
  const walking = walkOn({ state: sync, full: isWhole && sync.walk === null, walk, now });
  let reached = sync;
  let waiting: unknown[] = [];
  let pages = 0;
  let strange = 0;
  const keep = async () => {
    const added = await mirror.add(waiting);
    waiting = [];
    strange += added.strange;
    const { rows, loose, ...state } = mirror.state;
    await mirror.save({ ...state, sync: reached, rows: rows + added.added, loose: loose + added.added });
  };
  try {
    for await (const { servers, state, isLast } of walking) {
      waiting.push(...servers);
      reached = state;
      pages += 1;
      if (pages % PAGES === 0 && !isLast) await keep();
    }
  } finally {
    await keep();
  }
  await end(mirror, { isWhole, at: utc(now()) });
  return strange;
}

/** Whether everything is walked: also by a walk that was broken off. */
async function begin(mirror: Mirror, now: Date): Promise<boolean> {
  const { sync, wholeAt, walk } = mirror.state;
  if (sync.walk) return sync.walk.since === null;
  const isDue = wholeAt === null || now.getTime() - Date.parse(wholeAt) > WHOLE_EVERY_MS;
  const isWhole = isDue || sync.seen === null;
  await mirror.save({ ...mirror.state, walk: isWhole ? walk + 1 : walk, rows: 0 });
  return isWhole;
}

async function end(mirror: Mirror, { isWhole, at }: { isWhole: boolean; at: string }): Promise<void> {
  const { walk, rows, kept, sync } = mirror.state;
  if (!isWhole) return mirror.save({ ...mirror.state, walkedAt: at });
  if (rows < kept * BELIEVED) {
    throw new WalkError(
      `${sync.registry} lists ${rows} versions, where it had ${kept}: what was known of it stays until it lists more`,
    );
  }
  await mirror.save({ ...mirror.state, whole: walk, wholeAt: at, walkedAt: at });
}
