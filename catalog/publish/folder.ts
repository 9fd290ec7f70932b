import { resolve } from 'node:path';
import { utc } from '../git/git-dates.ts';
import { readCatalog } from '../read-catalog.ts';
import type { CatalogSources } from '../sources.ts';
import { inTurn } from './in-turn.ts';
import { type Settlement, settleSubmissions } from './settle-submissions.ts';
import type { Submission } from './submission.ts';
import { finishWriting, type Rename, writeFiles } from './write.ts';

interface PublishOptions {
  now?: () => Date;
  rename?: Rename;
}

/** Submissions that depend on what is in the catalog when their turn comes. What it throws, the call rejects with. */
export type Decide = (sources: CatalogSources) => Submission[];

/**
 * Publishes into a catalog's folder: judges each submission as `settleSubmissions` says, and writes those that go in. Calls
 * for one folder wait for each other; other processes must not write there meanwhile.
 */
export function publishToFolder(
  folder: string,
  submissions: Submission[] | Decide,
  { now = () => new Date(), rename }: PublishOptions = {},
): Promise<Omit<Settlement, 'changed'>> {
  return inTurn(resolve(folder), async () => {
    finishWriting(folder, rename);
    const { sources } = readCatalog(folder);
    const decided = typeof submissions === 'function' ? submissions(sources) : submissions;
    const { changed, ...settled } = settleSubmissions(sources, decided, { folder, now: utc(now()) });
    if (changed.size > 0) writeFiles(folder, new Map([...changed].map(([path, { text }]) => [path, text])), rename);
    return settled;
  });
}
