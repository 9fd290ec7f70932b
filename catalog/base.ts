import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isObject, membersOf, toPointer } from './json/json.ts';
import { parseJsonSource, problemAt } from './json/json-source.ts';
import type { Problem } from './problem.ts';
import { catalogFile, shownPath } from './read-catalog.ts';
import { type CatalogFile, kindOfFile, partsOfPath } from './sources.ts';

/** What each code of comparing with an earlier state means. */
export const BASE_CODES = {
  E501: 'A version that came out stays as it is: whoever installed it can trust what was read.',
  E502: 'A version that came out stays: it is retired in listing.json, and never vanishes.',
} as const;

const git = promisify(execFile);
const OPTIONS = { maxBuffer: 2 ** 30 };

/**
 * Compares the version files of a catalog with those of a git revision: of where this branch left it, so that what others
 * added there since is not missed here. A changed or missing file is an error. Throws where git does not know the revision.
 */
export async function compareWithBase(folder: string, revision: string): Promise<Problem[]> {
  const cwd = folder;
  const base = await commonCommit(cwd, revision);
  // Without renames: a file that moved is one that is missing.
  const diff = ['diff', '--no-renames', '--name-status', '-z', '--relative', base, '--', 'servers'];
  const { stdout } = await git('git', diff, { ...OPTIONS, cwd });
  const words = stdout.split('\0');
  const problems: Problem[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [status, path = ''] = [words[at], words[at + 1]];
    if (!isVersionFile(path) || status === 'A') continue;
    // Neither is it there when a link has taken its place.
    problems.push(status === 'M' ? await changed(folder, path, base) : missingVersion(shownPath(join(folder, path))));
  }
  return problems;
}

/** The version files that are part of a git revision, by their paths from the catalog's folder; none outside git. */
export async function publishedFiles(folder: string, revision = 'HEAD'): Promise<Set<string>> {
  const list = ['ls-tree', '-r', '-z', '--name-only', revision, '--', 'servers'];
  const { stdout } = await git('git', list, { ...OPTIONS, cwd: folder }).catch(() => ({ stdout: '' }));
  return new Set(stdout.split('\0').filter(isVersionFile));
}

/** Whether a path, from the catalog's folder, is that of a version. */
export function isVersionFile(path: string): boolean {
  const [first, ...rest] = path.split('/');
  return first === 'servers' && partsOfPath(rest.join('/')) !== null && kindOfFile(path) === 'server';
}

async function commonCommit(cwd: string, revision: string): Promise<string> {
  // A revision is an argument of git, so it must not look like an option.
  const commit = ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`];
  const { stdout } = await git('git', commit, { cwd });
  const common = git('git', ['merge-base', stdout.trim(), 'HEAD'], { cwd });
  return (await common.catch(() => ({ stdout }))).stdout.trim();
}

/** What is wrong where a version that came out is not there any more. */
export function missingVersion(path: string): Problem {
  const file = parseJsonSource(path, '');
  const message = 'This version was published, and its file is gone or moved';
  const fix = 'Put it back; to retire the version, give its record in listing.json the status "deleted".';
  return problemAt(file, { pointer: '', message, fix }, { code: 'E502', severity: 'error' });
}

async function changed(folder: string, path: string, base: string): Promise<Problem> {
  const { stdout } = await git('git', ['show', `${base}:./${path}`], { ...OPTIONS, cwd: folder });
  return changedVersion(catalogFile(join(folder, path), readFileSync(join(folder, path))), stdout);
}

/** What is wrong with the file of a version that came out with another text. */
export function changedVersion(file: CatalogFile, before: string): Problem {
  const pointer = firstDifference(parseJsonSource(file.file, before).value, file.value);
  const what = pointer === null ? 'its bytes' : pointer === '' ? 'all of it' : pointer;
  const message = `This version was published with other content: ${what} changed`;
  const fix = 'Put it back as it was, and publish the change as a new version.';
  return problemAt(file, { pointer: pointer ?? '', message, fix }, { code: 'E501', severity: 'error' });
}

/** Where two values first differ; null where they do not. */
function firstDifference(before: unknown, after: unknown, path: string[] = []): string | null {
  const isAlike = isObject(before) ? isObject(after) : Array.isArray(before) && Array.isArray(after);
  if (!isAlike) return Object.is(before, after) ? null : toPointer(path);
  const [old, now] = [new Map(membersOf(before)), new Map(membersOf(after))];
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    if (!old.has(key) || !now.has(key)) return toPointer([...path, key]);
    const found = firstDifference(old.get(key), now.get(key), [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
