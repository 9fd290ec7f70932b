import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What git knows of the files below a folder, by their paths from there. */
export interface GitDates {
  files: Map<string, { first: string; last: string }>;
  /** The clone holds only the newest commits, so first commits are not what they seem. */
  shallow: boolean;
}

const git = promisify(execFile);

/**
 * When each file below a folder came to this branch, and when it last changed (RFC 3339, UTC), by one look at the
 * history. A file that was deleted and came again is as old as its return. Null outside git.
 */
export async function gitDates(folder: string): Promise<GitDates | null> {
  const options = { cwd: folder, maxBuffer: 2 ** 30 };
  try {
    const { stdout } = await git('git', ['rev-parse', '--is-shallow-repository'], options);
    const log = [
      'log',
      '--first-parent',
      '-m',
      '--no-renames',
      '--name-status',
      '-z',
      '--format=%x01%cI',
      '--relative',
    ];
    // A repository without a commit knows no dates yet.
    const history = await git('git', [...log, '--', '.'], options).catch(() => ({ stdout: '' }));
    return { files: datesOf(history.stdout), shallow: stdout.trim() === 'true' };
  } catch {
    return null;
  }
}

/** Reads `git log`, newest commit first: `\x01<date>`, then a status and a path for each file, all ended by NUL. */
function datesOf(log: string): GitDates['files'] {
  const files: GitDates['files'] = new Map();
  const complete = new Set<string>();
  const words = log.split('\0');
  let date = '';
  for (let at = 0; at + 1 < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('\x01')) {
      date = utc(word.slice(1));
      continue;
    }
    const path = words[++at] ?? '';
    if (complete.has(path)) continue;
    if (word.trim() === 'D') complete.add(path);
    else files.set(path, { first: date, last: files.get(path)?.last ?? date });
  }
  return files;
}

/** A date in UTC, without the fraction where there is none. */
export function utc(date: string | Date): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}
