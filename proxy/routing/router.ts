import { nearest } from '../../catalog/nearest.ts';
import type { SnapshotIndex } from '../../catalog/snapshot-files.ts';
import type { ToolDefinition } from '../../catalog/tool.ts';
import { ProxyError } from '../error.ts';
import type { Service } from '../services/service.ts';
import { type BudgetSettings, RetryBudget } from './budget.ts';
import { Gate } from './gate.ts';
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

/** The services that may be called, by either of their names. */
export class Router {
  readonly services: readonly RoutedService[];
  readonly #snapshot: SnapshotIndex;
  readonly #byName = new Map<string, RoutedService>();
  readonly #owners = new Map<Instance, RoutedService>();

  constructor(
    services: Service[],
    snapshot: SnapshotIndex,
    settings: RouterSettings & Pick<InstanceSettings, 'events'>,
  ) {
    this.#snapshot = snapshot;
    this.services = services.map((service) => routed(service, snapshot, settings));
    for (const service of this.services) {
      this.#byName.set(service.name, service);
      this.#byName.set(service.entry.name, service);
      for (const instance of service.instances) this.#owners.set(instance, service);
    }
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
    await Promise.all(this.instances.map((instance) => instance.close()));
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
  { instances: specs, ...service }: Service,
  snapshot: SnapshotIndex,
  { retries, waitMs, zone, meter = UNMETERED, ...settings }: RouterSettings & Pick<InstanceSettings, 'events'>,
): RoutedService {
  const instances = specs.map((spec) => new Instance(spec, settings));
  let recorded: ToolDefinition[] | undefined;
  const tools = () => {
    const listed = instances.filter(({ upstream }) => upstream?.knownTools);
    const live = (listed.length > 1 ? rank(listed) : listed)[0]?.upstream?.knownTools;
    recorded ??= snapshot.tools(service.entry.name).map(({ definition }) => definition);
    return live ?? recorded;
  };
  const gate = new Gate(service.maxConcurrent, service.queue);
  const budget = new RetryBudget(retries);
  const timeoutKey = `${snapshot.manifest.registry.id}/timeoutMs`;
  return { ...service, timeoutKey, instances, gate, budget, meter, zone, waitMs, tools, tool: byName(tools) };
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
