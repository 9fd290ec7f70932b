import { readFile } from 'node:fs/promises';
import { readVersion } from '../../../catalog/dialects/read-version.ts';
import { versionsIn } from '../../../catalog/dialects/versions-in.ts';
import { readableServer } from '../../../catalog/readable-server.ts';
import { UserError } from '../../../catalog/user-error.ts';
import { noSeed } from './expect-seed.ts';
import type { StoredVersion } from './store.ts';

/** The versions of a seed file in any dialect, and how many of what it has are none. Throws `UserError` when it cannot be read. */
export async function readSeed(file: string): Promise<{ versions: StoredVersion[]; leftOut: number }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw noSeed(file, cause);
  });
  const found = versionsIn(text);
  if (!found) throw new UserError(`${file} is no JSON: write a list of servers, or what a registry's list answers`);
  const versions = found.flatMap(({ value }) => storedVersion(value) ?? []);
  return { versions, leftOut: found.length - versions.length };
}

function storedVersion(value: unknown): StoredVersion | null {
  const read = readVersion(value);
  const server = readableServer(read?.server);
  // A name becomes part of addresses: what is none stays out.
  if (!read || !server || server.version === '' || !NAME.test(server.name)) return null;
  const { isLatest: _isLatest, ...record } = read.registry;
  return { server, record };
}

const NAME = /^[a-zA-Z0-9.-]{1,100}\/[a-zA-Z0-9._-]{1,100}$/;
