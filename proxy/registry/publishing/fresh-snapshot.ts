import { isDeepStrictEqual } from 'node:util';
import { changedEntry } from '../../../catalog/publish/changed-entry.ts';
import { type SnapshotEntry, takeSnapshot } from '../../../catalog/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot-index.ts';
import type { EntrySources } from '../../../catalog/sources.ts';
import { Turns } from '../../../catalog/turns.ts';

/** An entry after its files were changed, as the registry tells of it: what is known of its health and tools stays. */
export function tellOf(snapshot: SnapshotIndex, after: EntrySources): SnapshotEntry {
  const before = snapshot.get(after.name);
  const { registry, at } = snapshot.manifest;
  const [entry] = takeSnapshot({ registry, commit: null, at, entries: [changedEntry(before, after, at)] }).entries;
  if (!entry) throw new Error(`${after.name} has no version`);
  return before ? { ...entry, tools: before.tools, status: before.status } : entry;
}

/**
 * The snapshot that a proxy reads, and over it what was published since that was made: whoever has published reads it at
 * once. A newer snapshot takes over what it has itself. It tells of entries, and of no tool in full.
 */
export class FreshSnapshot {
  readonly #base: { readonly snapshot: SnapshotIndex };
  /** What was published, and is in no snapshot of the proxy's yet. */
  readonly #after = new Map<string, EntrySources>();
  #made: { base: SnapshotIndex; snapshot: SnapshotIndex };
  #making: Promise<void> = Promise.resolve();
  #isMaking = false;

  constructor(base: { readonly snapshot: SnapshotIndex }) {
    this.#base = base;
    this.#made = { base: base.snapshot, snapshot: base.snapshot };
  }

  /** While one is made for a new snapshot of the proxy's, the one before serves. */
  get snapshot(): SnapshotIndex {
    const { snapshot: base } = this.#base;
    if (this.#after.size === 0) return base;
    // It is asked for again at the next request, if it cannot be made now.
    if (this.#made.base !== base && !this.#isMaking) this.#make().catch(() => {});
    return this.#made.snapshot;
  }

  /** Resolves once `snapshot` has these entries. */
  async add(entries: readonly EntrySources[]): Promise<void> {
    if (entries.length === 0) return;
    if (this.#after.size === 0) this.#made = { base: this.#base.snapshot, snapshot: this.#base.snapshot };
    for (const entry of entries) this.#after.set(entry.name, entry);
    await this.#make();
  }

  #make(): Promise<void> {
    this.#making = this.#making.then(
      () => this.#layOver(),
      () => this.#layOver(),
    );
    return this.#making;
  }

  async #layOver(): Promise<void> {
    this.#isMaking = true;
    try {
      const { snapshot: base } = this.#base;
      const over = new Map<string, SnapshotEntry>();
      for (const [name, sources] of this.#after) {
        const entry = tellOf(base, sources);
        if (hasAll(base.get(name), entry)) this.#after.delete(name);
        else over.set(name, entry);
      }
      this.#made = { base, snapshot: over.size === 0 ? base : await laidOver(base, over) };
    } finally {
      this.#isMaking = false;
    }
  }
}

/** Whether an entry of a snapshot is as new as one that was published. */
function hasAll(known: SnapshotEntry | undefined, published: SnapshotEntry): boolean {
  if (!known) return false;
  const isIn = published.versions.every(({ server, updatedAt }) => {
    const same = known.versions.find((each) => each.server.version === server.version);
    return same !== undefined && Date.parse(same.updatedAt) >= Date.parse(updatedAt);
  });
  return isIn && isDeepStrictEqual(known.listing, published.listing);
}

async function laidOver(base: SnapshotIndex, over: ReadonlyMap<string, SnapshotEntry>): Promise<SnapshotIndex> {
  const turns = new Turns();
  const entries: SnapshotEntry[] = [];
  for (const name of new Set([...base.names(), ...over.keys()])) {
    const entry = over.get(name) ?? base.get(name);
    if (entry) entries.push(entry);
    if (turns.isOver) await turns.rest();
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { registry, commit } = base.manifest;
  const at = new Date().toISOString();
  const rest = { definitions: new Map(), runs: [], histories: new Map() };
  const files = encodeSnapshot({ registry, commit, at, entries, ...rest });
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}
