import { median } from '../statistics.ts';
import { openSession, restCaller, type Session } from './callers.ts';
import type { Crowd, Pace } from './failures-run.ts';
import { OpenLoop } from './open-loop.ts';
import { Opened } from './opened.ts';
import { type Instance, type ProxyProcess, startProxyProcess } from './proxy-process.ts';
import { type Place, UpstreamProcess } from './upstream-process.ts';

const WELL = 48;
const SLOW_MS = 10_000;
/** The two that will be ill are called all the time, too: so many calls a second. */
const BOTHER_PER_SECOND = 4;

/** Measures fifty services: all well, then one dead and one slow, then all well again. `looks` is at each kind of request. */
export async function crowdRound(place: Place, looks: number): Promise<Crowd> {
  await using opened = new Opened();
  const well = opened.add(await UpstreamProcess.start(place, 'well', WELL));
  const dead = opened.add(await UpstreamProcess.start(place, 'dead'));
  const slow = opened.add(await UpstreamProcess.start(place, 'slow'));
  const others = Object.fromEntries(well.urls.map((url, index) => [`well-${index}`, [instance(url)]]));
  const services = { ...others, dead: dead.urls.map(instance), slow: slow.urls.map(instance) };
  const proxy = opened.add(await startProxyProcess(place, services));
  const sessions = await Promise.all(Object.keys(others).map((name) => openSession(proxy.origin, `/mcp/${name}`)));
  for (const session of sessions) opened.add(session);
  const all = opened.add(await openSession(proxy.origin, '/mcp/all'));
  const ill = [opened.add(restCaller(proxy.origin, 'dead')), opened.add(restCaller(proxy.origin, 'slow'))] as const;
  opened.add(new OpenLoop(BOTHER_PER_SECOND, (count) => ill[count % 2 === 0 ? 0 : 1].call({ tool: 'look' })));
  const measure = () => paceOf(proxy, { all, sessions, looks });
  await measure(); // Not counted: everything is compiled.
  const before = await measure();
  dead.kill();
  await slow.slowDown(SLOW_MS);
  const meanwhile = await measure();
  await slow.slowDown(0);
  await dead.begin();
  await proxy.until('dead', 'one', 'healthy');
  return { well: before, ill: meanwhile, again: await measure() };
}

function instance(url: string): Instance {
  return { id: 'one', transport: 'streamable-http', url };
}

/** One request of each kind after the other, again and again: what each takes. */
async function paceOf(
  { origin }: ProxyProcess,
  { all, sessions, looks }: { all: Session; sessions: Session[]; looks: number },
): Promise<Pace> {
  const seen = new Map<string, number[]>();
  const time = async <T>(kind: string, act: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const value = await act();
    seen.set(kind, [...(seen.get(kind) ?? []), performance.now() - begun]);
    return value;
  };
  for (let look = 0; look < looks; look++) {
    const session = sessions[look % sessions.length];
    await time('tools/list, /mcp/all', () => all.request('tools/list', {}));
    const whole = await time('initialize, /mcp/all', () => openSession(origin, '/mcp/all'));
    const one = await time('initialize, the others', () => openSession(origin, `/mcp/well-${look % WELL}`));
    await time('calls, the others', async () => {
      const outcome = await session?.call({ tool: 'look' });
      if (!outcome?.ok) throw new Error(`a service that is well does not answer: ${outcome?.fault}`);
    });
    await Promise.all([whole, one].map((each) => each[Symbol.asyncDispose]()));
  }
  return Object.fromEntries([...seen].map(([kind, times]) => [kind, median(times)]));
}
