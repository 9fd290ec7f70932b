import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { legacyServer, proxyTo } from '../../testing.ts';
import { connectUpstream } from '../../upstream/connect.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { type CallListener, RestingConnections } from './resting.ts';

const listener: CallListener = { notification: () => {}, question: async () => ({ result: {} }) };

async function opening() {
  const server = await legacyServer();
  const opened: Upstream[] = [];
  const open = async (heard: CallListener) => {
    const signal = AbortSignal.timeout(5000);
    const upstream = await connectUpstream(
      { transport: 'streamable-http', http: server.target },
      { signal, era: 'legacy', listener: heard },
    );
    opened.push(upstream);
    return upstream;
  };
  const dispose = async () => {
    await Promise.all(opened.map((upstream) => upstream.close()));
    await server[Symbol.asyncDispose]();
  };
  return { open, opened, [Symbol.asyncDispose]: dispose };
}

describe('connections that rest', () => {
  it('are used again by the next call in the same name, and by no other', async () => {
    await using world = await opening();
    const resting = new RestingConnections({ idleMs: 60_000, most: 4 });
    const first = await resting.borrow('ada', listener, world.open);
    first.giveBack();
    const again = await resting.borrow('ada', listener, world.open);
    const other = await resting.borrow('bob', listener, world.open);
    expect([again.upstream === first.upstream, other.upstream === first.upstream]).toEqual([true, false]);
    resting.close();
  });

  it('are never shared by two calls at once', async () => {
    await using world = await opening();
    const resting = new RestingConnections({ idleMs: 60_000, most: 4 });
    const [a, b] = await Promise.all([
      resting.borrow('ada', listener, world.open),
      resting.borrow('ada', listener, world.open),
    ]);
    expect(a.upstream).not.toBe(b.upstream);
    a.giveBack();
    b.giveBack();
    expect(resting.size).toBe(2);
    resting.close();
    expect(resting.size).toBe(0);
  });

  it('make room when there are too many, and end when nobody wants them', async () => {
    await using world = await opening();
    const resting = new RestingConnections({ idleMs: 50, most: 1 });
    const [a, b] = [
      await resting.borrow('ada', listener, world.open),
      await resting.borrow('bob', listener, world.open),
    ];
    a.giveBack();
    b.giveBack();
    expect(resting.size).toBe(1);
    await expect.poll(() => resting.size).toBe(0);
  });

  it('are not lent when they have ended meanwhile, nor kept when they ended in use', async () => {
    await using world = await opening();
    const resting = new RestingConnections({ idleMs: 60_000, most: 4 });
    const first = await resting.borrow('ada', listener, world.open);
    first.end();
    const second = await resting.borrow('ada', listener, world.open);
    expect(second.upstream).not.toBe(first.upstream);
    resting.close();
    second.giveBack();
    expect(resting.size).toBe(0);
  });
});

it('lets a process remember what a client of the newer era told it, though that client can be asked things', async () => {
  const script = 'node_modules/@modelcontextprotocol/server-sequential-thinking/dist/index.js';
  await using proxy = await proxyTo({ thinking: [{ transport: 'stdio', command: process.execPath, args: [script] }] });
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: {} } },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(`${proxy.url}/mcp/thinking`)));
  const think = async (thoughtNumber: number) => {
    const args = { thought: 'Hm', nextThoughtNeeded: true, thoughtNumber, totalThoughts: 3 };
    const { structuredContent } = await client.callTool({ name: 'sequentialthinking', arguments: args });
    return structuredContent;
  };
  expect([await think(1), await think(2)]).toMatchObject([{ thoughtHistoryLength: 1 }, { thoughtHistoryLength: 2 }]);
  await client.close();
});
