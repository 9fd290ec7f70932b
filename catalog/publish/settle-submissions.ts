import { join } from 'node:path';
import { jsonText } from '../json/json-edit.ts';
import { catalogFile } from '../read-catalog.ts';
import { judgeFile } from '../rules/judge.ts';
import { textIn } from '../rules/server-view.ts';
import type { CatalogFile, CatalogSources, EntrySources } from '../sources.ts';
import type { Named, World } from './draft.ts';
import { settleBatch } from './settle-batch.ts';
import { isError, type Settled } from './settle-entry.ts';
import type { PublishResult, Submission } from './submission.ts';

/** What becomes of submissions, and of the entries that they change. */
export interface Settlement {
  /** In the order of the submissions. */
  results: PublishResult[];
  /** The entries that are not as they were, as they are now. */
  entries: EntrySources[];
  /** Their files that are not as they were, by their paths from the catalog's folder. */
  changed: Map<string, CatalogFile>;
}

/**
 * Judges each submission where it would land, with all rules and beside its neighbours and the other submissions: those go
 * in that leave the catalog without a new error. Nothing is written.
 */
export function settleSubmissions(sources: CatalogSources, submissions: Submission[], world: World): Settlement {
  const entries = new Map(sources.entries.map((entry) => [entry.name, entry]));
  const read = submissions.map((submission) => readSubmission(submission, entries, world));
  const named = read.flatMap((one) => ('named' in one ? [one.named] : []));
  const settled = settleBatch(sources, named, world);
  const results = new Map(settled.flatMap(resultsOf));
  return {
    results: read.flatMap((one) => ('named' in one ? (results.get(one.named) ?? []) : [one.refused])),
    entries: settled.filter(({ changed }) => changed.size > 0).map(({ entry }) => entry),
    changed: new Map(settled.flatMap((entry) => [...entry.changed])),
  };
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
