import { setTimeout as delay } from 'node:timers/promises';
import type { Alone } from './failures-run.ts';
import { OpenLoop } from './open-loop.ts';
import { Opened } from './opened.ts';
import { lostOf, type Outcome, wronglyRun } from './outcome.ts';
import { CALM_MS, isSameSession, NEVER, openScene, PER_SECOND, servingOf, WORK_MS } from './scene.ts';
import { TOOLS } from './tools.ts';
import { type Place, ranAt } from './upstream-process.ts';

const DOWN_MS = 3000;
const WATCHED_MS = 1500;
/** Every so manieth call has so little time that it cannot wait until somebody is back. */
const SHORT_EVERY = 10;
const SHORT_MS = 500;

/** Kills the only instance, and starts it again after a while. */
export async function killAlone(place: Place): Promise<Alone> {
  await using opened = new Opened();
  const scene = await openScene(opened, place, ['a']);
  const { session, upstreams } = scene;
  const only = await servingOf(scene);
  const short = new Set<string>();
  const begin = async (count: number) => {
    const tool = TOOLS[count % TOOLS.length]?.name ?? 'look';
    if (count % SHORT_EVERY > 0) return session.call({ tool, workMs: WORK_MS });
    const outcome = await session.call({ tool, workMs: WORK_MS, timeoutMs: SHORT_MS });
    short.add(outcome.call);
    return outcome;
  };
  const loop = opened.add(new OpenLoop(PER_SECOND, begin));
  await delay(CALM_MS);
  only.kill();
  const killedAt = performance.now();
  await delay(DOWN_MS);
  await only.begin();
  const backAt = performance.now();
  await delay(WATCHED_MS);
  const outcomes = await loop.stop();

  const long = outcomes.filter(({ call }) => !short.has(call));
  const hasNoTime = ({ call, begunAt }: Outcome) =>
    short.has(call) && begunAt > killedAt && begunAt + SHORT_MS < backAt;
  const after = outcomes.filter(({ ok, endedAt }) => ok && endedAt > backAt);
  return {
    downMs: backAt - killedAt,
    calls: outcomes.length,
    lost: lostOf(long),
    wrong: wronglyRun(outcomes, await ranAt(upstreams)),
    firstMs: Math.min(NEVER, ...after.map(({ endedAt }) => endedAt - backAt)),
    peak: Math.max(0, ...after.map(({ running }) => running)),
    slowestMs: Math.max(0, ...long.map(({ begunAt, endedAt }) => endedAt - begunAt)),
    short: shortOf(outcomes.filter(hasNoTime)),
    sameSession: await isSameSession(scene),
  };
}

function shortOf(outcomes: Outcome[]): Alone['short'] {
  const otherwise = outcomes.filter(({ ok, executed }) => ok || executed !== 'no');
  const fault = otherwise[0]?.fault;
  return {
    calls: outcomes.length,
    otherwise: otherwise.length,
    latestMs: Math.max(0, ...outcomes.map(({ begunAt, endedAt }) => endedAt - begunAt - SHORT_MS)),
    ...(fault ? { fault } : {}),
  };
}
