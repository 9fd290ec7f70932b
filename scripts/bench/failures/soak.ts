import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { freePort } from '../../interop/serve-peer.ts';
import { processTree, rssMb } from '../kernel.ts';
import { endProgram, startProgram } from '../processes.ts';
import type { Amounts, Soak } from './failures-run.ts';
import { Opened } from './opened.ts';
import { startProxyProcess } from './proxy-process.ts';
import { soak } from './soak-load.ts';
import { ANY_CORE, type Place, UpstreamProcess } from './upstream-process.ts';

const LOOKS = 200;
/** A machine that is too slow or too busy for all of it does what it can. */
const LIMIT_MS = 7 * 60_000;
/** Of ten abandoned sessions nine have to make room; but there is always enough of it that no session which is used has to. */
const KEPT = 0.1;
/** Callers hold 96; one that is held up for seconds must not be the oldest of all by then. A fifth or more has to make room still. */
const LEAST_KEPT = 400;
/** How long children may take to end after their parent. */
const GRACE_MS = 500;

const State = z.object({ sessions: z.int() });

/** Makes many calls of all kinds, while sessions are opened that nobody closes; looks at the memory, and ends the proxy. */
export async function soakRound(place: Place, { soakCalls, abandonedSessions }: Amounts): Promise<Soak> {
  await using opened = new Opened();
  const { programs, folder } = place;
  const port = await freePort();
  const light = await startProgram([process.execPath, join(programs, 'light.mjs'), String(port)], {
    ...{ folder: join(folder, 'light'), core: ANY_CORE },
  });
  opened.add({ [Symbol.asyncDispose]: () => endProgram(light.child) });
  const weather = opened.add(await UpstreamProcess.start(place, 'weather'));
  const limit = Math.max(LEAST_KEPT, Math.round(abandonedSessions * KEPT));
  const overStdio = { command: process.execPath, args: [join(programs, 'upstream.mjs'), '--stdio'] };
  const proxy = opened.add(
    await startProxyProcess(
      place,
      {
        ten: [{ id: 'a', transport: 'streamable-http', url: `http://127.0.0.1:${port}/ten` }],
        weather: weather.urls.map((url) => ({ id: 'a', transport: 'streamable-http' as const, url })),
        process: [{ id: 'a', transport: 'stdio', ...overStdio }],
      },
      { limits: { sessions: limit } },
    ),
  );
  const rss: [number, number][] = [];
  const begun = performance.now();
  const { calls, faults, abandoned } = await soak(proxy.origin, {
    ...{ calls: soakCalls, limitMs: LIMIT_MS, abandonEvery: Math.round(soakCalls / abandonedSessions) },
    ...{ lookEvery: Math.round(soakCalls / LOOKS), look: (after) => rss.push([after, rssMb([proxy.pid])]) },
  });
  const seconds = (performance.now() - begun) / 1000;
  const { sessions: held } = State.parse(await proxy.get('/health'));
  const sessions = { limit, held, upstream: await weather.sessions() };
  const tree = processTree(proxy.pid);
  const inOrder = await proxy.end();
  await delay(GRACE_MS);
  const left = tree.filter((pid) => existsSync(`/proc/${pid}`)).length;
  const [fault] = faults;
  return {
    ...{ seconds, asked: soakCalls, calls, faults: faults.length, ...(fault === undefined ? {} : { fault }) },
    ...{ abandoned, sessions, rss, processes: tree.length, left, inOrder },
  };
}
