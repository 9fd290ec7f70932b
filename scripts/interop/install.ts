import { join } from 'node:path';
import { ROOT } from '../command.ts';
import { installPackages } from '../conformance/install.ts';

/** Where the peers live: a package of its own, with its own lock, that `npm ci` of the root leaves alone. */
export const PEERS = join(ROOT, 'scripts', 'interop', 'peers');

/** Installs the peers when they are missing or their lock is newer: 370 MB. None of them may run a script of its own. */
export async function installPeers(): Promise<void> {
  await installPackages(PEERS, 'the peers', ['--ignore-scripts', '--omit=optional']);
}
