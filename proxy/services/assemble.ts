import type { SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import type { SnapshotIndex } from '../../catalog/snapshot/snapshot-index.ts';
import { ConfiguredService, type ProxyConfig } from '../config.ts';
import { entryOf } from './found-entry.ts';
import { type InstanceSpec, type Service, serviceOf } from './service.ts';
import type { Found } from './sources/source.ts';

export interface Parts {
  config: ProxyConfig;
  /** Relative paths of the configuration start here. */
  folder: string;
  env?: NodeJS.ProcessEnv;
  snapshot: SnapshotIndex;
  found: readonly Found[];
  /** The date of what is found without one, RFC 3339. */
  at?: string;
}

/** The services that there are, and the names of those that the configuration asks for and nobody knows. */
export interface Assembled {
  services: Service[];
  leftOut: string[];
}

/**
 * Puts together what can be called: what the operator enabled of the catalog, and what the sources found. What is found
 * under the name of an entry is one more instance of it, even of one that is not enabled otherwise; all else is a service
 * of its own. Whatever has one name is one service; `enabled: false` switches off either.
 */
export function assemble(parts: Parts): Assembled {
  const { config, snapshot } = parts;
  const found = byServer(parts);
  const settings = new Map<string, ConfiguredService>();
  const leftOut: string[] = [];
  for (const configured of config.services) {
    const name = snapshot.get(configured.name)?.name ?? serverNamed(configured.name, found);
    if (name !== undefined && !settings.has(name)) settings.set(name, configured);
    else if (name === undefined && configured.enabled) leftOut.push(configured.name);
  }
  const names = [...new Set([...settings.keys(), ...found.keys()])].filter(
    (name) => settings.get(name)?.enabled !== false,
  );
  const taken = new Set<string>();
  const services = names.map((name) => {
    const service = serviceNamed(name, { settings: settings.get(name), found: found.get(name) ?? [], taken, parts });
    taken.add(service.name);
    return service;
  });
  return { services, leftOut };
}

/** What was found, by the full name of its server: the entry's where there is one. */
function byServer({ found, snapshot }: Parts): Map<string, Found[]> {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const name = snapshot.get(one.server.name)?.name ?? one.server.name;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

/** The full name of what was found under a name or a slug. */
function serverNamed(name: string, found: Map<string, Found[]>): string | undefined {
  if (found.has(name)) return name;
  return [...found].find(([, [first]]) => first?.slug === name)?.[0];
}

function serviceNamed(
  name: string,
  {
    settings,
    found,
    taken,
    parts,
  }: { settings: ConfiguredService | undefined; found: Found[]; taken: ReadonlySet<string>; parts: Parts },
): Service {
  const { snapshot, at } = parts;
  const entry = snapshot.get(name);
  const [first] = found;
  if (entry && settings) return withFound(catalogService(entry, settings, parts), found);
  if (entry) return withFound(emptyService(entry, ConfiguredService.parse({ name }), true), found);
  if (!first) throw new Error(`${name} is neither in the catalog nor found`);
  const { slug, server } = first;
  const isFree = slug !== name && !taken.has(slug) && !snapshot.get(slug);
  const made = entryOf({ ...server, name }, { alias: isFree ? slug : null, ...(at === undefined ? {} : { at }) });
  const { instances } = serviceOf(
    entryOf({ ...server, packages: [], remotes: [] }),
    settings ?? ConfiguredService.parse({ name }),
    parts,
  );
  const own = { ...emptyService(made, settings ?? ConfiguredService.parse({ name }), false), instances };
  return withFound(own, found);
}

function catalogService(entry: SnapshotEntry, settings: ConfiguredService, { snapshot, ...parts }: Parts): Service {
  const lockedTools = () => snapshot.tools(entry.name).map(({ definition }) => definition);
  return serviceOf(entry, settings, { ...parts, lockedTools });
}

function emptyService(
  entry: SnapshotEntry,
  { timeoutMs, maxConcurrent, queue, hedge }: ConfiguredService,
  inCatalog: boolean,
): Service {
  return { name: entry.alias ?? entry.name, entry, inCatalog, timeoutMs, maxConcurrent, queue, hedge, instances: [] };
}

/** Ids tell the instances of a service from one another, so no two are the same. */
function withFound(service: Service, found: readonly Found[]): Service {
  const instances: InstanceSpec[] = [];
  for (const spec of [...service.instances, ...found.flatMap(({ instances }) => instances)]) {
    const isTaken = (id: string) => instances.some((other) => other.id === id);
    let id = spec.id;
    for (let number = 2; isTaken(id); number += 1) id = `${spec.id}-${number}`;
    instances.push(id === spec.id ? spec : { ...spec, id });
  }
  return { ...service, instances };
}
