import type { Entry } from '../../catalog/entry.ts';
import { latestVersion } from '../../catalog/snapshot/snapshot.ts';
import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import type { InstanceSpec, Service } from '../../proxy/services/service.ts';
import type { RunningCanary } from './canaries/canary.ts';
import { type ProbedCanary, probeCanary } from './canaries/probe-canary.ts';
import { systemClock } from './clock.ts';
import { type ConfirmOptions, confirmed } from './confirm.ts';
import type { DueBefore } from './due.ts';
import { maintenanceAt } from './fold/maintenance.ts';
import { foldRun, type SeenServer } from './fold-run.ts';
import { hostOf, hostQueue } from './host-queue.ts';
import { probeLanes } from './lanes.ts';
import { type Look, type LookAt, type LookOptions, lookAt } from './look.ts';
import type { StatusRecord } from './record.ts';
import type { Verdict } from './verdict.ts';

/** One server, looked at: what this run saw of each instance, and its record with that folded in; null when there is none. */
export interface Probed {
  service: Service;
  version: string;
  looks: Look[];
  record: StatusRecord | null;
  /** What is said of it from now on; that the run is void, where that is why there is no record. */
  shown: Verdict;
}

export interface ProbeOptions extends LookOptions, Pick<ConfirmOptions, 'retryAfterMs' | 'clock'> {
  /** The records so far. */
  records: ReadonlyMap<string, StatusRecord>;
  entries: ReadonlyMap<string, Entry>;
  /** Servers of our own, looked at in between. Nothing of them is folded; one that is misjudged makes the run void. */
  canaries?: readonly RunningCanary[] | undefined;
  /** Tells this run from others that may begin in the same moment. */
  name?: string | undefined;
  /** When a run that started at a moment was due. */
  dueBefore?: DueBefore | undefined;
  /** Told of each server once its look is over. */
  onLooked?: ((service: Service, looks: Look[]) => void) | undefined;
  /** Told of each server that seems down, and is looked at again. */
  onDoubt?: ((service: Service) => void) | undefined;
  /** How an instance is looked at. */
  look?: LookAt | undefined;
}

/** One run: looks at every instance of some services, a few at a time and one at a host, and folds what was seen. */
export async function probeServices(
  services: Service[],
  {
    records,
    entries,
    canaries = [],
    name,
    dueBefore,
    clock = systemClock,
    retryAfterMs,
    onLooked,
    onDoubt,
    look: lookOnce = lookAt,
    ...options
  }: ProbeOptions,
): Promise<{ run: ProbeRun; probed: Probed[]; canaries: ProbedCanary[]; records: Map<string, StatusRecord> }> {
  const lanes = probeLanes();
  const inTurn = hostQueue(clock);
  const startedAt = clock.now().toISOString();
  const lookInTurn = (spec: InstanceSpec, lookWith = lookOnce) =>
    inTurn(hostOf(spec), () => lanes(spec, () => lookWith(spec, options)));
  const lookAtCanaries = Promise.all(
    canaries.map((canary) => probeCanary(canary, { lookInTurn, clock, retryAfterMs })),
  );
  const lookAtServers = Promise.all(
    services.map(async (service): Promise<SeenServer & { service: Service }> => {
      const entry = entries.get(service.entry.name);
      if (!entry) throw new Error(`${service.entry.name} is not in the catalog`);
      const look = () => Promise.all(service.instances.map((spec) => lookInTurn(spec)));
      // What is announced needs no confirmation.
      const planned = maintenanceAt(entry.listing, startedAt) !== null;
      const { looks, at } = await confirmed(look, {
        clock,
        retryAfterMs: planned ? [] : retryAfterMs,
        onDoubt: () => onDoubt?.(service),
      });
      onLooked?.(service, looks);
      return { service, entry, version: latestVersion(service.entry).server.version, looks, at };
    }),
  );
  const [seen, sung] = await Promise.all([lookAtServers, lookAtCanaries]);
  const id = name === undefined ? startedAt : `${startedAt} ${name}`;
  const times = { id, plannedAt: dueBefore?.(startedAt) ?? null, startedAt, endedAt: clock.now().toISOString() };
  const { run, records: after } = foldRun(times, seen, { records, canaries: sung });
  const probed = seen.map(({ service, version, looks }): Probed => {
    const record = after.get(service.entry.name) ?? null;
    return { service, version, looks, record, shown: record?.status ?? VOID };
  });
  return { run, records: after, probed, canaries: sung };
}

/** Only a void run leaves a server that was looked at without a record. */
const VOID: Verdict = { health: 'unknown', reason: 'void-run' };
