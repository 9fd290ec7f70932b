import { setTimeout as delay } from 'node:timers/promises';
import type { Back } from './failures-run.ts';
import type { OpenLoop } from './open-loop.ts';
import { lostOf } from './outcome.ts';
import { NEVER, type Scene, SERVICE, WORK_MS } from './scene.ts';
import type { UpstreamProcess } from './upstream-process.ts';

/** How long it is watched. */
const WATCHED_MS = 1000;

/**
 * Watches an instance that is back since a moment ago, and ends the loop. The calls are over REST from here on, each routed
 * by itself: a session would stay where it has gone.
 */
export async function watchReturn(
  { proxy, rest }: Scene,
  loop: OpenLoop,
  { upstream, backAt }: { upstream: UpstreamProcess; backAt: number },
): Promise<Back> {
  loop.turnTo(() => rest.call({ tool: 'look', workMs: WORK_MS }));
  const checkedAt = await proxy.until(SERVICE, upstream.name, 'healthy');
  await delay(checkedAt + WATCHED_MS - performance.now());
  const outcomes = await loop.stop();
  const later = outcomes.filter(({ begunAt }) => begunAt >= checkedAt).sort((a, b) => a.begunAt - b.begunAt);
  const there = later.filter(({ instance }) => instance === upstream.name);
  return {
    checkedMs: checkedAt - backAt,
    inRotationMs: there[0] ? there[0].begunAt - checkedAt : NEVER,
    share: there.length / Math.max(1, later.length),
    peak: Math.max(0, ...there.map(({ running }) => running)),
    lost: lostOf(outcomes.filter(({ begunAt }) => begunAt >= backAt)),
  };
}
