import { setTimeout as delay } from 'node:timers/promises';
import { watchReturn } from './back.ts';
import type { Kill } from './failures-run.ts';
import { OpenLoop } from './open-loop.ts';
import { Opened } from './opened.ts';
import { lostOf, wronglyRun } from './outcome.ts';
import { CALM_MS, isSameSession, NEVER, openScene, PER_SECOND, servingOf, WORK_MS } from './scene.ts';
import { TOOLS } from './tools.ts';
import { type Place, ranAt } from './upstream-process.ts';

const WATCHED_MS = 1000;

/** Kills the instance that a session is at while a call is under way there, of another tool each round; and starts it again. */
export async function killServing(place: Place, round: number): Promise<Kill> {
  await using opened = new Opened();
  const scene = await openScene(opened, place, ['a', 'b']);
  const { session, upstreams } = scene;
  const toolOf = (count: number) => TOOLS[count % TOOLS.length]?.name ?? 'look';
  const serving = await servingOf(scene);
  const loop = opened.add(new OpenLoop(PER_SECOND, (count) => session.call({ tool: toolOf(count), workMs: WORK_MS })));
  await delay(CALM_MS);
  const underWay = toolOf(round);
  await loop.begun((count) => toolOf(count) === underWay);
  await delay(WORK_MS / 2);
  serving.kill();
  const killedAt = performance.now();
  await delay(WATCHED_MS);
  const sameSession = await isSameSession(scene);
  await serving.begin();
  const backAt = performance.now();
  const back = await watchReturn(scene, loop, { upstream: serving, backAt });
  const { outcomes } = loop;
  const before = outcomes.filter(({ begunAt }) => begunAt < backAt);
  const moved = outcomes.filter(({ ok, endedAt, instance }) => ok && endedAt > killedAt && instance !== serving.name);
  return {
    underWay,
    calls: before.length,
    lost: lostOf(before),
    wrong: wronglyRun(outcomes, await ranAt(upstreams)),
    movedMs: Math.min(NEVER, ...moved.map(({ endedAt }) => endedAt - killedAt)),
    sameSession: sameSession && (await isSameSession(scene)),
    back,
  };
}
