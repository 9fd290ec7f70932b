import { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { pipeTransport } from '../../proxy/mcp/doors/testing.ts';
import {
  type Allowed,
  type AllowedStep,
  BETWEEN_ERAS,
  BETWEEN_PLAYS,
  BRIDGED,
  BYTES,
  OVER_HTTP_IN_2026,
  SHARED,
} from './allowed.ts';
import { newerClient, olderClient, olderHttp, type RecordedClient } from './clients.ts';
import { outcomeOf, told } from './compare.ts';
import type { Overheard } from './listening-in.ts';
import { MODERN } from './modern-script.ts';
import { NotOpened, type PlayedStep, play } from './play.ts';
import { type ProxyWithDoors, startProxyWithDoors } from './proxy-with-doors.ts';
import { EVERYTHING, EVERYTHING_FOR_2026, type Step, TASK } from './script.ts';
import { type Connect, type Server, startEverythings, startModernServers } from './servers.ts';

type Played = Map<string, PlayedStep>;

/** The ways of a client to a service. */
const WAYS: Record<string, { sdk: 'older' | 'newer'; enter: (proxy: ProxyWithDoors, service: string) => Connect }> = {
  'streamable HTTP, older SDK': {
    sdk: 'older',
    enter:
      ({ host }, service) =>
      (version) =>
        olderClient(version, olderHttp(`http://${host}/mcp/${service}`)),
  },
  'streamable HTTP, newer SDK': {
    sdk: 'newer',
    enter:
      ({ host }, service) =>
      (version) =>
        newerClient(version, new StreamableHTTPClientTransport(new URL(`http://${host}/mcp/${service}`))),
  },
  'WebSocket, older SDK': {
    sdk: 'older',
    enter:
      ({ host }, service) =>
      (version) =>
        olderClient(version, new WebSocketClientTransport(new URL(`ws://${host}/mcp/${service}`))),
  },
  'HTTP with SSE, newer SDK': {
    sdk: 'newer',
    enter:
      ({ host }, service) =>
      (version) =>
        newerClient(version, new SSEClientTransport(new URL(`http://${host}/sse/${service}`))),
  },
  'stdio, newer SDK': {
    sdk: 'newer',
    enter:
      ({ doors }, service) =>
      (version) =>
        newerClient(version, pipeTransport(doors, `/mcp/${service}`)),
  },
};
const OVER_HTTP = ['streamable HTTP, older SDK', 'streamable HTTP, newer SDK'];
const PAIRINGS = [
  ...['sse', 'websocket'].flatMap((upstream) => OVER_HTTP.map((way) => ({ way, upstream }))),
  ...['streamable-http', 'stdio'].flatMap((upstream) => Object.keys(WAYS).map((way) => ({ way, upstream }))),
];

/** It is long, and played with one of the SDKs: both leave it to their clients. */
const WITHOUT_TASK = EVERYTHING.filter(({ name }) => name !== TASK);
const ACROSS_ERAS = ['streamable-http', 'stdio'];

let proxy: ProxyWithDoors;
const opened: AsyncDisposable[] = [];
const atATime = pLimit(5);
/** A busy client over HTTP is not asked for its roots, and this SDK has little patience with a process. */
const MAY_BE_LATE = /^(?:streamable-http|modern-stdio)/;
/** Every play, by its name; some are on at a time. */
const plays = new Map<string, Promise<Played>>();

beforeAll(async () => {
  vi.stubGlobal('WebSocket', WebSocket);
  const [everythings, moderns] = await Promise.all([startEverythings(opened), startModernServers(opened)]);
  const servers = { ...everythings, ...moderns };
  proxy = await startProxyWithDoors(
    Object.fromEntries(Object.entries(servers).map(([name, { instance }]) => [name, instance])),
  );
  for (const [upstream, { older, newer, overheard }] of Object.entries(everythings)) {
    begin(`${upstream}, older`, EVERYTHING, older, overheard);
    begin(`${upstream}, newer`, WITHOUT_TASK, newer, overheard);
  }
  for (const { way, upstream } of PAIRINGS) {
    const { enter, sdk } = wayNamed(way);
    begin(
      `${upstream} by ${way}`,
      sdk === 'older' ? EVERYTHING : WITHOUT_TASK,
      enter(proxy, upstream),
      serverNamed(everythings, upstream).overheard,
    );
  }
  for (const upstream of ACROSS_ERAS) {
    const { overheard } = serverNamed(everythings, upstream);
    begin(`${upstream} in 2026`, EVERYTHING_FOR_2026, (version) => modernClient(upstream, version), overheard);
  }
  for (const [upstream, { newer, straight, overheard }] of Object.entries(moderns)) {
    begin(upstream, MODERN, newer, straight);
    begin(`${upstream} by the proxy`, MODERN, (version) => modernClient(upstream, version), overheard);
  }
});
afterAll(async () => {
  await Promise.allSettled(plays.values());
  await proxy?.[Symbol.asyncDispose]();
  for (const each of opened) await each[Symbol.asyncDispose]();
  vi.unstubAllGlobals();
});

function begin(name: string, steps: Step[], connect: Connect, overheard: Overheard): void {
  const once = async (version: string) => {
    await using client = connect(version);
    // Across eras, both ends never hear the same.
    const isSameWire = steps !== EVERYTHING_FOR_2026;
    return await play(steps, client, { server: overheard.of(version), version, isSameWire });
  };
  const number = plays.size + 1;
  const again = (error: unknown) => {
    if (error instanceof NotOpened && MAY_BE_LATE.test(name)) return once(`play-${number}00`);
    throw error;
  };
  const playing = atATime(() => once(`play-${number}`).catch(again));
  playing.catch(() => {});
  plays.set(name, playing);
}

/** A client of 2026 that comes as it would come to the server itself, over stdio or HTTP. */
function modernClient(service: string, version: string): RecordedClient {
  const path = `/mcp/${service}`;
  const transport = service.endsWith('stdio')
    ? pipeTransport(proxy.doors, path)
    : new StreamableHTTPClientTransport(new URL(`http://${proxy.host}${path}`));
  return newerClient(version, transport, 'modern');
}

async function playNamed(name: string): Promise<Played> {
  const played = plays.get(name);
  if (!played) throw new Error(`nobody plays ${name}`);
  return played;
}

function wayNamed(name: string) {
  const way = WAYS[name];
  if (!way) throw new Error(name);
  return way;
}

function serverNamed(servers: Record<string, Server>, name: string): Server {
  const server = servers[name];
  if (!server) throw new Error(name);
  return server;
}

/** Both ends of both plays, step by step. */
function compare(
  through: Played,
  straight: Played,
  {
    steps,
    allowed,
    renumber,
    apart = [],
  }: { steps: Step[]; allowed: Allowed[]; renumber: boolean; apart?: AllowedStep[] },
): void {
  expect([...through.keys()]).toEqual([...straight.keys()]);
  const heard = [...straight.values()].flatMap(({ atServer }) => atServer);
  expect(heard.length, 'messages heard at the server').toBeGreaterThan(steps.length);
  for (const [name, step] of through) {
    const direct = straight.get(name);
    const atOnce = steps.find((each) => each.name === name)?.atOnce;
    for (const end of ['atClient', 'atServer'] as const) {
      if (apart.some((each) => each.step === name && each.end === end)) continue;
      expect
        .soft(told(step[end], { allowed, renumber, atOnce }), `"${name}", ${end}`)
        .toEqual(told(direct?.[end] ?? [], { allowed, renumber, atOnce }));
    }
  }
}

describe('server-everything, message by message,', () => {
  it.each(PAIRINGS)(
    'is over $upstream, for a client by $way, what it is directly',
    async ({ way, upstream }) => {
      const [through, straight] = await Promise.all([
        playNamed(`${upstream} by ${way}`),
        playNamed(`${upstream}, ${wayNamed(way).sdk}`),
      ]);
      const differing = upstream === 'streamable-http' ? BYTES : BRIDGED;
      compare(through, straight, { steps: EVERYTHING, ...differing });
    },
    90_000,
  );
});

describe('server-everything, by its answers and questions,', () => {
  it.each(ACROSS_ERAS)(
    'is over %s, for a client of 2026, what it is for one of 2025',
    async (upstream) => {
      const [through, straight] = await Promise.all([
        playNamed(`${upstream} in 2026`),
        playNamed(`${upstream}, newer`),
      ]);
      for (const { name, atOnce } of EVERYTHING_FOR_2026.slice(1)) {
        if (upstream !== 'stdio' && OVER_HTTP_IN_2026.some(({ step }) => step === name)) continue;
        const [across, direct] = [through, straight].map((played) =>
          outcomeOf(played.get(name)?.atClient ?? [], { allowed: [...BETWEEN_PLAYS, ...BETWEEN_ERAS], atOnce }),
        );
        expect.soft(across, name).toEqual(direct);
      }
    },
    90_000,
  );
});

describe('a server of 2026, message by message,', () => {
  it.each(['modern-http', 'modern-stdio'])(
    'is over %s, for a client of 2026, what it is directly',
    async (upstream) => {
      const [through, straight] = await Promise.all([playNamed(`${upstream} by the proxy`), playNamed(upstream)]);
      const differing = upstream === 'modern-http' ? BYTES : { ...BRIDGED, apart: SHARED };
      compare(through, straight, { steps: MODERN, ...differing });
    },
    90_000,
  );
});
