import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedVersion, isVersionFile, missingVersion } from '../../catalog/base.ts';
import { gitDates } from '../../catalog/git/git-dates.ts';
import { type Catalog, loadCatalog } from '../../catalog/load.ts';
import { byPlace, type Problem } from '../../catalog/problem.ts';
import { catalogFile } from '../../catalog/read-catalog.ts';
import { judgeCatalog, judgeNeighbours } from '../../catalog/rules/judge.ts';
import type { EntrySources } from '../../catalog/sources.ts';
import { type ChangedFile, changedFiles } from './changed-files.ts';
import { type Before, writeHeadCatalog } from './head-catalog.ts';
import { commitOf, type Repository, readFiles } from './objects.ts';
import { entryOf, type Limits, refuseFiles } from './refuse-files.ts';

/** An entry as it is now and as a change would have it; null where there is none. */
export interface ChangedEntry {
  name: string;
  before: EntrySources | null;
  after: EntrySources | null;
}

/** A change, judged. */
export interface JudgedChange {
  /** The commit it was held against, and the change's own. */
  base: string;
  head: string;
  files: ChangedFile[];
  /** Everything that is wrong with it, in reading order; files are named from the repository's root. */
  problems: Problem[];
  /** By name. None where its files were not even read. */
  entries: ChangedEntry[];
  /** The paths that are no file of an entry, for people to read. */
  others: string[];
  /** The entries at the base in all namespaces that it touches. */
  namesakes: EntrySources[];
  /** The catalog as it would be; null where its files were not even read. */
  catalog: Catalog | null;
}

/**
 * Holds a commit against the branch it would go to, and says all that is wrong with what it changes: with its files as such,
 * with its entries by all rules, beside their neighbours, and against what was published. What was wrong before with other
 * entries is not its matter. Everything is read from git as data.
 */
export async function judgeChange(
  repository: Repository,
  revisions: { base: string; head: string },
  limits?: Limits,
): Promise<JudgedChange> {
  const [base, head] = [await commitOf(repository, revisions.base), await commitOf(repository, revisions.head)];
  const { files } = await changedFiles(repository, base, head);
  const others = files.flatMap(({ path, shown }) => (entryOf(path, repository.prefix) === null ? [shown] : []));
  const refused = refuseFiles(files, repository.prefix, limits);
  if (refused.length > 0) {
    return { base, head, files, problems: refused, entries: [], others, namesakes: [], catalog: null };
  }
  const folder = mkdtempSync(join(tmpdir(), 'change-'));
  try {
    const before = await writeHeadCatalog(folder, repository, { base, files });
    const catalog = await loadCatalog(folder, () => gitDates(join(repository.cwd, 'servers')));
    const entries = changedEntries(files, repository.prefix, before, catalog);
    const found = [
      ...problemsOf(catalog, folder, repository.prefix, entries, files),
      ...(await againstBase(repository, files, before)),
    ];
    const problems = found.sort(byPlace);
    return { base, head, files, problems, entries, others, namesakes: before.entries, catalog };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changedEntries(files: ChangedFile[], prefix: string, before: Before, catalog: Catalog): ChangedEntry[] {
  const names = [...new Set(files.flatMap(({ path }) => entryOf(path, prefix) ?? []))].sort();
  const [then, now] = [before.entries, catalog.sources.entries].map(
    (entries) => new Map(entries.map((entry) => [entry.name, entry])),
  );
  return names.map((name) => ({ name, before: then?.get(name) ?? null, after: now?.get(name) ?? null }));
}

/** What the rules find in what changed. With another registry.json all entries are changed. */
function problemsOf(
  { problems, sources, ...catalog }: Catalog,
  folder: string,
  prefix: string,
  changed: ChangedEntry[],
  files: ChangedFile[],
): Problem[] {
  const names = new Set(changed.map(({ name }) => name));
  const isAll = files.some(({ path }) => path === `${prefix}registry.json`);
  const isOurs = (name: string) => isAll || names.has(name);
  const entries = sources.entries.filter(({ name }) => isOurs(name));
  const loading = problems.filter(({ file }) => {
    const name = entryOf(file.slice(folder.length + 1), '');
    return name === null || isOurs(name);
  });
  const registry = isAll ? sources.registry : null;
  const alone = judgeCatalog({ ...catalog, problems: loading, sources: { registry, entries } });
  const beside = judgeNeighbours(sources)
    .filter(({ name, neighbour }) => isOurs(name) || (neighbour !== undefined && isOurs(neighbour)))
    .map(({ problem }) => problem);
  const here = (text: string) => text.replaceAll(`${folder}/`, prefix);
  const shown = [...alone, ...beside].map((problem) => {
    return { ...problem, file: here(problem.file), message: here(problem.message), fix: here(problem.fix) };
  });
  return [...new Map(shown.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Versions that came out and would change or vanish, and files that were changed on both sides. */
async function againstBase(repository: Repository, files: ChangedFile[], { tree }: Before): Promise<Problem[]> {
  const { prefix } = repository;
  const problems: Problem[] = [];
  for (const { path, before, after } of files) {
    if (!path?.startsWith(prefix)) continue;
    const place = path.slice(prefix.length);
    const known = tree.get(place);
    if (known?.id === after?.id) continue;
    if (known && isVersionFile(place)) {
      if (!after) problems.push(missingVersion(path));
      else {
        const [old, now] = [await textOf(repository, known), await textOf(repository, after)];
        problems.push(changedVersion({ ...catalogFile(place, now), file: path }, old.toString('utf8')));
      }
    } else if (known?.id !== before?.id) problems.push(overtaken(path));
  }
  return problems;
}

async function textOf(repository: Repository, file: { id: string; mode: string; bytes: number }): Promise<Buffer> {
  for await (const [, bytes] of readFiles(repository, [[null, file]])) return bytes;
  return Buffer.alloc(0);
}

function overtaken(path: string): Problem {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const message = 'This file has changed on the branch since this change left it';
  const fix = 'Merge or rebase onto the branch, so that what is judged is what would be there.';
  return { file: path, ...place, pointer: '', code: 'E515', severity: 'error', message, fix };
}
