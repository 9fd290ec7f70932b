import { deepEqual, equal, ok } from 'node:assert/strict';
import * as z from 'zod';
import { proxyTo } from '../../proxy/testing.ts';
import { type Call, KINDS, type Kind } from './clients.ts';
import { attempt, type Finding } from './finding.ts';
import { comparableAnswer, type Sight, sameTools, see } from './sight.ts';
import type { Surroundings, UpstreamPeer } from './upstreams.ts';

/** The faces through which a client reaches the peer, and what they call its tools. `null`: they list none of them. */
const FACES: { path: string; listed: ((name: string) => string) | null; asked(call: Call): Call }[] = [
  { path: '/mcp/peer', listed: (name) => name, asked: (call) => call },
  {
    path: '/mcp/all',
    listed: (name) => `peer__${name}`,
    asked: (call) => ({ ...call, name: `peer__${call.name}` }),
  },
  {
    path: '/mcp',
    listed: null,
    asked: ({ name, arguments: args }) => ({ name: 'call_tool', arguments: { service: 'peer', tool: name, args } }),
  },
];

/** Puts a proxy in front of a peer, and compares each way through it with a client that goes straight there. */
export async function* checkUpstream(peer: UpstreamPeer, surroundings: Surroundings): AsyncGenerator<Finding> {
  await using started = await peer.start(surroundings);
  const { place } = started;
  const sights = new Map<Kind, Sight>();
  for (const kind of KINDS.filter((each) => straightKind(each, peer) === each))
    yield await attempt(peer.name, `straight to it, by a ${kind}`, async () => {
      const sight = await see(kind, place, peer.call);
      sights.set(kind, sight);
      ok(sight.tools.length > 0, 'it has no tools');
      if (kind === 'v2 client of 2025') equal(sight.revision, legacyRevision(peer));
    });
  const straight = (kind: Kind): Sight => {
    const found = sights.get(straightKind(kind, peer));
    if (!found) throw new Error('there is nothing to compare it with');
    return found;
  };

  await using proxy = await proxyTo({ peer: [place] });
  for (const { path, listed, asked } of FACES)
    for (const kind of KINDS)
      yield await attempt(peer.name, `through ${path}, by a ${kind}`, async () => {
        const url = `${proxy.url}${path}`;
        const { revision, tools, answer } = await see(kind, { transport: 'streamable-http', url }, asked(peer.call));
        const expected = straight(kind);
        if (listed)
          sameTools(
            tools,
            expected.tools.map((tool) => ({ ...tool, name: listed(tool.name) })),
          );
        deepEqual(answer, expected.answer);
        if (kind === 'v2 client of 2026') equal(revision, '2026-07-28');
      });

  yield await attempt(peer.name, 'its tools over REST', async () => {
    const { tools } = RestTools.parse(await getJson(`${proxy.url}/api/services/peer/tools`));
    const expected = straight('v1 client').tools.map(({ name, inputSchema }) => ({ name, inputSchema }));
    sameTools(
      tools.map(({ name, input_schema: inputSchema }) => ({ name, inputSchema })),
      expected,
    );
  });
  yield await attempt(peer.name, 'a call over REST', async () => {
    const { name: tool, arguments: args } = peer.call;
    const body = JSON.stringify({ tool, args });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${proxy.url}/api/services/peer/call`, { method: 'POST', headers, body });
    deepEqual(comparableAnswer(await answer.json()), straight('v1 client').answer);
  });
  yield await attempt(peer.name, `spoken to in ${peer.revision}`, async () => {
    const health = Health.parse(await getJson(`${proxy.url}/api/services/peer/health?fresh=true`));
    const modern = peer.revision === '2026-07-28';
    deepEqual(
      [health.status, health.instances],
      ['healthy', [{ protocolVersion: peer.revision, era: modern ? 'modern' : 'legacy' }]],
    );
  });
}

/** Who goes straight there for comparison: no client of 2026 is understood by servers of before. */
function straightKind(kind: Kind, { revision }: UpstreamPeer): Kind {
  return kind === 'v2 client of 2026' && revision !== '2026-07-28' ? 'v2 client of 2025' : kind;
}

/** What a client of 2025 agrees on with a server that may know 2026 too. */
function legacyRevision({ revision }: UpstreamPeer): string {
  return revision === '2026-07-28' ? '2025-11-25' : revision;
}

const RestTools = z.object({
  tools: z.array(z.looseObject({ name: z.string(), input_schema: z.record(z.string(), z.unknown()) })),
});
const Health = z.object({
  status: z.string(),
  instances: z.array(z.object({ protocolVersion: z.string().nullable(), era: z.string().nullable() })),
});

async function getJson(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}
