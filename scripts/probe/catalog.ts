import type { Entry } from '../../catalog/entry.ts';
import { loadCatalog } from '../../catalog/load.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import type { ProxyConfig } from '../../proxy/config.ts';
import type { Service } from '../../proxy/services/service.ts';
import { readStore, writeStore } from '../status/folder.ts';
import { newestRuns } from '../status/store.ts';
import type { ProbedCanary } from './canaries/probe-canary.ts';
import type { LookAt } from './look.ts';
import { withPackages } from './packages/with-packages.ts';
import { type Probed, type ProbeOptions, probeServices } from './run.ts';
import { probeTargets, type Selection } from './targets.ts';

export interface CatalogProbe extends Selection, Omit<ProbeOptions, 'records' | 'entries'> {
  /** Folders: of the catalog, of the statuses, and that relative paths of the configuration start from. */
  catalog: string;
  status: string;
  folder: string;
  config: ProxyConfig;
  /** How packages are looked at; without it, those that are enabled are started, and that is all. */
  lookAtPackages?: LookAt | undefined;
  onBegin?: (services: Service[]) => void;
}

/**
 * Looks at the chosen servers of a catalog, and keeps what was seen in the folder of statuses: records, unless the run is
 * void, and the run itself, unless somebody chose its servers by name: that is no run of the registry.
 */
export async function probeCatalog({
  catalog,
  status,
  folder,
  config,
  lookAtPackages,
  only,
  all,
  part,
  onBegin,
  ...options
}: CatalogProbe): Promise<{
  at: string;
  run: ProbeRun;
  probed: Probed[];
  canaries: ProbedCanary[];
  entries: Map<string, Entry>;
}> {
  const at = new Date().toISOString();
  const { registry, entries: list } = await loadCatalog(catalog);
  const entries = new Map(list.map((entry) => [entry.name, entry]));
  const targets = probeTargets(takeSnapshot({ registry, commit: null, at, entries: list }), config, folder, {
    only,
    all,
    part,
  });
  const services = lookAtPackages ? targets.map((service) => withPackages(service, config.services)) : targets;
  onBegin?.(services);
  const store = await readStore(status);
  const { run, probed, canaries, records } = await probeServices(services, {
    records: store.records,
    entries,
    look: lookAtPackages,
    ...options,
  });
  const runs = only?.length ? store.runs : newestRuns([...store.runs, run]);
  await writeStore(status, { records: run.void ? store.records : records, runs });
  return { at, run, probed, canaries, entries };
}
