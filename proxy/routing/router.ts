import { nearest } from '../../catalog/nearest.ts';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { ProxyError } from '../error.ts';
import { isSame } from '../services/same.ts';
import type { Service } from '../services/service.ts';
import { type BudgetSettings, RetryBudget } from './budget.ts';
import { Gate } from './gate.ts';
import type { HeldTool } from './held-tool.ts';
import { Instance, type InstanceSettings, type LiveHealth } from './instance.ts';
import { type Meter, UNMETERED } from './meter.ts';
import { rank } from './pick.ts';

/** A service with its live instances. */
export interface RoutedService extends Omit<Service, 'instances'> {
  instances: Instance[];
  gate: Gate;
  budget: RetryBudget;
  meter: Meter;
  /** Our own zone, if we stand in one. */
  zone: string | null;
  /** The key of `_meta` by which a caller says how long its call may take. */
  timeoutKey: string;
  /** The key of `_meta` by which a list says that a tool is quarantined. */
  quarantineKey: string;
  /** Live tools that are not as they were reviewed, by name; another map when that changes. */
  held: ReadonlyMap<string, HeldTool>;
  /** Those of them whose calls are refused. */
  quarantined: ReadonlyMap<string, HeldTool>;
  /** How long a call waits for an instance that was up a moment ago. */
  waitMs: number;
  /** The tools as far as anybody knows, without asking: live ones, else those of the snapshot. */
  tools(): ToolDefinition[];
  /** One of them, by its name. */
  tool(name: string): ToolDefinition | undefined;
}

export interface RouterSettings extends Omit<InstanceSettings, 'events'> {
  retries: BudgetSettings;
  waitMs: number;
  zone: string | null;
  meter?: Meter;
}

const MOST_REMOVED = 1000;

/** What has become of the instances when other services were applied. */
export interface Applied {
  added: Instance[];
  retired: Instance[];
  /** Those whose instances are others now, or that are new. */
  changed: RoutedService[];
  removed: RoutedService[];
}

/** The services that may be called, by either of their names. */
export class Router {
  readonly #settings: RouterSettings & Pick<InstanceSettings, 'events'>;
  #services: RoutedService[] = [];
  #snapshot: SnapshotIndex;
  readonly #byName = new Map<string, RoutedService>();
  readonly #owners = new Map<Instance, RoutedService>();
  /** Removed: should one come back, sessions and links that knew it go on. */
  readonly #removed = new Map<string, RoutedService>();
  /** Retired, and not closed yet. */
  readonly #leaving = new Set<Instance>();

  constructor(
    services: Service[],
    snapshot: SnapshotIndex,
    settings: RouterSettings & Pick<InstanceSettings, 'events'>,
  ) {
    this.#snapshot = snapshot;
    this.#settings = settings;
    this.apply(services, snapshot);
  }

  get services(): readonly RoutedService[] {
    return this.#services;
  }

