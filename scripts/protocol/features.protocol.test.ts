import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type AnyClient, CAPABILITIES, connectClient } from './clients.ts';
import { CLIENTS, type Stage, UPSTREAMS } from './feature.ts';
import { FEATURES } from './features/index.ts';
import { refusalOf } from './features/same.ts';
import { openWire } from './wire.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const PAIRINGS = CLIENTS.flatMap((client) =>
  UPSTREAMS.map((upstream) => ({ client: client.name, era: client.era, upstream })),
);

describe.each(PAIRINGS)('$client at $upstream', ({ client: kind, era, upstream }) => {
  let stage: Stage;
  const asked = new Map<string, Promise<AnyClient>>();
  beforeAll(async () => {
    const url = world.at(upstream);
    const [client, straight] = await Promise.all([
      connectClient(kind, url, era === '2026' ? {} : CAPABILITIES),
      connectClient(kind, world.direct, CAPABILITIES),
    ]);
    stage = {
      era,
      upstream,
      url,
      hurriedUrl: world.at(upstream, true),
      client,
      straight,
      asked: (capabilities = CAPABILITIES) => {
        const key = JSON.stringify(capabilities);
        const connected = asked.get(key) ?? connectClient(kind, url, capabilities);
        asked.set(key, connected);
        return connected;
      },
      wire: ({ capabilities, url: at = url } = {}) => openWire(era, at, capabilities),
    };
  });
  afterAll(async () => {
    for (const client of [stage.client, stage.straight, ...(await Promise.all(asked.values()))])
      await client[Symbol.asyncDispose]();
  });

  const features = FEATURES.filter(
    ({ not, onWire }) => !not?.({ era, upstream }) && !(onWire && kind === 'a client of the older SDK'),
  );
  it.each(features)('$name', (feature) => feature.try(stage));
});

describe.each(CLIENTS)('$name at servers that are not ours', ({ name: kind }) => {
  it('lists and calls the tools of an older one, and is asked by it', async () => {
    await using client = await connectClient(kind, world.everything, CAPABILITIES);
    const { tools } = z
      .object({ tools: z.array(z.object({ name: z.string() })) })
      .parse(await client.request('tools/list'));
    expect(tools.map(({ name }) => name)).toContain('echo');
    const { content } = await client.call('trigger-sampling-request', { prompt: 'Hello?', maxTokens: 10 });
    expect([client.asked, JSON.stringify(content)]).toEqual([['sampling'], expect.stringContaining('Bonjour')]);
  });

  it('lists the tools of a newer one over stdio, and is told what it does not have', async () => {
    await using client = await connectClient(kind, world.context7, CAPABILITIES);
    expect(await client.request('tools/list')).toMatchObject({ tools: [{}, {}] });
    expect([true, -32602]).toContain(await refusalOf(client.call('no-such-tool')));
  });
});
