import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Package } from '../../../catalog/server-json.ts';

/** The `node_modules` that a version of an npm package is installed into. */
export function placeOf(cache: string, { identifier, version = '' }: Package): string {
  return join(cache, 'npm', encodeURIComponent(`${identifier}@${version}`), 'node_modules');
}

/**
 * Installs an npm package for the sandbox, from the registry that npm is configured with. Nothing of it is run: no
 * scripts. Says what went wrong, or null.
 */
export async function installPackage(cache: string, pkg: Package): Promise<string | null> {
  const folder = join(placeOf(cache, pkg), '..');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const args = ['install', ...flags, '--', `${pkg.identifier}@${pkg.version}`];
  return promisify(execFile)('npm', args, { cwd: folder, timeout: 180_000 }).then(
    () => null,
    () => `npm cannot install ${pkg.identifier}@${pkg.version}`,
  );
}