  /**
   * Serves these services from now on. An instance that is the same as before goes on with all that it knows; one that is
   * no longer there gets no new work, ends what it has, and is closed then. Calls under way notice nothing.
   */
  apply(services: Service[], snapshot: SnapshotIndex): Applied {
    this.#snapshot = snapshot;
    const before = new Map(this.#services.map((service) => [service.entry.name, service]));
    const applied: Applied = { added: [], retired: [], changed: [], removed: [] };
    this.#services = services.map((service) => {
      const { name } = service.entry;
      const known = before.get(name) ?? this.#removed.get(name);
      before.delete(name);
      this.#removed.delete(name);
      const instances = this.#instancesOf(service, known?.instances ?? [], applied);
      return known ? this.#changed(known, service, instances, applied) : this.#added(service, instances, applied);
    });
    for (const gone of before.values()) {
      applied.removed.push(gone);
      applied.retired.push(...gone.instances);
      gone.instances = [];
      this.#removed.set(gone.entry.name, gone);
    }
    for (const name of [...this.#removed.keys()].slice(0, -MOST_REMOVED)) this.#removed.delete(name);
    this.#index();
    for (const instance of applied.retired) this.#retire(instance);
    return applied;
  }

  get instances(): Instance[] {
    return this.services.flatMap(({ instances }) => instances);
  }

  /** The service that an instance belongs to. */
  ownerOf(instance: Instance): RoutedService | undefined {
    return this.#owners.get(instance);
  }

  /** The instances that serve beside one. */
  besides(instance: Instance): Instance[] {
    return this.ownerOf(instance)?.instances.filter((other) => other !== instance) ?? [];
  }

  /** Throws `unknown_service` with the nearest names, or `service_not_enabled` with what would enable it. */
  resolve(name: string): RoutedService {
    const service = this.#byName.get(name);
    if (service) return service;
    const entry = this.#snapshot.get(name);
    if (entry) {
      const detail = `${entry.alias ?? entry.name} is in the catalog but not enabled here: add { "name": "${entry.alias ?? entry.name}" } to "services" in proxy.config.json`;
      throw new ProxyError('service_not_enabled', detail);
    }
    const suggestions = nearest(name, [...this.#byName.keys(), ...this.#snapshot.aliases(), ...this.#snapshot.names()]);
    const hint = suggestions.length > 0 ? `; the nearest: ${suggestions.join(', ')}` : '';
    throw new ProxyError('unknown_service', `No service is called ${JSON.stringify(name.slice(0, 100))}${hint}`, {
      suggestions,
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.instances, ...this.#leaving].map((instance) => instance.close()));
  }

  /** The live instances of a service: those that it had, where nothing has changed, and new ones. */
  #instancesOf({ instances }: Service, before: readonly Instance[], { added, retired }: Applied): Instance[] {
    const live = instances.map((spec) => {
      const known = before.find((instance) => instance.spec.id === spec.id && isSame(instance.spec, spec));
      if (known) return known;
      const instance = new Instance(spec, this.#settings);
      added.push(instance);
      return instance;
    });
    retired.push(...before.filter((instance) => !live.includes(instance)));
    return live;
  }

  #added(service: Service, instances: Instance[], { changed }: Applied): RoutedService {
    const made = routed(service, instances, () => this.#snapshot, this.#settings);
    changed.push(made);
    return made;
  }

  /** It stays the same object: whoever holds it sees what it has become. */
  #changed(
    known: RoutedService,
    { instances: _specs, ...service }: Service,
    instances: Instance[],
    { changed }: Applied,
  ): RoutedService {
    Object.assign(known, service, keysOf(this.#snapshot));
    known.gate.resize(service.maxConcurrent, service.queue);
    if (instances.length === known.instances.length && instances.every((one, at) => one === known.instances[at]))
      return known;
    const before = known.instances;
    known.instances = instances;
    changed.push(known);
    for (const instance of before) instance.wakeAll(); // Who waits for one of them may have another now.
    return known;
  }

  #index(): void {
    this.#byName.clear();
    this.#owners.clear();
    for (const service of this.#services) {
      this.#byName.set(service.name, service);
      this.#byName.set(service.entry.name, service);
      for (const instance of service.instances) this.#owners.set(instance, service);
    }
  }

  #retire(instance: Instance): void {
    this.#leaving.add(instance);
    void instance.retire().finally(() => this.#leaving.delete(instance));
  }
}

/** A service is as healthy as its best instance. */
export function healthOf({ instances }: { instances: readonly Instance[] }): LiveHealth {
  const [best] = rank(instances);
  return (
    best?.live ?? {
      health: 'unknown',
      reason: 'not-runnable',
      since: 0,
      checkedAt: null,
      responseMs: null,
      error: 'it has no instance',
    }
  );
}

function routed(
  { instances: _specs, ...service }: Service,
  instances: Instance[],
  snapshot: () => SnapshotIndex,
  { retries, waitMs, zone, meter = UNMETERED }: RouterSettings,
): RoutedService {
  let last: ToolDefinition[] | null = null;
  let recorded: { from: SnapshotIndex; tools: ToolDefinition[] } | undefined;
  const tools = () => {
    const listed = made.instances.filter(({ upstream }) => upstream?.knownTools);
    const live = (listed.length > 1 ? rank(listed) : listed)[0]?.upstream?.knownTools;
    // New instances have listed nothing yet: until they do, what the ones before them had is the best guess.
    last = live ?? last;
    if (last) return last;
    const from = snapshot();
    if (recorded?.from !== from)
      recorded = { from, tools: from.tools(made.entry.name).map(({ definition }) => definition) };
    return recorded.tools;
  };
  const made: RoutedService = {
    ...service,
    ...{ instances, meter, zone, waitMs, tools },
    tool: byName(tools),
    ...keysOf(snapshot()),
    held: new Map(),
    quarantined: new Map(),
    gate: new Gate(service.maxConcurrent, service.queue),
    budget: new RetryBudget(retries),
  };
  return made;
}

function keysOf({ manifest }: SnapshotIndex): Pick<RoutedService, 'timeoutKey' | 'quarantineKey'> {
  const { id } = manifest.registry;
  return { timeoutKey: `${id}/timeoutMs`, quarantineKey: `${id}/quarantine` };
}

/** Finds a tool by its name. The index lasts as long as the list it was made of. */
function byName(tools: () => ToolDefinition[]): (name: string) => ToolDefinition | undefined {
  let indexed: ToolDefinition[] | undefined;
  let index = new Map<string, ToolDefinition>();
  return (name) => {
    const now = tools();
    if (now !== indexed) {
      index = new Map(now.map((tool) => [tool.name, tool]));
      indexed = now;
    }
    return index.get(name);
  };
}
