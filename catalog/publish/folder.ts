import { join, resolve } from 'node:path';
import { utc } from '../git-dates.ts';
import { jsonText } from '../json-edit.ts';
import { catalogFile, readCatalog } from '../read-catalog.ts';
import { judgeFile } from '../rules/judge.ts';
import { textIn } from '../rules/server-view.ts';
import type { EntrySources } from '../sources.ts';
import type { Named, World } from './draft.ts';
import { inTurn } from './in-turn.ts';
import { settleBatch } from './settle-batch.ts';
import { isError, type Settled } from './settle-entry.ts';
import type { PublishResult, Submission } from './submission.ts';
import { finishWriting, type Rename, writeFiles } from './write.ts';

interface PublishOptions {
  now?: () => Date;
  rename?: Rename;
}

/**
 * Publishes into a catalog's folder: judges each submission where it would land, with all rules and beside its neighbours
 * and the other submissions, and writes those that leave the catalog without a new error. The results are in the order of
 * the submissions. Calls for one folder wait for each other; other processes must not write there meanwhile.
 */
export function publishToFolder(
  folder: string,
  submissions: Submission[],
  { now = () => new Date(), rename }: PublishOptions = {},
): Promise<{ results: PublishResult[] }> {
  return inTurn(resolve(folder), async () => {
    finishWriting(folder, rename);
    const world = { folder, now: utc(now()) };
    const { sources } = readCatalog(folder);
    const entries = new Map(sources.entries.map((entry) => [entry.name, entry]));
    const read = submissions.map((submission) => readSubmission(submission, entries, world));
    const named = read.flatMap((one) => ('named' in one ? [one.named] : []));
    const settled = settleBatch(sources, named, world);
    const changed = settled.flatMap((entry) => [...entry.changed]);
    if (changed.length > 0) writeFiles(folder, new Map(changed.map(([path, { text }]) => [path, text])), rename);
    const results = new Map(settled.flatMap(resultsOf));
    return { results: read.flatMap((one) => ('named' in one ? (results.get(one.named) ?? []) : [one.refused])) };
  });
}

/** A submission that can be placed, or why it cannot: name and version become a path, so they are looked at first. */
function readSubmission(
  { server, ...rest }: Submission,
  catalog: Map<string, EntrySources>,
  { folder }: World,
): { named: Named } | { refused: PublishResult } {
  const [name, version] = [textIn(server, 'name') ?? '', textIn(server, 'version') ?? ''];
  const isPath = /^\w[\w.-]*\/\w[\w.-]*$/.test(name) && /^\w[\w.+-]*$/.test(version);
  const file = catalogFile(isPath ? join(folder, 'servers', name, `${version}.json`) : 'server.json', textOf(server));
  // What is in the catalog was judged when it came.
  const isNew = !isPath || !catalog.get(name)?.versions.has(version);
  const problems = isNew ? judgeFile(file) : [];
  return isPath && !problems.some(isError)
    ? { named: { ...rest, name, version, server: file, problems } }
    : { refused: { name, version, outcome: 'refused', files: [], problems } };
}

function textOf(server: unknown): string {
  try {
    return jsonText(server);
  } catch (error) {
    // Too deep to be written, so deeper than a file may be; the reader says so of this.
    if (error instanceof RangeError) return '['.repeat(1000);
    throw error;
  }
}

function resultsOf({ entry, steps, refused }: Settled): [Named, PublishResult][] {
  const done = steps.map(({ submission, files, problems, isNew }): [Named, PublishResult] => {
    const outcome = isNew ? 'added' : files.length > 0 ? 'updated' : 'unchanged';
    return [submission, { name: entry.name, version: submission.version, outcome, files, problems }];
  });
  const left = [...refused].map(([submission, problems]): [Named, PublishResult] => {
    return [submission, { name: entry.name, version: submission.version, outcome: 'refused', files: [], problems }];
  });
  return [...done, ...left];
}
