import { type Caller, openSession, restCaller, type Session } from './callers.ts';
import type { Opened } from './opened.ts';
import { type ProxyProcess, startProxyProcess } from './proxy-process.ts';
import { type Place, UpstreamProcess } from './upstream-process.ts';

/** So many calls begin each second, and each works for so long. */
export const PER_SECOND = 40;
export const WORK_MS = 10;

/** How long it goes well before something fails. */
export const CALM_MS = 1000;

/** Stands for the time of what never came: JSON has no infinity. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** Sessions that are opened before anything is measured. */
const WARM_UP = 50;

/** The service that is called. */
export const SERVICE = 'weather';

/** A proxy in front of one service, and one client with one session. */
export interface Scene {
  proxy: ProxyProcess;
  upstreams: UpstreamProcess[];
  session: Session;
  rest: Caller;
}

/** Sets it up, with an instance of each of these names. */
export async function openScene(opened: Opened, place: Place, names: string[]): Promise<Scene> {
  const upstreams: UpstreamProcess[] = [];
  for (const name of names) upstreams.push(opened.add(await UpstreamProcess.start(place, name)));
  const instances = upstreams.map(({ name, urls: [url = ''] }) => ({
    ...{ id: name, transport: 'streamable-http' as const, url },
  }));
  const proxy = opened.add(await startProxyProcess(place, { [SERVICE]: instances }));
  const rest = opened.add(restCaller(proxy.origin, SERVICE));
  for (const { urls } of upstreams) for (const url of urls) await warmUp(new URL(url).origin, '/mcp');
  await warmUp(proxy.origin, `/mcp/${SERVICE}`);
  const session = opened.add(await openSession(proxy.origin, `/mcp/${SERVICE}`));
  return { proxy, upstreams, session, rest };
}

/** What has run for a while is compiled: a server that begins its first sessions takes several times as long for each. */
async function warmUp(origin: string, path: string): Promise<void> {
  for (let count = 0; count < WARM_UP; count++) {
    await using session = await openSession(origin, path);
    await session.call({ tool: 'look' });
  }
}

/** The instance that a session is at now. */
export async function servingOf({ session, upstreams }: Scene): Promise<UpstreamProcess> {
  const { instance, fault } = await session.call({ tool: 'look' });
  const serving = upstreams.find(({ name }) => name === instance);
  if (!serving) throw new Error(`nobody serves the session: ${fault}`);
  return serving;
}

/** Whether a session is good under the id that it was opened with. */
export async function isSameSession({ session }: Scene): Promise<boolean> {
  const outcome = await session.call({ tool: 'look' });
  return outcome.ok && outcome.session === session.id;
}
