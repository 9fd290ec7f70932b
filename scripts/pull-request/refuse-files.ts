import type { Problem } from '../../catalog/problem.ts';
import { partsOfPath } from '../../catalog/sources.ts';
import { type ChangedFile, EXECUTABLE, LINK, SUBMODULE } from './changed-files.ts';

/** What each code of a change means, whatever its files say. */
export const CHANGE_CODES = {
  E510: 'A change holds files only: no links, and no other repositories.',
  E511: 'No file of the catalog can be run.',
  E512: 'A file of the catalog is small: at most 64 KiB in one change.',
  E513: 'A change is small enough for a person to read it.',
  E514: 'A path is written as the catalog writes it, and leads where it seems to.',
  E515: 'A change starts from what is there now.',
} as const;

/** How much one change may bring. */
export interface Limits {
  /** Files in all. */
  files: number;
  /** Entries of the catalog. */
  entries: number;
  /** Of one file in the catalog. */
  bytes: number;
}

export const LIMITS: Limits = { files: 1000, entries: 100, bytes: 65_536 };

/** How many files are named one by one. */
const NAMED = 200;

/**
 * What is wrong with the files of a change before one of them is read. Pure. A change with such a problem is not looked at
 * any further: what it would do to the tools that read it is unknown.
 */
export function refuseFiles(files: ChangedFile[], prefix: string, limits: Limits = LIMITS): Problem[] {
  const entries = new Set(files.flatMap(({ path }) => entryOf(path, prefix) ?? []));
  const many = [
    ...tooMany(files.length, limits.files, 'files', files[0]),
    ...tooMany(entries.size, limits.entries, 'entries', files[0]),
  ];
  return [...many, ...files.slice(0, NAMED).flatMap((file) => refuseFile(file, prefix, limits))];
}

/** The entry that a path belongs to; null for all else. */
export function entryOf(path: string | null, prefix: string): string | null {
  const servers = `${prefix}servers/`;
  return path?.startsWith(servers) ? (partsOfPath(path.slice(servers.length))?.name ?? null) : null;
}

function tooMany(count: number, most: number, what: string, first?: ChangedFile): Problem[] {
  if (count <= most || !first) return [];
  const message = `This change has ${count} ${what}, and ${most} are the most`;
  return [problem(first, 'E513', message, 'Split it into changes that a person can read.')];
}

function refuseFile(file: ChangedFile, prefix: string, limits: Limits): Problem[] {
  const { path, shown, after } = file;
  const strange = strangePath(path, prefix);
  if (strange)
    return [problem(file, 'E514', strange, 'Give it the path that catalog/README.md says, in plain letters.')];
  if (after?.mode === LINK) return [problem(file, 'E510', 'This is a link', 'Put the file itself here.')];
  if (after?.mode === SUBMODULE)
    return [problem(file, 'E510', 'This is another repository', 'Put the files themselves here.')];
  if (!shown.startsWith(prefix) || !after) return [];
  if (after.mode === EXECUTABLE)
    return [problem(file, 'E511', 'This file can be run', 'Take that away: git update-index --chmod=-x <file>')];
  if (after.bytes > limits.bytes && shown.startsWith(`${prefix}servers/`)) {
    const message = `This file holds ${after.bytes} bytes, and ${limits.bytes} are the most`;
    return [problem(file, 'E512', message, 'Leave out what the catalog has no field for.')];
  }
  if (shown.startsWith(`${prefix}servers/`) && entryOf(path, prefix) === null) {
    const fix = 'Move it to servers/<namespace>/<name>/<version>.json, or delete it.';
    return [problem(file, 'E220', 'No file of the catalog has this place and name', fix)];
  }
  return [];
}

/** What is wrong with a path, if it leads out of its folder, or is taken for another on some disk. */
function strangePath(path: string | null, prefix: string): string | null {
  if (path === null) return 'This path is no UTF-8';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'This path leads out of its folder';
  if (parts.some((part) => /^\.git$/i.test(part) || /^git~\d/i.test(part)))
    return "This path is one of git's own files on some disks";
  if (/[\p{Cc}\p{Cf}\\:]/u.test(path))
    return 'This path has characters that hide, or that mean something on some disks';
  const small = path.toLowerCase();
  const [first, servers] = [prefix, `${prefix}servers/`];
  const isAlmost = [first, servers].some((place) => small.startsWith(place) && !path.startsWith(place));
  return isAlmost ? 'This path differs from the catalog only in capitals' : null;
}

function problem(
  { shown }: ChangedFile,
  code: keyof typeof CHANGE_CODES | 'E220',
  message: string,
  fix: string,
): Problem {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { file: shown, ...place, pointer: '', code, severity: 'error', message, fix };
}
