import { type Decide, publishToFolder } from '../../../catalog/publish/folder.ts';
import type { Settlement } from '../../../catalog/publish/settle-submissions.ts';
import type { MemoryStore } from '../memory/store.ts';

/** What a change is called where changes are kept, and whose it is. */
export interface Change {
  kind: 'publish' | 'status' | 'edit';
  /** The server, and the version that it is about; null for all of them. */
  name: string;
  version: string | null;
  /** `Publish com.example/weather 1.0.0`. */
  title: string;
  /** Who asked for it, and by which proof: `dns: example.com`. */
  by: string;
}

/** What became of a change. `committed`: readers see it now. `pull-request`: they will, once it is merged. */
export type Changed = Omit<Settlement, 'changed'> & ({ how: 'committed' } | { how: 'pull-request'; url: string });

/** Where published entries go. Changes come one after the other: `decide` sees all that went in before. */
export interface Target {
  /** Rejects with what `decide` throws; then nothing has changed. */
  change(decide: Decide, change: Change): Promise<Changed>;
}

/** The store of this process, gone with it. */
export function memoryTarget(store: MemoryStore): Target {
  return { change: async (decide) => ({ ...(await store.publish(decide)), how: 'committed' }) };
}

/** The files of a catalog. What becomes of them in git is its keeper's business. */
export function folderTarget(folder: string): Target {
  return { change: async (decide) => ({ ...(await publishToFolder(folder, decide)), how: 'committed' }) };
}
