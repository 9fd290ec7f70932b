import { statSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import type { Entry, EntryVersion } from './entry.ts';
import { type GitDates, gitDates, utc } from './git/git-dates.ts';
import { isObject, toPointer, valueAt } from './json/json.ts';
import { problemAt } from './json/json-source.ts';
import { type ListedVersion, Listing } from './listing.ts';
import type { Problem } from './problem.ts';
import { type LOADING_CODES, readCatalog } from './read-catalog.ts';
import { Registry } from './registry.ts';
import { problemsOfFile } from './rules/rule.ts';
import { schema } from './rules/schema.ts';
import { unknownOwnField } from './rules/unknown-own-field.ts';
import { asServerJson } from './server-schema.ts';
import type { CatalogFile, CatalogSources, EntrySources } from './sources.ts';
import { ToolLock } from './tools/tool.ts';
import { compareVersions } from './version.ts';

/** A catalog as it lies on disk. Entries whose files are too faulty to use are left out; `problems` says why. */
export interface Catalog {
  /** A stand-in where registry.json is missing or faulty. */
  registry: Registry;
  /** Sorted by name. */
  entries: Entry[];
  /** What stands against the files' syntax, shape and place. The rules in `rules/` know more: see `judgeCatalog`. */
  problems: Problem[];
  sources: CatalogSources;
}

/** The rules that decide whether a file can be used at all: loading runs them, so `judgeCatalog` need not. */
export const shapeRules = [schema, unknownOwnField];

/**
 * Reads a catalog's folder: registry.json and servers/. `datesIn` gives the dates of the files below a folder, which git
 * does unless told otherwise.
 */
export async function loadCatalog(folder: string, datesIn = gitDates): Promise<Catalog> {
  const { sources, problems } = readCatalog(folder);
  const registry = sources.registry && read(sources.registry, Registry, problems);
  const drafts = sources.entries.flatMap((entry) => draftOf(entry, problems));
  const entries = await dated(join(folder, 'servers'), drafts, problems, datesIn);
  return { registry: registry ?? STAND_IN, entries, problems, sources };
}

const STAND_IN: Registry = {
  id: 'registry.invalid',
  title: 'MCP Service Registry',
  description: 'A registry whose registry.json could not be read.',
  owner: 'nobody',
  contact: 'nobody',
  siteUrl: 'https://registry.invalid/',
  repository: 'https://registry.invalid/',
  statusBranch: 'status',
  namespaces: ['*'],
};

/** A file of ours as its shape; null where it cannot be used. A field too many is a fault, but the rest can be used. */
function read<T>(file: CatalogFile, shape: z.ZodType<T>, problems: Problem[]): T | null {
  problems.push(...file.problems);
  if (file.value === undefined) return null;
  const parsed = shape.safeParse(file.value);
  if (parsed.success) return parsed.data;
  problems.push(...shapeRules.flatMap((rule) => problemsOfFile(rule, file)));
  const surplus = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => toPointer([...issue.path, key])) : [],
  );
  return shape.safeParse(without(file.value, surplus)).data ?? null;
}

function without(value: unknown, pointers: string[], here = ''): unknown {
  if (Array.isArray(value)) return value.map((item, index) => without(item, pointers, `${here}/${index}`));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, member, here + toPointer([key])] as const);
  return Object.fromEntries(
    members
      .filter(([, , at]) => !pointers.includes(at))
      .map(([key, member, at]) => [key, without(member, pointers, at)]),
  );
}

/** An entry whose versions may lack their dates. */
interface Draft extends Omit<Entry, 'versions'> {
  versions: { server: EntryVersion['server']; source: CatalogFile; path: string; listed: ListedVersion | undefined }[];
  source: CatalogFile;
}

