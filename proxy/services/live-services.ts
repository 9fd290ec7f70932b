import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import type { ProxyConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { assemble } from './assemble.ts';
import { configReader, restartKeys } from './config-file.ts';
import { operatorEgress } from './egress.ts';
import { Lingering } from './lingering.ts';
import { isSame } from './same.ts';
import type { Service } from './service.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { sources } from './sources/index.ts';
import type { Found, Place } from './sources/source.ts';
import { Watch, type Watched, type Watcher, type WatchState } from './watch.ts';

/** What is to be served now. */
export interface Supply {
  config: ProxyConfig;
  snapshot: SnapshotIndex;
  services: Service[];
}

export interface LiveSettings {
  config: ProxyConfig;
  /** Relative paths of the configuration start here. */
  folder: string;
  /** The configuration's file, which is read again when it changes. */
  file?: string | undefined;
  /** Where the snapshot is, whatever the configuration says. */
  snapshotAt?: string | undefined;
  snapshot: SnapshotIndex;
  log: Log;
  env?: NodeJS.ProcessEnv;
}

/**
 * What there is to serve, kept up to date: looks at the configuration's file, at the snapshot and at every source, each at
 * its own pace, and puts together what they last saw. One that cannot be read takes nothing away, and says why.
 */
export class LiveServices implements Disposable {
  readonly #settings: LiveSettings & { env: NodeJS.ProcessEnv };
  readonly #at = new Date().toISOString();
  readonly #places = new Map<string, Watch<Found[]>>();
  #config: ProxyConfig;
  #configWatch: Watch<ProxyConfig> | null = null;
  #snapshotWatch: Watch<SnapshotIndex> | null = null;
  #leftOut: string[] = [];
  #now: Supply;
  #onChange: (supply: Supply) => void = () => {};
  #isPlanned = false;

  constructor({ env = process.env, ...settings }: LiveSettings) {
    this.#settings = { ...settings, env };
    this.#config = settings.config;
    this.#now = this.#assembled();
  }

  /** What is to be served, as far as it is known. */
  get now(): Supply {
    return this.#now;
  }

  /** How each place stands, for operators. */
  get states(): WatchState[] {
    const watches = [this.#configWatch, this.#snapshotWatch, ...this.#places.values()];
    return watches.flatMap((watch) => (watch ? [watch.state] : []));
  }

  /** Begins to look, and tells of each change. Resolves when every place was looked at once. */
  async start(onChange: (supply: Supply) => void): Promise<void> {
    this.#onChange = onChange;
    const { file } = this.#settings;
    if (file !== undefined)
      this.#configWatch = new Watch(
        this.#configFile(file),
        this.#watcher(() => this.#configure()),
      );
    await Promise.all([this.#configWatch?.start(), this.#watchSnapshot(), this.#watchPlaces()]);
    this.#refresh();
  }

  [Symbol.dispose](): void {
    this.#onChange = () => {};
    for (const watch of [this.#configWatch, this.#snapshotWatch, ...this.#places.values()]) watch?.[Symbol.dispose]();
  }

  /** The configuration has changed: places are looked at as it says now. Those that stay keep what they saw. */
  #configure(): void {
    const next = this.#configWatch?.value;
    if (!next || isSame(next, this.#config)) return;
    const keys = restartKeys(this.#config, next);
    if (keys.length > 0)
      this.#settings.log.warn({ keys }, 'changed in the configuration: this waits for the next start');
    this.#config = next;
    void this.#watchSnapshot();
    void this.#watchPlaces();
    this.#plan();
  }

  #configFile(file: string): Watched<ProxyConfig> {
    const read = configReader(file);
    return {
      ...this.#pace('configMs'),
      name: 'configuration',
      read: async () => ({ value: await read(), faults: [] }),
      sizeOf: ({ services }) => services.length,
    };
  }

  async #watchSnapshot(): Promise<void> {
    const { folder, env, snapshotAt, snapshot } = this.#settings;
    const { sources } = this.#config;
    const where = snapshotAt ?? this.#config.snapshot;
    const before = this.#snapshotWatch;
    const known = before?.value ?? snapshot;
    const egress = operatorEgress({ config: this.#config, folder, env });
    const reader = new SnapshotReader(where, { folder, maxBytes: sources.limits.snapshotBytes, known, egress });
    const watched: Watched<SnapshotIndex> = {
      ...this.#pace('snapshotMs'),
      timeoutMs: sources.limits.snapshotTimeoutMs,
      name: `snapshot ${publicPart(where)}`,
      read: async (signal) => ({ value: await reader.read(signal), faults: [] }),
      sizeOf: ({ size }) => size,
    };
    before?.[Symbol.dispose]();
    this.#snapshotWatch = new Watch(
      watched,
      this.#watcher(() => this.#plan()),
      before,
    );
    await this.#snapshotWatch.start();
  }

  async #watchPlaces(): Promise<void> {
    const { folder, env } = this.#settings;
    const before = new Map(this.#places);
    this.#places.clear();
    const places = sources.flatMap((source) => source.places({ config: this.#config, folder, env }));
    for (const [name, watch] of before) {
      watch[Symbol.dispose]();
      if (!places.some((place) => place.name === name)) before.delete(name);
    }
    for (const place of places) {
      if (this.#places.has(place.name)) continue; // The same place, named twice.
      const watched = this.#placeWatched(place);
      this.#places.set(
        place.name,
        new Watch(
          watched,
          this.#watcher(() => this.#plan()),
          before.get(place.name) ?? null,
        ),
      );
    }
    await Promise.all([...this.#places.values()].map((watch) => watch.start()));
  }

  #placeWatched({ name, everyMs, read, follow }: Place): Watched<Found[]> {
    const { refresh, limits } = this.#config.sources;
    const lingering = new Lingering(refresh.lingerMs);
    return {
      ...this.#pace('foldersMs'),
      name,
      everyMs,
      read: async (signal, before) => {
        const reading = await read(signal);
        const { all, againMs } = lingering.after(reading, before ?? []);
        const faults = reading.faults.map(({ message }) => message);
        if (all.length > limits.found)
          faults.unshift(`it has more than ${limits.found} services: the rest is left out`);
        return { value: all.slice(0, limits.found), faults, againMs };
      },
      follow,
      sizeOf: ({ length }) => length,
    };
  }

  #pace(every: keyof ProxyConfig['sources']['refresh']) {
    const { refresh, limits } = this.#config.sources;
    return { everyMs: refresh[every], retryMs: refresh.retryMs, timeoutMs: limits.timeoutMs };
  }

  #watcher(changed: () => void): Watcher {
    const { log } = this.#settings;
    return {
      changed,
      turned: ({ name, ok, error, found }) => {
        if (ok) log.info({ source: name, found }, 'a source was read');
        else log.warn({ source: name, error, found }, 'a source cannot be read: what it had stays');
      },
    };
  }

  /** What changes in one go is put together once. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      this.#refresh();
    });
  }

  #refresh(): void {
    const before = this.#now;
    const next = this.#assembled();
    const isNew =
      next.config !== before.config || next.snapshot !== before.snapshot || !isSame(next.services, before.services);
    if (!isNew) return;
    this.#now = next;
    this.#onChange(next);
  }

  #assembled(): Supply {
    const { folder, env, log } = this.#settings;
    const config = this.#config;
    const snapshot = this.#snapshotWatch?.value ?? this.#settings.snapshot;
    const found = [...this.#places.values()].flatMap(({ value }) => value ?? []);
    const { services, leftOut } = assemble({ config, folder, env, snapshot, found, at: this.#at });
    for (const service of leftOut) {
      if (!this.#leftOut.includes(service))
        log.warn({ service }, 'neither in the catalog nor found elsewhere: this service is left out');
    }
    this.#leftOut = leftOut;
    return { config, snapshot, services };
  }
}

function publicPart(where: string): string {
  return where.split(/[?#]/, 1)[0]?.replace(/\/\/[^/@]*@/, '//') ?? '';
}
