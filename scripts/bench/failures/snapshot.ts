import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { snapshotFiles, snapshotHost } from '../../../proxy/services/testing-snapshot.ts';
import { openSession } from './callers.ts';
import type { SnapshotRound } from './failures-run.ts';
import { OpenLoop } from './open-loop.ts';
import { Opened } from './opened.ts';
import { lostOf } from './outcome.ts';
import { eventually, type ProxyProcess, startProxyProcess } from './proxy-process.ts';
import { CALM_MS, PER_SECOND, SERVICE } from './scene.ts';
import { TOOLS } from './tools.ts';
import { type Place, UpstreamProcess } from './upstream-process.ts';

/** How often the host is asked: every 30 s by default, of which one would wait for a long time here. */
const REFRESH = { snapshotMs: 200, retryMs: 200 };
/** In the snapshot only after the change. */
const ADDED = 'time';

const State = z.object({ sources: z.array(z.object({ name: z.string(), error: z.string().nullable() })) });
const Found = z.object({ inCatalog: z.boolean() });

/** The host of the snapshot is down, then gives garbage, then another snapshot, while calls run. */
export async function snapshotRound(place: Place): Promise<SnapshotRound> {
  await using opened = new Opened();
  const host = opened.add(await snapshotHost(snapshotFiles([SERVICE])));
  const upstream = opened.add(await UpstreamProcess.start(place, 'a'));
  const instances = upstream.urls.map((url) => ({ id: 'a', transport: 'streamable-http' as const, url }));
  const services = { [SERVICE]: instances, [ADDED]: instances };
  const settings = { snapshot: host.url, sources: { refresh: REFRESH } };
  const proxy = opened.add(await startProxyProcess(place, services, settings));
  const session = opened.add(await openSession(proxy.origin, `/mcp/${SERVICE}`));
  const begin = (count: number) => session.call({ tool: TOOLS[count % TOOLS.length]?.name ?? 'look' });
  const loop = opened.add(new OpenLoop(PER_SECOND, begin));
  await delay(CALM_MS / 2);
  host.state = 'down';
  await eventually(async () => /answered with 503/.test(await errorOf(proxy)));
  host.state = 'garbage';
  await eventually(async () => /no manifest/.test(await errorOf(proxy)));
  await delay(CALM_MS / 2);
  if (await isServed(proxy)) throw new Error(`${ADDED} is served before it is in the snapshot`);
  Object.assign(host, { state: 'up', files: snapshotFiles([SERVICE, ADDED]) });
  const backAt = performance.now();
  const appliedAt = await eventually(() => isServed(proxy));
  await delay(CALM_MS / 2);
  const outcomes = await loop.stop();
  return { calls: outcomes.length, lost: lostOf(outcomes), appliedMs: appliedAt - backAt };
}

/** What keeps the snapshot from being read. */
async function errorOf(proxy: ProxyProcess): Promise<string> {
  const { sources } = State.parse(await proxy.get('/health'));
  return sources.find(({ name }) => name.startsWith('snapshot'))?.error ?? '';
}

async function isServed(proxy: ProxyProcess): Promise<boolean> {
  return Found.safeParse(await proxy.get(`/api/services/${ADDED}`)).success;
}
