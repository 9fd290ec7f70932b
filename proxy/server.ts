import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SnapshotIndex } from '../catalog/snapshot-files.ts';
import { createAccessLog } from './access-log.ts';
import { createApp } from './app.ts';
import type { ProxyConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { createFaces } from './mcp/aggregate/faces.ts';
import { Bridges } from './mcp/bridge/bridges.ts';
import { createDoors } from './mcp/doors/doors.ts';
import { Sessions } from './mcp/sessions.ts';
import { Metrics } from './metrics.ts';
import type { ProxyState } from './rest/operators.ts';
import { Checks } from './routing/checks.ts';
import { HangWatch } from './routing/hang.ts';
import type { Instance, InstanceEvents, StateChange } from './routing/instance.ts';
import { Router } from './routing/router.ts';
import { type Service, serviceOf } from './services/service.ts';
import type { Connect } from './upstream/connect.ts';

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
}

/** A proxy that listens. `ready` resolves when every instance was checked once. */
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
}: ProxySettings): Promise<RunningProxy> {
  const snapshot = await readSnapshot(config, folder);
  const proxy = createProxy(snapshot, { config, folder, site, log, connect });
  const { app, router, state, checks } = proxy;
  const doors = createDoors(app, config, { log });
  const noteAccess = config.accessLog ? createAccessLog() : null;
  const answer: RequestListener = (request, response) => {
    noteAccess?.(request, response);
    doors.answer(request, response);
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, answer).on('upgrade', doors.upgrade);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  proxy.warmUp();
  const hangs = new HangWatch(router, config.health.hang);
  const ready = Promise.all(router.instances.map((instance) => checks.watch(instance))).then(() => {
    state.ready = true;
  });
  let closing: Promise<void> | undefined;
  const close = (drainMs = 0) => {
    closing ??= shutDown(drainMs);
    return closing;
  };
  const shutDown = async (drainMs: number) => {
    state.ready = false;
    server.close();
    await drained(router, drainMs);
    hangs[Symbol.dispose]();
    await doors[Symbol.asyncDispose]();
    server.closeAllConnections();
    await proxy.close();
    noteAccess?.[Symbol.dispose]();
  };
  return { url: urlOf(server.address() as AddressInfo), router, ready, close, [Symbol.asyncDispose]: () => close() };
}

/** Resolves when nothing is under way any more, or the time is over. */
async function drained(router: Router, ms: number): Promise<void> {
  const until = performance.now() + ms;
  const isBusy = () => router.services.some(({ gate }) => gate.running + gate.waiting > 0);
  while (isBusy() && performance.now() < until) await delay(20);
}

/** A proxy that listens nowhere: its faces answer whoever hands them a request. */
export interface UnboundProxy {
  app: RequestListener;
  router: Router;
  state: ProxyState;
  checks: Checks;
  /** Asks every service what it offers, for the faces that put them together. */
  warmUp(): void;
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
  }: Pick<ProxySettings, 'config' | 'folder'> &
    Required<Pick<ProxySettings, 'site' | 'log'>> & { connect?: Connect | undefined },
): UnboundProxy {
  const { health, limits, retries, zone } = config;
  const checks = new Checks(health);
  const metrics = new Metrics();
  const events: InstanceEvents = {
    urgent: (instance) => checks.hurry(instance),
    changed: (instance, change) => {
      const service = router.ownerOf(instance)?.name ?? '';
      logChange(log, service, instance, change);
      metrics.changed(service, instance, change.health, change.reason);
    },
  };
  const { failures, slowStartMs, waitMs } = health;
  const router: Router = new Router(enabledServices(config, folder, snapshot, log), snapshot, {
    connectTimeoutMs: health.timeoutMs,
    answerBytes: limits.answerBytes,
    ...{ failures, slowStartMs, waitMs, retries, zone, events, meter: metrics },
    ...(connect ? { connect } : {}),
  });
  const state: ProxyState = {
    startedAt: Date.now(),
    manifest: snapshot.manifest,
    entries: snapshot.size,
    ready: false,
    sessions: () => sessions.size,
    parked: () => bridges.parked,
    hiddenNames: () => faces.hiddenNames(),
    metrics,
  };
  metrics.read({ router, ...state });
  const { sessionIdleMs, sessions: most } = config.limits;
  const sessions = new Sessions({ idleMs: sessionIdleMs, most });
  const bridges = new Bridges({
    sessions,
    connectTimeoutMs: config.health.timeoutMs,
    parkedMs: config.limits.parkedMs,
    parked: config.limits.parked,
    ...(connect ? { connect } : {}),
  });
  const { bodyBytes } = config.limits;
  const faces = createFaces(router, config.profiles, { sessions, bridges, bodyBytes, log });
  const app = createApp({ router, config, state, site, log, sessions, bridges, faces });
  const close = async () => {
    checks[Symbol.dispose]();
    faces[Symbol.dispose]();
    await Promise.all([sessions[Symbol.asyncDispose](), bridges[Symbol.asyncDispose]()]);
    await router.close();
  };
  return { app, router, state, checks, warmUp: faces.warmUp, close };
}

/** Reads the snapshot that a configuration names. Throws when there is none, or a damaged one. */
export function readSnapshot(config: ProxyConfig, configFolder: string): Promise<SnapshotIndex> {
  const folder = resolve(configFolder, config.snapshot);
  return SnapshotIndex.read((path) => readFile(join(folder, path)));
}

/** The services that the operator enabled; a name that the catalog does not know is said, and left out. */
export function enabledServices(config: ProxyConfig, folder: string, snapshot: SnapshotIndex, log: Log): Service[] {
  return config.services
    .filter(({ enabled }) => enabled)
    .flatMap((settings) => {
      const entry = snapshot.get(settings.name);
      if (!entry) {
        log.warn({ service: settings.name }, 'not in the catalog: this service is left out');
        return [];
      }
      const lockedTools = () => snapshot.tools(entry.name).map(({ definition }) => definition);
      return [serviceOf(entry, settings, { config, folder, lockedTools })];
    });
}

function logChange(log: Log, service: string, { spec }: Instance, { at: _at, ...change }: StateChange): void {
  const level = change.health === 'unhealthy' || change.breaker !== 'closed' ? 'warn' : 'info';
  log[level]({ service, instance: spec.id, ...change }, 'the state of an instance has changed');
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
