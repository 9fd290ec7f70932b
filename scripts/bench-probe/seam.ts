import type { Entry } from '../../catalog/entry.ts';
import { takeSnapshot } from '../../catalog/snapshot/snapshot.ts';
import { aRegistry } from '../../catalog/testing.ts';
import { ConfiguredService, ProxyConfig } from '../../proxy/config.ts';
import { type Service, serviceOf } from '../../proxy/services/service.ts';
import { fold } from '../probe/fold.ts';
import type { Look } from '../probe/look.ts';
import type { StatusRecord } from '../probe/record.ts';
import { probeServices } from '../probe/run.ts';
import { writeStore } from '../status/folder.ts';

/** All of the probe that is measured, in the three calls of it that are: what changes there is followed here alone. */

/** The services that some entries make, which may lead to this machine. */
export function servicesOf(entries: Entry[]): Service[] {
  const config = ProxyConfig.parse({ egress: { allow: ['127.0.0.0/8'] } });
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: new Date().toISOString(), entries });
  return snapshot.entries.map((entry) =>
    serviceOf(entry, ConfiguredService.parse({ name: entry.name }), { config, folder: '/' }),
  );
}

/** Looks at all, as a probe does, and counts what it saw: how many of each reason. */
export async function lookAtAll(services: Service[], entries: Entry[]): Promise<Record<string, number>> {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const { probed } = await probeServices(services, { records: new Map(), entries: byName, retryAfterMs: [] });
  const seen: Record<string, number> = {};
  for (const { reason } of probed.flatMap(({ looks }) => looks.map(({ instance }) => instance)))
    seen[reason] = (seen[reason] ?? 0) + 1;
  return seen;
}

/** A record with one more look at its server folded in. */
export function foldOne(entry: Entry, look: Look, before: StatusRecord | undefined, at: string): StatusRecord {
  return fold(entry, '1.0.0', [look], before, at);
}

/** Writes all records into a folder. */
export function writeAll(folder: string, records: Map<string, StatusRecord>): Promise<void> {
  return writeStore(folder, { records, runs: [] });
}
