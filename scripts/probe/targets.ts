import { nearest } from '../../catalog/nearest.ts';
import type { Snapshot, SnapshotEntry } from '../../catalog/snapshot/snapshot.ts';
import { ConfiguredService, type ProxyConfig } from '../../proxy/config.ts';
import { type Service, serviceOf } from '../../proxy/services/service.ts';
import { UserError } from '../command.ts';
import type { Part } from './part.ts';

/** Which servers to look at: those the operator enabled, some by name, or every one in the catalog. */
export interface Selection {
  only?: string[] | undefined;
  all?: boolean | undefined;
  /** Of those, only the ones that fall to this job. */
  part?: Part | undefined;
}

/** The servers to look at, as the proxy would reach them. Throws `UserError` for a name that nobody has. */
export function probeTargets(
  snapshot: Snapshot,
  config: ProxyConfig,
  folder: string,
  { only, all, part = () => true }: Selection,
): Service[] {
  const byName = new Map(
    snapshot.entries.flatMap((entry): [string, SnapshotEntry][] => [
      [entry.name, entry],
      ...(entry.alias ? [[entry.alias, entry] as [string, SnapshotEntry]] : []),
    ]),
  );
  const configured = new Map(
    config.services.flatMap((settings) => {
      const entry = byName.get(settings.name);
      return entry ? [[entry.name, settings]] : [];
    }),
  );
  const chosen = only?.length
    ? [...new Set(only.map((name) => named(name, byName)))]
    : all
      ? snapshot.entries
      : enabled(snapshot, configured);
  return chosen
    .filter(({ name, listing }) => listing.probe?.optOut !== true && part(name))
    .map((entry) =>
      serviceOf(entry, configured.get(entry.name) ?? ConfiguredService.parse({ name: entry.name }), {
        config,
        folder,
        lockedTools: () => (snapshot.definitions.get(entry.name) ?? []).map(({ definition }) => definition),
      }),
    );
}

function named(name: string, byName: Map<string, SnapshotEntry>): SnapshotEntry {
  const entry = byName.get(name);
  if (entry) return entry;
  const near = nearest(name, byName.keys());
  throw new UserError(
    `No server in the catalog is called ${JSON.stringify(name)}${near.length > 0 ? `; the nearest: ${near.join(', ')}` : ''}`,
  );
}

function enabled({ entries }: Snapshot, configured: Map<string, ConfiguredService>): SnapshotEntry[] {
  return entries.filter(({ name }) => configured.get(name)?.enabled);
}
