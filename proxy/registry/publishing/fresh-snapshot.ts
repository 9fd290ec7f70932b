import { isDeepStrictEqual } from 'node:util';
import { changedEntry } from '../../../catalog/publish/changed-entry.ts';
import { type SnapshotEntry, takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
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

/** A snapshot that was made so long after a change, and does not have it, knows better: somebody took it back. */
const LAG_MS = 10 * 60_000;

/**
 * The snapshot that a proxy reads, and over it what was published since that was made: whoever has published reads it at
 * once. A newer snapshot takes over what it has itself. It tells of entries, and of no tool in full.
 */
export class FreshSnapshot {
  readonly #base: { readonly snapshot: SnapshotIndex };
  /** What was published, and is in no snapshot of the proxy's yet. */
  readonly #after = new Map<string, { sources: EntrySources; since: number }>();
  #made: SnapshotIndex;
  #making: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** What it was last made over, or is being. */
  #over: SnapshotIndex | null = null;

  constructor(base: { readonly snapshot: SnapshotIndex }) {
    this.#base = base;
    this.#made = base.snapshot;
  }

  /** While one is made for a new snapshot of the proxy's, the one before serves. */
  get snapshot(): SnapshotIndex {
    const { snapshot: base } = this.#base;
    if (this.#after.size === 0) return base;
    // It is tried again at the next request, if it cannot be made now.
    if (this.#over !== base && this.#next === null) this.#make().catch(() => {});
    return this.#made;
  }

  /** Resolves once `snapshot` has these entries. */
  async add(entries: readonly EntrySources[]): Promise<void> {
    if (entries.length === 0) return;
    if (this.#after.size === 0) this.#made = this.#base.snapshot;
    for (const entry of entries) this.#after.set(entry.name, { sources: entry, since: Date.now() });
    await this.#make();
  }

  /** One after the other; who comes while one is made shares the next. */
  #make(): Promise<void> {
    const begin = () => {
      this.#next = null;
      this.#making = this.#layOver();
      return this.#making;
    };
    this.#next ??= this.#making.then(begin, begin);
    return this.#next;
  }

  async #layOver(): Promise<void> {
    const { snapshot: base } = this.#base;
    this.#over = base;
    try {
      const over = new Map<string, SnapshotEntry>();
      for (const [name, { sources, since }] of this.#after) {
        const isOver = Date.parse(base.manifest.at) - since > LAG_MS;
        const entry = tellOf(base, sources);
        if (isOver || hasAll(base.get(name), entry)) this.#after.delete(name);
        else over.set(name, entry);
      }
      this.#made = over.size === 0 ? base : await laidOver(base, over);
    } catch (error) {
      this.#over = null;
      throw error;
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
  const rest = { definitions: new Map(), runs: [], histories: new Map(), latencies: new Map() };
  const files = encodeSnapshot({ registry, commit, at, entries, ...rest });
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}
