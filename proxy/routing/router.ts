import { nearest } from '../../catalog/nearest.ts';
import type { SnapshotIndex } from '../../catalog/snapshot-files.ts';
import type { Health } from '../../catalog/status.ts';
import type { ToolDefinition } from '../../catalog/tool.ts';
import { ProxyError } from '../error.ts';
import type { Service } from '../services/service.ts';
import type { WarmOptions } from '../upstream/warm.ts';
import { Gate } from './gate.ts';
import { Instance, type LiveHealth } from './instance.ts';
import { pick } from './pick.ts';

/** A service with its live instances. */
export interface RoutedService extends Omit<Service, 'instances'> {
  instances: Instance[];
  gate: Gate;
  /** The tools as far as anybody knows, without asking: live ones, else those of the snapshot. */
  tools(): ToolDefinition[];
}

/** The services that may be called, by either of their names. */
export class Router {
  readonly services: readonly RoutedService[];
  readonly #snapshot: SnapshotIndex;
  readonly #byName = new Map<string, RoutedService>();

  constructor(services: Service[], snapshot: SnapshotIndex, options: WarmOptions) {
    this.#snapshot = snapshot;
    this.services = services.map((service) => routed(service, snapshot, options));
    for (const service of this.services) {
      this.#byName.set(service.name, service);
      this.#byName.set(service.entry.name, service);
    }
  }

  get instances(): Instance[] {
    return this.services.flatMap(({ instances }) => instances);
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
export function healthOf({ instances }: { instances: readonly Instance[] }): LiveHealth & { health: Health } {
  const [best] = pick(instances);
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
  options: WarmOptions,
): RoutedService {
  const instances = specs.map((spec) => new Instance(spec, options));
  let recorded: ToolDefinition[] | undefined;
  const tools = () => {
    const live = pick(instances).find(({ upstream }) => upstream?.knownTools)?.upstream?.knownTools;
    recorded ??= snapshot.tools(service.entry.name).map(({ definition }) => definition);
    return live ?? recorded;
  };
  return { ...service, instances, gate: new Gate(service.maxConcurrent, service.queue), tools };
}
