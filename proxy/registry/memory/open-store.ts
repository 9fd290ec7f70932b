import type { Registry } from '../../../catalog/registry.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../settings.ts';
import type { MemoryStore } from './store.ts';

/** The store in memory that settings ask for, with what their seed file has; null for any other. Throws `UserError`. */
export async function openStore(
  store: Store | undefined,
  { registry, log }: { registry: Registry; log: Log },
): Promise<MemoryStore | null> {
  if (store?.type !== 'memory') return null;
  // Few proxies have a use for all this: the others start without.
  const [{ MemoryStore: Memory }, { readSeed }] = await Promise.all([import('./store.ts'), import('./read-seed.ts')]);
  const { seedFile: file } = store;
  const { versions, leftOut } = file === null ? { versions: [], leftOut: 0 } : await readSeed(file);
  if (leftOut > 0) log.warn({ leftOut, file }, 'not all in the seed file are servers: the others are left out');
  log.info({ versions: versions.length }, 'the registry is in memory: what is added is gone when this ends');
  return Memory.open(registry, versions);
}
