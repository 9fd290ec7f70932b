import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import type { ProxyConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { isSame } from '../services/same.ts';
import type { HeldTool } from './held-tool.ts';
import { quarantineOf } from './quarantine.ts';
import type { RoutedService, Router } from './router.ts';

export type LockSettings = Pick<ProxyConfig['locks'], 'policy' | 'allow'>;

export interface ToolLocksOptions {
  router: Router;
  log: Log;
  /** Others of a service's tools are held than before. */
  onChange: (service: RoutedService) => void;
}

/**
 * Holds what services list against what was reviewed: whenever tools are listed, and when the locks or the settings
 * change. A service's instances are judged together: a tool that one of them has changed is held at all.
 */
export class ToolLocks {
  readonly #options: ToolLocksOptions;
  #settings: LockSettings;
  #snapshot: SnapshotIndex;

  constructor(settings: LockSettings, snapshot: SnapshotIndex, options: ToolLocksOptions) {
    this.#settings = settings;
    this.#snapshot = snapshot;
    this.#options = options;
  }

  /** The locks or the settings are others now, or the services are. */
  follow(settings: LockSettings, snapshot: SnapshotIndex): void {
    this.#settings = settings;
    this.#snapshot = snapshot;
    const names = this.#names();
    for (const service of this.#options.router.services) this.#judge(service, names);
  }

  /** An instance of a service has listed its tools. */
  judge(service: RoutedService): void {
    this.#judge(service, this.#names());
  }

  #judge(service: RoutedService, names: ReadonlySet<string>): void {
    const before = service.held;
    const held = this.#heldOf(service, names);
    if (isSame([...held], [...before])) return;
    service.held = held;
    service.quarantined = new Map([...held].filter(([, { isRefused }]) => isRefused));
    this.#tell(service, before);
    this.#options.onChange(service);
  }

  #heldOf(service: RoutedService, names: ReadonlySet<string>): Map<string, HeldTool> {
    const { policy, allow } = this.#settings;
    const held = new Map<string, HeldTool>();
    if (policy === 'off') return held;
    const { name, tools } = service.entry;
    const live = service.instances.flatMap(({ upstream }) => upstream?.knownTools ?? []);
    if (live.length === 0) return held;
    const locked = tools?.source === 'lock' ? this.#snapshot.tools(name) : [];
    const reviewed = new Map(locked.map((tool) => [tool.name, tool]));
    const own = new Set(live.map((tool) => tool.name));
    const others = { has: (tool: string) => names.has(tool) && !own.has(tool) };
    for (const tool of live) {
      const isAllowed = allow.includes(`${service.name}/${tool.name}`) || allow.includes(`${name}/${tool.name}`);
      if (isAllowed || held.has(tool.name)) continue;
      const known = reviewed.get(tool.name);
      const quarantine = quarantineOf(known, tool, { others });
      if (!quarantine) continue;
      const isRefused = policy === 'quarantine';
      held.set(tool.name, { tool: tool.name, quarantine, reviewed: known?.definition ?? null, isRefused });
    }
    return held;
  }

  #names(): ReadonlySet<string> {
    const { services } = this.#options.router;
    return new Set(services.flatMap((service) => service.tools().map(({ name }) => name)));
  }

  #tell({ name: service, held }: RoutedService, before: ReadonlyMap<string, HeldTool>): void {
    const { log } = this.#options;
    for (const [tool, one] of held) {
      if (isSame(one, before.get(tool))) continue;
      const { reason, change, details } = one.quarantine;
      const said = { service, tool, quarantined: one.isRefused, change, reason, details };
      log.warn(said, one.isRefused ? 'a tool is quarantined' : 'a tool is not as it was reviewed');
    }
    for (const tool of before.keys())
      if (!held.has(tool)) log.info({ service, tool }, 'nothing is held against a tool any more');
  }
}
