import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { type RunningProxy, startProxy } from '../../proxy/server.ts';
import { httpServer, legacyServer } from '../../proxy/testing.ts';
import { startFixture } from './fixture.ts';

let folder: string;
let proxy: RunningProxy;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-'));
  const names = ['old', 'new', 'plain', 'hanging', 'twin'];
  const entries = names.map((alias) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
  );
  writeSnapshot(folder, entries);
  const servers = [
    await startFixture({ eras: 'legacy' }),
    await startFixture({ eras: 'modern' }),
    await legacyServer(),
    await httpServer(() => {}),
    await legacyServer(),
  ];
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: names.map((name, index) => ({
      name,
      use: 'package',
      instances: [{ id: 'one', transport: 'streamable-http', url: servers[index]?.url }],
    })),
    profiles: {
      clash: { services: { plain: { prefix: '' }, twin: { prefix: '' } } },
      few: {
        services: {
          plain: { tools: ['echo', 'wait'], rename: { echo: 'say' }, describe: { echo: 'Says it again' } },
          new: { tools: ['test_simple_text'] },
        },
      },
    },
    health: { timeoutMs: 2000 },
  });
  proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await Promise.all(
    ['old', 'new', 'plain', 'twin'].map((name) => fetch(`${proxy.url}/api/services/${name}/health?fresh=true`)),
  );
  open.push(...servers, proxy);
});
afterAll(async () => {
  for (const thing of open.reverse()) await thing[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function client(face: string, mode: 'legacy' | { pin: string }, capabilities: Record<string, object> = {}) {
  const it = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode }, capabilities });
  await it.connect(new StreamableHTTPClientTransport(new URL(`${proxy.url}/mcp/${face}`)));
  return Object.assign(it, { [Symbol.asyncDispose]: () => it.close() });
}

describe.each([
  ['2025', 'legacy' as const],
  ['2026', { pin: '2026-07-28' }],
])('for a %s client', (_era, mode) => {
  it('/mcp/all shows the tools of all, under names of its own, though one service hangs', async () => {
    await using it = await client('all', mode);
    const started = performance.now();
    const names = (await it.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['old__test_simple_text', 'new__test_simple_text', 'plain__echo']));
    expect((await it.listPrompts()).prompts.map(({ name }) => name)).toContain('old__test_simple_prompt');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('calls the tool that a name means, of a server of either era', async () => {
    await using it = await client('all', mode);
    const [old, modern, plain] = await Promise.all([
      it.callTool({ name: 'old__test_simple_text' }),
      it.callTool({ name: 'new__test_simple_text' }),
      it.callTool({ name: 'plain__echo', arguments: { message: 'hi' } }),
    ]);
    expect(old.content).toEqual(modern.content);
    expect(plain.content).toEqual([{ type: 'text', text: 'hi' }]);
  });

  it('gets a prompt and completes its argument by the name of the face', async () => {
    await using it = await client('all', mode);
    const name = 'new__test_prompt_with_arguments';
    const prompt = await it.getPrompt({ name, arguments: { arg1: 'a', arg2: 'b' } });
    expect(JSON.stringify(prompt.messages)).toContain('a');
    const ref = { type: 'ref/prompt' as const, name };
    expect(await it.complete({ ref, argument: { name: 'arg1', value: 'p' } })).toHaveProperty('completion');
  });

  it('says which services have a resource when several do, and reads it where one does', async () => {
    await using it = await client('all', mode);
    await expect(it.readResource({ uri: 'test://static-text' })).rejects.toThrow(/Several services have .*old, new/);
    await expect(it.readResource({ uri: 'nowhere://at-all' })).rejects.toThrow(/not found/i);
    await using few = await client('profiles/few', mode);
    expect((await few.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1);
  });

  it('asks the client on behalf of the right server', async () => {
    await using it = await client('all', mode, { elicitation: {} });
    it.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { name: 'Ada' } }));
    for (const service of ['old', 'new']) {
      const result = await it.callTool({ name: `${service}__test_input_required_result_elicitation` });
      expect(result.content).toMatchObject([{ text: 'Hello, Ada!' }]);
    }
  });

  it('shows a profile what it may see, under the names and with the words it is given', async () => {
    await using it = await client('profiles/few', mode);
    const { tools } = await it.listTools();
    expect(tools.map(({ name, description }) => [name, description])).toEqual([
      ['say', 'Says it again'],
      ['plain__wait', 'Answers after some milliseconds'],
      ['new__test_simple_text', expect.any(String)],
    ]);
    expect((await it.callTool({ name: 'say', arguments: { message: 'hi' } })).content).toEqual([
      { type: 'text', text: 'hi' },
    ]);
    for (const name of ['plain__fail', 'plain__echo', 'nonsense']) {
      await expect(it.callTool({ name })).rejects.toThrow(`Unknown tool: ${name}`);
    }
  });

  it.each(['old', 'new'])('tells of a change of the tools of %s', async (service) => {
    let told = 0;
    await using it = await client('all', mode);
    it.setNotificationHandler('notifications/tools/list_changed', () => {
      told += 1;
    });
    if (mode !== 'legacy') it.listen({ toolsListChanged: true }).catch(() => {});
    await new Promise((listening) => setTimeout(listening, 200));
    const isThere = async () =>
      (await it.listTools()).tools.some(({ name }) => name === `${service}__test_comes_and_goes`);
    const before = await isThere();
    await it.callTool({ name: `${service}__test_trigger_tool_change` });
    await expect.poll(() => told, { timeout: 3000 }).toBeGreaterThan(0);
    expect(await isThere()).toBe(!before);
  });
});

it('says in its health which names it hides, and keeps them with whoever had them first', async () => {
  const { hiddenNames } = (await (await fetch(`${proxy.url}/health`)).json()) as {
    hiddenNames: Record<string, string[]>;
  };
  expect(Object.keys(hiddenNames)).toEqual(['profiles/clash']);
  expect(hiddenNames['profiles/clash']?.sort()).toEqual(['echo', 'fail', 'wait']);
  await using it = await client('profiles/clash', 'legacy');
  const names = (await it.listTools()).tools.map(({ name }) => name);
  expect(names.filter((name) => name === 'echo')).toHaveLength(1);
});

it('has no face by a name that nobody configured', async () => {
  const answer = await fetch(`${proxy.url}/mcp/profiles/none`, { method: 'POST' });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'not_found']);
});
