import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEntry, aTool } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { type RunningProxy, startProxy } from '../server.ts';
import { legacyServer, modernServer, type TestServer } from '../testing.ts';

const MANY = Array.from({ length: 400 }, (_, index) =>
  aTool({ name: `tool-${String(index).padStart(3, '0')}`, description: 'Says a lot about itself. '.repeat(40) }),
);

let folder: string;
let proxy: RunningProxy;
const servers: TestServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-'));
  const names = ['old', 'new', 'many'];
  const entries = names.map((alias) => anEntry({ server: { name: `com.example/${alias}` }, listing: { alias } }));
  writeSnapshot(folder, entries);
  servers.push(await legacyServer(), await modernServer(), await legacyServer({ tools: MANY }));
  const services = names.map((name, index) => ({
    name,
    use: 'package',
    instances: [{ id: 'one', transport: 'streamable-http', url: servers[index]?.url }],
  }));
  proxy = await startProxy({
    config: ProxyConfig.parse({ snapshot: folder, services }),
    folder,
    port: 0,
    log: createLog('silent'),
  });
  await proxy.ready;
});
afterAll(async () => {
  await proxy.close();
  for (const server of servers) await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface AnyClient extends AsyncDisposable {
  version: string | undefined;
  listTools(): Promise<{ name: string }[]>;
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
}

async function client(mode: 'auto' | 'legacy'): Promise<AnyClient> {
  const it = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  await it.connect(new StreamableHTTPClientTransport(new URL(`${proxy.url}/mcp`)));
  return {
    version: it.getNegotiatedProtocolVersion(),
    listTools: async () => (await it.listTools()).tools,
    call: (name, args) => it.callTool({ name, arguments: args }),
    [Symbol.asyncDispose]: () => it.close(),
  };
}

async function oldClient(): Promise<AnyClient> {
  const it = new OldClient({ name: 'test', version: '1.0.0' });
  const transport = new OldTransport(new URL(`${proxy.url}/mcp`));
  await it.connect(transport as Parameters<OldClient['connect']>[0]);
  return {
    version: transport.protocolVersion,
    listTools: async () => (await it.listTools()).tools,
    call: (name, args) => it.callTool({ name, arguments: args }),
    [Symbol.asyncDispose]: () => it.close(),
  };
}

describe.each([
  ['a client of 2026-07-28', () => client('auto'), '2026-07-28'],
  ['a client of 2025-11-25', () => client('legacy'), '2025-11-25'],
  ['a client of the older SDK', oldClient, '2025-11-25'],
])('for %s', (_who, connect, version) => {
  it('speaks its revision, and lists its own tools in few bytes', async () => {
    await using it = await connect();
    const tools = await it.listTools();
    expect(it.version).toBe(version);
    expect(tools.map(({ name }) => name)).toEqual([
      'list_available_tools',
      'search_tools',
      'describe_tool',
      'call_tool',
      'list_services',
      'service_health',
    ]);
    expect(Buffer.byteLength(JSON.stringify({ tools }))).toBeLessThanOrEqual(6000);
  });

  it.each([
    ['args', { args: { message: 'hi' } }],
    ['arguments', { arguments: { message: 'hi' } }],
    ['arguments that stand flat', { message: 'hi' }],
  ])('calls a tool of a server of either era with %s', async (_form, given) => {
    await using it = await connect();
    for (const service of ['old', 'new', 'com.example/old']) {
      const result = await it.call('call_tool', { service, tool: 'echo', ...given });
      expect(result.content).toEqual([{ type: 'text', text: 'hi' }]);
      expect(result.isError).toBeFalsy();
    }
  });

  it('passes a tool’s own error on', async () => {
    await using it = await connect();
    expect(await it.call('call_tool', { service: 'new', tool: 'fail' })).toMatchObject({
      isError: true,
      content: [{ text: 'fail' }],
    });
  });

  it.each([
    ['an unknown service', { service: 'mny', tool: 'echo' }, { code: 'unknown_service', suggestions: ['many'] }],
    ['an unknown tool', { service: 'old', tool: 'ecko' }, { code: 'unknown_tool', suggestions: ['echo'] }],
    [
      'arguments that do not fit',
      { service: 'old', tool: 'echo', args: { message: 7 } },
      { code: 'invalid_arguments', errors: [{ pointer: '/message' }] },
    ],
    ['arguments in two forms', { service: 'old', tool: 'echo', args: {}, message: 'hi' }, { code: 'invalid_request' }],
    ['no service', { tool: 'echo' }, { code: 'invalid_request' }],
  ])('answers %s with a result that a model can read', async (_what, input, problem) => {
    await using it = await connect();
    const result = await it.call('call_tool', input);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: problem,
      content: [{ type: 'text', text: expect.any(String) }],
    });
  });

  it('answers a tool that it does not have with a protocol error', async () => {
    await using it = await connect();
    await expect(it.call('no_such_tool', {})).rejects.toThrow('no_such_tool');
  });
});

