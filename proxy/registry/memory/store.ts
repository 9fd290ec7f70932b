import * as z from 'zod';
import type { Entry } from '../../../catalog/entry.ts';
import { utc } from '../../../catalog/git/git-dates.ts';
import { jsonText } from '../../../catalog/json/json-edit.ts';
import type { ListedVersion } from '../../../catalog/listing.ts';
import { changedEntry } from '../../../catalog/publish/changed-entry.ts';
import type { Decide } from '../../../catalog/publish/folder.ts';
import { type Settlement, settleSubmissions } from '../../../catalog/publish/settle-submissions.ts';
import { catalogFile } from '../../../catalog/read-catalog.ts';
import type { Registry } from '../../../catalog/registry.ts';
import type { ServerJson } from '../../../catalog/server-json.ts';
import { takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { SnapshotIndex } from '../../../catalog/snapshot/snapshot-index.ts';
import type { EntrySources } from '../../../catalog/sources.ts';

/** A version as it is put in: what its publisher said, and what is known of it. */
export interface StoredVersion {
  server: ServerJson;
  record: Partial<ListedVersion>;
}

const Moment = z.iso.datetime({ offset: true });

/** The entries of a registry in the memory of this process, which die with it. `snapshot` is what they are now. */
export class MemoryStore {
  readonly #registry: Registry;
  readonly #now: () => Date;
  readonly #entries = new Map<string, Entry>();
  /** The files that an entry would be, for the rules: they are made when something is first published. */
  readonly #sources = new Map<string, EntrySources>();
  #snapshot: SnapshotIndex;
  /** Snapshots are made one after the other, each of all that was put in before. */
  #made: Promise<void> = Promise.resolve();

  private constructor(registry: Registry, now: () => Date, empty: SnapshotIndex) {
    this.#registry = registry;
    this.#now = now;
    this.#snapshot = empty;
  }

  /** A store that begins with some versions. Of two with one name and version the first counts. */
  static async open(
    registry: Registry,
    versions: Iterable<StoredVersion>,
    { now = () => new Date() } = {},
  ): Promise<MemoryStore> {
    const store = new MemoryStore(registry, now, await index({ registry, at: now().toISOString(), entries: [] }));
    for (const version of versions) store.#put(version);
    await store.#renew();
    return store;
  }

  get snapshot(): SnapshotIndex {
    return this.#snapshot;
  }

  /** Puts a version in. Resolves once `snapshot` has it: to false when it was there before, and nothing has changed. */
  async add(version: StoredVersion): Promise<boolean> {
    if (!this.#put(version)) return false;
    this.#made = this.#made.then(() => this.#renew());
    await this.#made;
    return true;
  }

  /**
   * Publishes, as `publishToFolder` does into a folder. What `decide` throws, this rejects with. Resolves once `snapshot`
   * has what was published.
   */
  async publish(decide: Decide): Promise<Omit<Settlement, 'changed'>> {
    const entries = [...this.#entries.values()].map((entry) => this.#sourcesOf(entry));
    const sources = { registry: catalogFile('registry.json', jsonText(this.#registry)), entries };
    // Nothing is waited for until it is all put in, so nobody comes between.
    const now = utc(this.#now());
    const { changed, ...settled } = settleSubmissions(sources, decide(sources), { folder: '.', now });
    for (const entry of settled.entries) {
      this.#entries.set(entry.name, changedEntry(this.#entries.get(entry.name), entry, now));
      this.#sources.set(entry.name, entry);
    }
    if (changed.size === 0) return settled;
    this.#made = this.#made.then(() => this.#renew());
    await this.#made;
    return settled;
  }

  #sourcesOf({ name, listing, versions }: Entry): EntrySources {
    const known = this.#sources.get(name);
    if (known) return known;
    const files = versions.map(({ server }) => {
      const file = catalogFile(`servers/${name}/${server.version}.json`, jsonText(server));
      return [server.version, file] as const;
    });
    const records = versions.map(({ server: { version }, publishedAt, updatedAt }) => {
      return [version, { publishedAt, updatedAt, ...listing.versions[version] }] as const;
    });
    const whole = { ...listing, versions: Object.fromEntries(records) };
    const file = catalogFile(`servers/${name}/listing.json`, jsonText(whole));
    const sources = { name, versions: new Map(files), listing: file, tools: null };
    this.#sources.set(name, sources);
    return sources;
  }

  #put({ server, record }: StoredVersion): boolean {
    const now = this.#now().toISOString();
    const { status = 'active', publishedAt = now, updatedAt = publishedAt, ...said } = momentsIn(record);
    const { versions = [], listing } = this.#entries.get(server.name) ?? {};
    if (versions.some((each) => each.server.version === server.version)) return false;
    this.#sources.delete(server.name);
    this.#entries.set(server.name, {
      name: server.name,
      listing: {
        ...{ nameOrigin: 'publisher', categories: [], tags: [], owners: [] },
        versions: { ...listing?.versions, [server.version]: { ...said, status } },
      },
      versions: [...versions, { server, publishedAt, updatedAt }],
      lock: null,
    });
    return true;
  }

  async #renew(): Promise<void> {
    const at = this.#now().toISOString();
    this.#snapshot = await index({ registry: this.#registry, at, entries: [...this.#entries.values()] });
  }
}

async function index({ registry, at, entries }: { registry: Registry; at: string; entries: Entry[] }) {
  const files = encodeSnapshot(takeSnapshot({ registry, commit: null, at, entries }));
  return SnapshotIndex.read(async (path) => files.get(path) ?? Buffer.alloc(0));
}

/** A record without what claims to be a time, and is none. */
function momentsIn({ statusChangedAt, publishedAt, updatedAt, ...record }: StoredVersion['record']) {
  const times = Object.entries({ statusChangedAt, publishedAt, updatedAt });
  const good: Partial<Record<'statusChangedAt' | 'publishedAt' | 'updatedAt', string>> = Object.fromEntries(
    times.filter(([, time]) => Moment.safeParse(time).success),
  );
  return { ...record, ...good };
}
