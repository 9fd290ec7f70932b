import type { Entry } from '../../catalog/entry.ts';
import { loadCatalog } from '../../catalog/load.ts';
import { takeSnapshot } from '../../catalog/snapshot.ts';
import type { ProxyConfig } from '../../proxy/config.ts';
import type { Service } from '../../proxy/services/service.ts';
import type { LookAt } from './look.ts';
import { withPackages } from './packages/with-packages.ts';
import { type Probed, type ProbeOptions, probeServices } from './run.ts';
import { readRecords, writeRecords } from './store.ts';
import { probeTargets, type Selection } from './targets.ts';

export interface CatalogProbe extends Selection, Pick<ProbeOptions, 'connect' | 'timeoutMs'> {
  /** Folders: of the catalog, of the statuses, and that relative paths of the configuration start from. */
  catalog: string;
  status: string;
  folder: string;
  config: ProxyConfig;
  /** How packages are looked at; without it, those that are enabled are started, and that is all. */
  lookAtPackages?: LookAt | undefined;
  onBegin?: (services: Service[]) => void;
  onProbed?: (probed: Probed) => void;
}

/** Looks at the chosen servers of a catalog, and keeps what was seen in the folder of statuses. */
export async function probeCatalog({
  catalog,
  status,
  folder,
  config,
  lookAtPackages,
  only,
  all,
  onBegin,
  ...options
}: CatalogProbe): Promise<{ at: string; probed: Probed[]; entries: Map<string, Entry> }> {
  const at = new Date().toISOString();
  const { registry, entries: list } = await loadCatalog(catalog);
  const entries = new Map(list.map((entry) => [entry.name, entry]));
  const targets = probeTargets(takeSnapshot({ registry, commit: null, at, entries: list }), config, folder, {
    only,
    all,
  });
  const services = lookAtPackages ? targets.map((service) => withPackages(service, config.services)) : targets;
  onBegin?.(services);
  const records = await readRecords(status);
  const probed = await probeServices(services, { records, entries, look: lookAtPackages, ...options });
  for (const { service, record } of probed) records.set(service.entry.name, record);
  await writeRecords(status, records, at);
  return { at, probed, entries };
}
