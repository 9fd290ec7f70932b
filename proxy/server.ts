import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { SnapshotIndex } from '../catalog/snapshot-files.ts';
import { createApp } from './app.ts';
import type { ProxyConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { createBridges } from './mcp/bridge/bridges.ts';
import { Sessions } from './mcp/sessions.ts';
import type { ProxyState } from './rest/operators.ts';
import { Checks } from './routing/check.ts';
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
  close(): Promise<void>;
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
  const snapshot = await readSnapshot(resolve(folder, config.snapshot));
  const router = new Router(enabledServices(config, folder, snapshot, log), snapshot, {
    connectTimeoutMs: config.health.timeoutMs,
    answerBytes: config.limits.answerBytes,
    ...(connect ? { connect } : {}),
  });
  const state: ProxyState = {
    startedAt: Date.now(),
    manifest: snapshot.manifest,
    entries: snapshot.size,
    ready: false,
  };
  const { sessionIdleMs, sessions: most } = config.limits;
  const sessions = new Sessions({ idleMs: sessionIdleMs, most });
  const bridges = createBridges({
    sessions,
    connectTimeoutMs: config.health.timeoutMs,
    parkedMs: config.limits.parkedMs,
    parked: config.limits.parked,
    ...(connect ? { connect } : {}),
  });
  const app = createApp({ router, config, state, site, log, sessions, bridges });
  const server = createServer({ keepAliveTimeout: 60_000 }, app);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });
  const checks = new Checks(router, config.health);
  const ready = checks.start().then(() => {
    state.ready = true;
  });
  const close = async () => {
    checks[Symbol.dispose]();
    server.close();
    server.closeAllConnections();
    await Promise.all([sessions[Symbol.asyncDispose](), bridges[Symbol.asyncDispose]()]);
    await router.close();
  };
  return { url: urlOf(server.address() as AddressInfo), router, ready, close, [Symbol.asyncDispose]: close };
}

function readSnapshot(folder: string): Promise<SnapshotIndex> {
  return SnapshotIndex.read((path) => readFile(join(folder, path)));
}

/** The services that the operator enabled; a name that the catalog does not know is said, and left out. */
export function enabledServices(config: ProxyConfig, folder: string, snapshot: SnapshotIndex, log: Log): Service[] {
  return config.services
    .filter(({ enabled }) => enabled)
    .flatMap((settings) => {
      const entry = snapshot.get(settings.name);
      if (entry) return [serviceOf(entry, settings, { config, folder })];
      log.warn({ service: settings.name }, 'not in the catalog: this service is left out');
      return [];
    });
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '::' || address === '0.0.0.0' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