describe('list_available_tools', () => {
  const Page = z.object({
    tools: z.array(z.looseObject({ service: z.string(), name: z.string() })),
    total: z.number(),
    nextCursor: z.string().optional(),
  });

  async function pages(args: Record<string, unknown>) {
    await using it = await client('auto');
    const read: z.infer<typeof Page>[] = [];
    let cursor: string | undefined;
    do {
      const { structuredContent } = await it.call('list_available_tools', { ...args, ...(cursor ? { cursor } : {}) });
      const page = Page.parse(structuredContent);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(20_000);
      read.push(page);
      cursor = page.nextCursor;
    } while (cursor);
    return read;
  }

  it.each(['summary', 'full'])('gives every tool once, in pages of at most 20 KB, with detail %s', async (detail) => {
    const read = await pages({ detail });
    const names = read.flatMap(({ tools }) => tools.map(({ service, name }) => `${service} ${name}`));
    expect(names).toHaveLength(406);
    expect(new Set(names).size).toBe(406);
    expect(read.every(({ total }) => total === 406)).toBe(true);
    expect(read.some(({ tools }) => tools.some((tool) => 'input_schema' in tool))).toBe(detail === 'full');
  });

  it('keeps to one service when asked to', async () => {
    const [page] = await pages({ service: 'old' });
    expect(page?.tools.map(({ name }) => name)).toEqual(['echo', 'fail', 'wait']);
  });

  it('says that a cursor is none of ours', async () => {
    await using it = await client('auto');
    expect(await it.call('list_available_tools', { cursor: '!!' })).toMatchObject({
      isError: true,
      structuredContent: { code: 'invalid_request' },
    });
  });
});

describe('the tools that tell of tools', () => {
  it('find a tool by words of its description, misspelt', async () => {
    await using it = await client('auto');
    const { structuredContent } = await it.call('search_tools', { query: 'answers milisecond' });
    const wait = { name: 'wait', description: 'Answers after some milliseconds' };
    expect(structuredContent).toEqual({
      tools: expect.arrayContaining([
        { service: 'new', ...wait },
        { service: 'old', ...wait },
      ]),
      total: 2,
    });
  });

  it('keep an answer within a page, however much is found', async () => {
    await using it = await client('auto');
    const result = await it.call('search_tools', { query: 'says lot about', limit: 50 });
    expect(Buffer.byteLength(JSON.stringify(result.structuredContent))).toBeLessThanOrEqual(20_000);
    expect(result.structuredContent).toMatchObject({ total: 400 });
  });

  it('tell one tool in full', async () => {
    await using it = await client('auto');
    const { structuredContent } = await it.call('describe_tool', { service: 'old', tool: 'echo' });
    expect(structuredContent).toMatchObject({ service: 'old', name: 'echo', input_schema: { required: ['message'] } });
    expect(await it.call('describe_tool', { service: 'old', tool: 'ecko' })).toMatchObject({
      isError: true,
      structuredContent: { code: 'unknown_tool', suggestions: ['echo'] },
    });
  });

  it('tell which services there are, and how one is', async () => {
    await using it = await client('auto');
    const { structuredContent: listed } = await it.call('list_services', { health: 'healthy' });
    expect(listed).toMatchObject({
      total: 3,
      services: [{ name: 'many', toolCount: 400 }, { name: 'new' }, { name: 'old' }],
    });
    const { structuredContent: health } = await it.call('service_health', { service: 'new' });
    expect(health).toMatchObject({ service: 'new', status: 'healthy', instances: [{ era: 'modern' }] });
  });
});
