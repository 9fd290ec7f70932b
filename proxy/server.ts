import { createServer, type RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { SnapshotIndex } from '../catalog/snapshot/snapshot-index.ts';
import { createAccessLog } from './access-log.ts';
import { createApp } from './app.ts';
import type { ProxyConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { createFaces } from './mcp/aggregate/faces.ts';
import { Bridges } from './mcp/bridge/bridges.ts';
import { createDoors } from './mcp/doors/doors.ts';
import { Sessions } from './mcp/sessions.ts';
import { Metrics } from './metrics.ts';
import { openStore } from './registry/memory/open-store.ts';
import type { MemoryStore } from './registry/memory/store.ts';
import { loadPublishing } from './registry/publishing/load.ts';
import type { Publishing } from './registry/publishing/publishing.ts';
import { RegistrySettings, type RegistrySetUp } from './registry/settings.ts';
import type { ProxyState } from './rest/operators.ts';
import { Checks } from './routing/checks.ts';
import { HangWatch } from './routing/hang.ts';
import type { Instance, InstanceEvents, StateChange } from './routing/instance.ts';
import { Router } from './routing/router.ts';
import { ToolLocks } from './routing/tool-locks.ts';
import { LiveServices, type Supply } from './services/live-services.ts';
import { SnapshotReader } from './services/snapshot-reader.ts';
import type { Connect } from './upstream/connect.ts';
import { ALONE } from './workers/affinity.ts';
import { openEntrance, openWorkerEntrance } from './workers/entrance.ts';
import type { Siblings } from './workers/siblings.ts';

export interface ProxySettings {
  config: ProxyConfig;
  /** What relative paths of the configuration start from. */
  folder: string;
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  site?: string | null;
  log?: Log;
  connect?: Connect;
  /** The file that the configuration is from: its changes are taken in while the proxy runs. */
  file?: string | undefined;
  /** Where the snapshot is, whatever the configuration says. */
  snapshotAt?: string | undefined;
  /** The other workers, when this is one of several at the same port. */
  siblings?: Siblings;
  /** Unset: the registry of the snapshot, as it is by default. */
  registry?:
    | (Pick<RegistrySetUp, 'settings' | 'store'> & { publishing?: RegistrySetUp['publishing'] | undefined })
    | undefined;
}

/** A proxy that listens. `ready` resolves when every source was looked at, and every instance checked, once. */
export interface RunningProxy extends AsyncDisposable {
  url: string;
  router: Router;
  ready: Promise<void>;
  /** Takes no new connections, gives what is under way so many milliseconds to end, and ends everything. */
  close(drainMs?: number): Promise<void>;
}

/** Starts the proxy: reads the snapshot, listens, and checks every instance. Throws when the port is taken. */
export async function startProxy({
  config,
  folder,
  host = '127.0.0.1',
  port = 8080,
  site = null,
  log = createLog(),
  connect,
  siblings,
  registry,
  ...where
}: ProxySettings): Promise<RunningProxy> {
  const snapshot = await readSnapshot(
    where.snapshotAt === undefined ? config : { ...config, snapshot: where.snapshotAt },
    folder,
  );
  const store = await openStore(registry?.store, { registry: snapshot.manifest.registry, log });
  const publish = await loadPublishing(registry?.publishing, { store, log, config, folder });
  const of = { registry: registry?.settings, store, publish };
  const proxy = createProxy(snapshot, { config, folder, site, log, connect, siblings, ...of, ...where });
  const { app, router, state } = proxy;
  const doors = createDoors(app, proxy.guarded, { log, affinity: siblings });
  const noteAccess = config.accessLog ? createAccessLog() : null;
  const answer: RequestListener = (request, response) => {
    // What a sibling hands over stands in its log.
    if (!siblings || request.socket.remoteAddress !== undefined) noteAccess?.(request, response);
    doors.answer(request, response);
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, answer).on('upgrade', doors.upgrade);
  const entrance = await (siblings ? openWorkerEntrance(server, siblings) : openEntrance(server, { host, port }));
  proxy.warmUp();
  const hangs = new HangWatch(router, config.health.hang);
  const ready = Promise.all([proxy.check(), proxy.follow().then(proxy.check)]).then(() => {
    state.ready = true;
  });
  let closing: Promise<void> | undefined;
  const close = (drainMs = 0) => {
    closing ??= shutDown(drainMs);
    return closing;
  };
  const shutDown = async (drainMs: number) => {
    state.ready = false;
    entrance.close();
    await drained({ router, siblings }, drainMs);
    hangs[Symbol.dispose]();
    await doors[Symbol.asyncDispose]();
    entrance.closeAllConnections();
    await Promise.all([proxy.close(), siblings?.close()]);
    noteAccess?.[Symbol.dispose]();
  };
  return { url: entrance.url, router, ready, close, [Symbol.asyncDispose]: () => close() };
}

/** Resolves when nothing is under way any more, or the time is over. */
async function drained({ router, siblings }: { router: Router; siblings?: Siblings | undefined }, ms: number) {
  const until = performance.now() + ms;
  const isBusy = () => siblings?.isBusy || router.services.some(({ gate }) => gate.running + gate.waiting > 0);
  while (isBusy() && performance.now() < until) await delay(20);
}

/** A proxy that listens nowhere: its faces answer whoever hands them a request. */
export interface UnboundProxy {
  app: RequestListener;
  router: Router;
  state: ProxyState;
  /** The configuration as it is now, as far as it is about who may call. */
  guarded: ProxyConfig;
  /** Checks every instance from now on. Resolves when each that there is was checked once. */
  check(): Promise<void>;
  /** Asks every service what it offers, for the faces that put them together. */
  warmUp(): void;
  /** Begins to follow the sources, and serves what they bring. Resolves when each was looked at once. */
  follow(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the proxy of a snapshot. Connects to nobody before it is asked to. */
export function createProxy(
  snapshot: SnapshotIndex,
  {
    config,
    folder,
    site,
    log,
    connect,
    siblings,
    file,
    snapshotAt,
    registry = RegistrySettings.parse({}),
    store = null,
    publish,
  }: Pick<ProxySettings, 'config' | 'folder' | 'file' | 'snapshotAt'> &
    Required<Pick<ProxySettings, 'site' | 'log'>> & {
      connect?: Connect | undefined;
      siblings?: Siblings | undefined;
      registry?: RegistrySettings | undefined;
      /** What the registry tells of instead of the snapshot. */
      store?: MemoryStore | null;
      /** Makes what publishes into it. */
      publish?: ((state: { readonly snapshot: SnapshotIndex }) => Publishing) | undefined;
    },
): UnboundProxy {
  const { health, limits, retries, zone } = config;
  const live = new LiveServices({ config, folder, file, snapshotAt, snapshot, log });
  const checks = new Checks({ ...health, listEveryMs: config.locks.listEveryMs });
  const metrics = new Metrics(siblings?.id);
  const events: InstanceEvents = {
    urgent: (instance) => checks.hurry(instance),
    listed: (instance) => {
      const service = router.ownerOf(instance);
      if (service) locks.judge(service);
    },
    changed: (instance, change) => {
      const service = router.ownerOf(instance)?.name ?? '';
      logChange(log, service, instance, change);
      metrics.changed(service, instance, change.health, change.reason);
    },
  };
  const { failures, slowStartMs, waitMs } = health;
  const router: Router = new Router(live.now.services, snapshot, {
    connectTimeoutMs: health.timeoutMs,
    answerBytes: limits.answerBytes,
    ...{ failures, slowStartMs, waitMs, retries, zone, events, meter: metrics },
    ...(connect ? { connect } : {}),
  });
  const state: ProxyState = {
    startedAt: Date.now(),
    snapshot,
    ready: false,
    sessions: () => sessions.size,
    parked: () => bridges.parked,
    hiddenNames: () => faces.hiddenNames(),
    sources: () => live.states,
    metrics,
    siblings,
  };
  metrics.read({ router, ...state });
  const affinity = siblings ?? ALONE;
  const { sessionIdleMs, sessions: most, parkedMs, parked, bodyBytes } = limits;
  const sessions = new Sessions({ idleMs: sessionIdleMs, most }, { affinity });
  const connecting = { connectTimeoutMs: health.timeoutMs, ...(connect ? { connect } : {}) };
  const bridges = new Bridges({ sessions, parkedMs, parked, affinity, ...connecting });
  const faces = createFaces(router, config.profiles, { sessions, bridges, affinity, bodyBytes, log });
  const locks = new ToolLocks(config.locks, snapshot, { router, log, onChange: (service) => faces.tellTools(service) });
  const guarded = { ...config };
  const publishing = publish?.(store ?? state) ?? null;
  const told = { state: publishing?.state ?? store ?? state, settings: registry, publishing };
  const parts = { sessions, bridges, faces, affinity, registry: told };
  const app = createApp({ router, config: guarded, state, site, log, ...parts });
  const apply = (supply: Supply) => {
    const { allowedHosts, allowedOrigins, profiles } = supply.config;
    Object.assign(guarded, { allowedHosts, allowedOrigins });
    state.snapshot = supply.snapshot;
    const { added, retired, changed, removed } = router.apply(supply.services, supply.snapshot);
    for (const instance of retired) checks.unwatch(instance);
    if (isChecking) for (const instance of added) void checks.watch(instance);
    locks.follow(supply.config.locks, supply.snapshot);
    bridges.follow(changed, removed);
    faces.apply(profiles, new Set(changed));
  };
  let isChecking = false;
  const check = async () => {
    isChecking = true;
    await Promise.all(router.instances.map((instance) => checks.watch(instance)));
  };
  const close = async () => {
    live[Symbol.dispose]();
    checks[Symbol.dispose]();
    faces[Symbol.dispose]();
    await Promise.all([sessions[Symbol.asyncDispose](), bridges[Symbol.asyncDispose]()]);
    await router.close();
  };
  const follow = () => live.start(apply);
  return { app, router, state, guarded, check, warmUp: faces.warmUp, follow, close };
}

/** Reads the snapshot that a configuration names. Throws when there is none, or a damaged one. */
export function readSnapshot(
  { snapshot, sources }: Pick<ProxyConfig, 'snapshot' | 'sources'>,
  folder: string,
): Promise<SnapshotIndex> {
  const { snapshotBytes: maxBytes, snapshotTimeoutMs } = sources.limits;
  return new SnapshotReader(snapshot, { folder, maxBytes }).read(AbortSignal.timeout(snapshotTimeoutMs));
}

function logChange(log: Log, service: string, { spec }: Instance, { at: _at, ...change }: StateChange): void {
  const level = change.health === 'unhealthy' || change.breaker !== 'closed' ? 'warn' : 'info';
  log[level]({ service, instance: spec.id, ...change }, 'the state of an instance has changed');
}
