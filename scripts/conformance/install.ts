import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, UserError } from '../command.ts';

/** Where the suite and its Node live: a package of its own, with its own lock, that `npm ci` of the root leaves alone. */
export const SUITE = join(ROOT, 'scripts', 'conformance', 'suite');

/** Installs the suite when it is missing or its lock is newer: 240 MB, a quarter of a minute, once. */
export async function installSuite(): Promise<void> {
  await installPackages(SUITE, 'the conformance suite');
}

/** Installs what a folder's own lock names, with these flags for npm, unless it is there already. Throws `UserError`. */
export async function installPackages(folder: string, what: string, flags: string[] = []): Promise<void> {
  const [locked, installed] = await Promise.all([
    changedAt(join(folder, 'package-lock.json')),
    changedAt(join(folder, 'node_modules', '.package-lock.json')),
  ]);
  if (installed > locked) return;
  process.stderr.write(`Installing ${what}…\n`);
  try {
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', ...flags, '--prefix', folder], { cwd: folder });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot install ${what} into ${folder}:\n${said}`, { cause });
  }
}

/** Milliseconds since 1970; 0 when there is no such file. */
async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