function draftOf({ name, versions, listing, tools }: EntrySources, problems: Problem[]): Draft[] {
  const usable = [...versions].flatMap(([base, source]) => {
    problems.push(...source.problems, ...problemsOfFile(schema, source));
    const server = asServerJson(source.value);
    return server ? [{ server, source, base, path: `${name}/${base}.json` }] : [];
  });
  const lock = tools && read(tools, ToolLock, problems);
  const any = listing ?? tools ?? [...versions.values()][0];
  if (versions.size === 0 && any) {
    const fix = 'Add the server.json of a version, named <version>.json, or delete the folder.';
    problems.push(problemAt(any, { pointer: '', message: `${name} has no version`, fix }, error('E222')));
  }
  if (!listing) {
    const fix = `Add servers/${name}/listing.json: see catalog/README.md.`;
    if (any) problems.push(problemAt(any, { pointer: '', message: `${name} has no listing.json`, fix }, error('E223')));
    return [];
  }
  const data = read(listing, Listing, problems);
  if (!data || usable.length === 0) return [];
  const withRecords = usable.map(({ base, ...version }) => {
    // Where file name and version disagree, a rule says so; the record is for either.
    return { ...version, listed: data.versions[version.server.version] ?? data.versions[base] };
  });
  return [{ name, listing: data, lock: lock ?? null, versions: withRecords, source: listing }];
}

function error(code: keyof typeof LOADING_CODES): { code: string; severity: 'error' } {
  return { code, severity: 'error' };
}

/** Gives versions their dates. Git is asked once, and only where the listing leaves a date open. */
async function dated(
  folder: string,
  drafts: Draft[],
  problems: Problem[],
  datesIn: (folder: string) => Promise<GitDates | null>,
): Promise<Entry[]> {
  const isOpen = drafts.some(({ versions }) => versions.some(({ listed }) => listed?.publishedAt === undefined));
  const git = isOpen ? await datesIn(folder) : null;
  const first = drafts[0];
  if (git?.shallow && first) {
    const message = 'This clone is shallow, so the dates that git gives are those of its oldest commit';
    const fault = {
      pointer: '',
      message,
      fix: 'Run git fetch --unshallow; in a workflow, check out with fetch-depth: 0.',
    };
    problems.push(problemAt(first.source, fault, { code: 'W226', severity: 'warning' }));
  }
  return drafts.flatMap(({ name, listing, lock, source, versions }) => {
    const withDates = versions.flatMap(({ server, listed, path }): EntryVersion[] => {
      const dates = datesOf(listed, git, folder, path);
      if (dates) return [{ server, ...dates }];
      problems.push(noDate(source, server.version));
      return [];
    });
    return withDates.length > 0 ? [{ name, listing, lock, versions: withDates.sort(byPublication) }] : [];
  });
}

function datesOf(
  listed: ListedVersion | undefined,
  git: GitDates | null,
  folder: string,
  path: string,
): Pick<EntryVersion, 'publishedAt' | 'updatedAt'> | null {
  const { publishedAt: stated, updatedAt, statusChangedAt } = listed ?? {};
  const committed = stated === undefined ? git?.files.get(path) : undefined;
  // In a work tree but not committed yet: it is as old as its file.
  const publishedAt = stated ?? committed?.first ?? (git ? statSync(join(folder, path)).mtime : undefined);
  if (publishedAt === undefined) return null;
  const changedAt = updatedAt ?? statusChangedAt ?? committed?.last ?? publishedAt;
  return { publishedAt: utc(publishedAt), updatedAt: utc(changedAt) };
}

function noDate(listing: CatalogFile, version: string): Problem {
  const path = ['versions', version];
  const isListed = valueAt(listing.value, path) !== undefined;
  const message = `Nothing says when version ${version} was published: the listing does not, and this is not a git checkout`;
  const fix = `Add "publishedAt" to the record of ${version}, such as "2026-11-22T09:00:00Z".`;
  return problemAt(
    listing,
    { pointer: isListed ? toPointer(path) : '/versions', at: 'key', message, fix },
    error('E225'),
  );
}

function byPublication(a: EntryVersion, b: EntryVersion): number {
  const [left, right] = [a, b].map(({ server, publishedAt }) => ({ version: server.version, publishedAt }));
  return a.publishedAt === b.publishedAt && left && right
    ? compareVersions(left, right)
    : Date.parse(a.publishedAt) - Date.parse(b.publishedAt);
}
