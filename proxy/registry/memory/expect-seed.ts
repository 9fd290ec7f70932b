import { access } from 'node:fs/promises';
import { EXIT, UserError } from '../../../catalog/user-error.ts';
import type { Store } from '../settings.ts';

/** Throws `UserError` when a store is to begin with a file that is not there, before any longer work is begun. */
export async function expectSeed(store: Store): Promise<void> {
  if (store.type !== 'memory' || store.seedFile === null) return;
  const file = store.seedFile;
  await access(file).catch((cause: unknown) => {
    throw noSeed(file, cause);
  });
}

/** Why there is no seed, and what to do about it. */
export function noSeed(file: string, cause: unknown): UserError {
  const mend = 'name another by --seed-file-path, or begin with nothing by --seed-import false';
  return new UserError(`There is no seed file at ${file}: ${mend}`, { exitCode: EXIT.misuse, cause });
}
