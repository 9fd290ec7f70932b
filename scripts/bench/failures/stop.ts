import { setTimeout as delay } from 'node:timers/promises';
import { watchReturn } from './back.ts';
import type { Stop } from './failures-run.ts';
import { OpenLoop } from './open-loop.ts';
import { Opened } from './opened.ts';
import { type Outcome, wronglyRun } from './outcome.ts';
import { CALM_MS, isSameSession, openScene, PER_SECOND, SERVICE, servingOf, WORK_MS } from './scene.ts';
import { type Place, ranAt } from './upstream-process.ts';

const STOPPED_MS = 4000;
const IN_TIME_MS = 1000;
/** Every so manieth call is one that may not be repeated, and its caller waits for so long. */
const PLAIN_EVERY = 4;
const PLAIN_MS = 1500;

/** Lets the instance that a session is at hang for a while. */
export async function stopServing(place: Place): Promise<Stop> {
  await using opened = new Opened();
  const scene = await openScene(opened, place, ['a', 'b']);
  const { proxy, session, upstreams } = scene;
  const serving = await servingOf(scene);
  const begin = (count: number) =>
    count % PLAIN_EVERY === 0
      ? session.call({ tool: 'add', workMs: WORK_MS, timeoutMs: PLAIN_MS })
      : session.call({ tool: 'look', workMs: WORK_MS });
  const loop = opened.add(new OpenLoop(PER_SECOND, begin));
  await delay(CALM_MS);
  serving.stop();
  const stoppedAt = performance.now();
  const ejectedAt = await proxy.until(SERVICE, serving.name, 'unhealthy');
  await delay(stoppedAt + STOPPED_MS - performance.now());
  const sameSession = await isSameSession(scene);
  serving.resume();
  const backAt = performance.now();
  const back = await watchReturn(scene, loop, { upstream: serving, backAt });

  const { outcomes } = loop;
  // Whatever was under way when it stopped hangs as well.
  const meanwhile = outcomes.filter(({ endedAt, begunAt }) => endedAt > stoppedAt && begunAt < backAt);
  const looks = meanwhile.filter(({ tool, begunAt }) => tool === 'look' && begunAt >= stoppedAt);
  const inTime = looks.filter((outcome) => outcome.ok && msOf(outcome) <= IN_TIME_MS);
  return {
    stoppedMs: backAt - stoppedAt,
    ejectedMs: ejectedAt - stoppedAt,
    calls: looks.length,
    inTime: inTime.length / Math.max(1, looks.length),
    slowestMs: Math.max(0, ...looks.map(msOf)),
    plain: plainOf(meanwhile.filter(({ tool }) => tool === 'add')),
    wrong: wronglyRun(outcomes, await ranAt(upstreams)),
    sameSession: sameSession && (await isSameSession(scene)),
    back,
  };
}

function plainOf(outcomes: Outcome[]): Stop['plain'] {
  const unanswered = outcomes.filter(({ ok }) => !ok);
  const maybe = unanswered.filter(({ executed, fault }) => executed === 'maybe' && fault?.includes('upstream_timeout'));
  return {
    calls: outcomes.length,
    maybe: maybe.length,
    otherwise: unanswered.length - maybe.length,
    latestMs: Math.max(0, ...unanswered.map((outcome) => msOf(outcome) - PLAIN_MS)),
  };
}

function msOf({ begunAt, endedAt }: Outcome): number {
  return endedAt - begunAt;
}
