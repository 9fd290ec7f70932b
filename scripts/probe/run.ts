import pLimit from 'p-limit';
import type { Entry } from '../../catalog/entry.ts';
import { latestVersion } from '../../catalog/snapshot.ts';
import type { Service } from '../../proxy/services/service.ts';
import { fold } from './fold.ts';
import { type Look, type LookAt, type LookOptions, lookAt } from './look.ts';
import type { StatusRecord } from './record.ts';

/** How many servers are looked at side by side. Processes are started too, so this is no large number. */
const CONCURRENCY = 8;

/** One server, looked at: its record with this look folded in. */
export interface Probed {
  service: Service;
  looks: Look[];
  record: StatusRecord;
}

export interface ProbeOptions extends LookOptions {
  /** The records so far. */
  records: ReadonlyMap<string, StatusRecord>;
  entries: ReadonlyMap<string, Entry>;
  now?: () => Date;
  onProbed?: (probed: Probed) => void;
  /** How an instance is looked at. */
  look?: LookAt | undefined;
}

/** Looks at every instance of some services, some at a time, and folds what was seen into their records. */
export async function probeServices(
  services: Service[],
  { records, entries, now = () => new Date(), onProbed, look = lookAt, ...options }: ProbeOptions,
): Promise<Probed[]> {
  const limit = pLimit(CONCURRENCY);
  return Promise.all(
    services.map((service) =>
      limit(async () => {
        const looks = await Promise.all(service.instances.map((instance) => look(instance, options)));
        const probed = {
          service,
          looks,
          record: recordOf(service, looks, { records, entries, at: now().toISOString() }),
        };
        onProbed?.(probed);
        return probed;
      }),
    ),
  );
}

function recordOf(
  { entry }: Service,
  looks: Look[],
  { records, entries, at }: Pick<ProbeOptions, 'records' | 'entries'> & { at: string },
): StatusRecord {
  const known = entries.get(entry.name);
  if (!known) throw new Error(`${entry.name} is not in the catalog`);
  return fold(known, latestVersion(entry).server.version, looks, records.get(entry.name), at);
}
