import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Transport } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { anEntry } from '../../catalog/testing.ts';
import { writeSnapshot } from '../../catalog/testing-files.ts';
import { ProxyConfig } from '../../proxy/config.ts';
import { createLog } from '../../proxy/log.ts';
import { call, modern, open, post } from '../../proxy/mcp/testing.ts';
import { type RunningProxy, startProxy } from '../../proxy/server.ts';
import { ROOT } from '../command.ts';
import { Changes } from './fixture/changes.ts';
import { WATCHED } from './fixture/resources.ts';
import { buildServer } from './fixture/server.ts';
import { startFixture } from './fixture.ts';

/** The ways to the fixture that there are. */
const UPSTREAMS = ['modern', 'legacy', 'sse', 'stdio-legacy', 'stdio-modern'] as const;
const CLIENTS = ['a client of 2026', 'a client of 2025', 'a client of the older SDK'] as const;
type Kind = (typeof CLIENTS)[number];

let folder: string;
let proxy: RunningProxy;
let direct: string;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pairings-'));
  const names = [...UPSTREAMS, 'everything', 'context7'];
  const aliases = names.map((alias) =>
    anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } }),
  );
  writeSnapshot(folder, aliases);
  const [both, young, legacy] = await Promise.all([
    startFixture(),
    startFixture({ eras: 'modern' }),
    startFixture({ eras: 'legacy' }),
  ]);
  const sse = await startSse();
  direct = both.url;
  opened.push(both, young, legacy, sse);
  const http = (url: string, transport = 'streamable-http') => ({ id: 'one', transport, url });
  const stdio = (...args: string[]) => ({ id: 'one', transport: 'stdio', command: process.execPath, args });
  const instances: Record<string, object> = {
    modern: http(young.url),
    legacy: http(legacy.url),
    sse: http(sse.url, 'sse'),
    'stdio-legacy': stdio(...fixtureScript('legacy')),
    'stdio-modern': stdio(...fixtureScript('modern')),
    everything: stdio(join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')),
    context7: stdio(join(ROOT, 'node_modules/@upstash/context7-mcp/dist/index.js')),
  };
  const services = names.map((name) => ({ name, use: 'package', instances: [instances[name]] }));
  const config = ProxyConfig.parse({ snapshot: folder, services });
  proxy = await startProxy({ config, folder: ROOT, port: 0, log: createLog('silent') });
  await proxy.ready;
});
afterAll(async () => {
  await proxy.close();
  for (const each of opened) await each[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The arguments for Node to run the fixture over stdio, for clients of one era alone. */
function fixtureScript(era: 'legacy' | 'modern'): string[] {
  const script = `
    const { buildServer } = await import('./scripts/conformance/fixture/server.ts');
    const { Changes } = await import('./scripts/conformance/fixture/changes.ts');
    const { serveStdio, StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
    const changes = new Changes();
    const build = () => {
      const { server, tellOfChange } = buildServer(changes);
      const tell = (what) =>
        '${era}' === 'modern' && what === 'resource'
          ? server.server.sendResourceUpdated({ uri: '${WATCHED}' })
          : tellOfChange(what);
      changes.listen((what) => void tell(what).catch(() => {}));
      return server;
    };
    if ('${era}' === 'legacy') await build().connect(new StdioServerTransport());
    else serveStdio(build, { legacy: 'reject' });`;
  return ['--import', 'tsx', '--input-type=module', '-e', script];
}

/** The fixture over HTTP with SSE: each client has a server of its own. */
async function startSse(): Promise<AsyncDisposable & { url: string }> {
  const changes = new Changes();
  const transports = new Map<string, SSEServerTransport>();
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST')
      return void transports.get(searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response);
    const transport = new SSEServerTransport('/messages', response);
    transports.set(transport.sessionId, transport);
    const { server, tellOfChange } = buildServer(changes);
    const stop = changes.listen((what) => void tellOfChange(what).catch(() => {}));
    response.once('close', stop);
    await server.connect(transport as unknown as Transport);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface AnyClient extends AsyncDisposable {
  request(method: string, params?: object, options?: object): Promise<Record<string, unknown>>;
  call(name: string, args?: object, options?: object): Promise<Record<string, unknown>>;
  /** Asks to hear of changes, the way of its era. */
  watch(uri: string): Promise<() => Promise<unknown>>;
  heard: { method: string; params?: Record<string, unknown> }[];
  /** What it was asked, in order. */
  asked: string[];
}

const CAPABILITIES = { elicitation: {}, sampling: {}, roots: {} };
const Anything = z.looseObject({});

function connect(kind: Kind, url: string, capabilities: object = CAPABILITIES): Promise<AnyClient> {
  return kind === 'a client of the older SDK'
    ? oldClient(url, capabilities)
    : newClient(url, kind === 'a client of 2026' ? { pin: '2026-07-28' } : 'legacy', capabilities);
}

function service(name: string): string {
  return `${proxy.url}/mcp/${name}`;
}

const answers = {
  elicitation: {
    action: 'accept' as const,
    content: { name: 'Ada', username: 'ada', email: 'a@b.c', ok: true, color: 'red' },
  },
  sampling: { role: 'assistant' as const, model: 'm', content: { type: 'text' as const, text: 'Bonjour' } },
  roots: { roots: [{ uri: 'file:///home', name: 'home' }] },
};

function answering(asked: string[]) {
  return <What extends keyof typeof answers>(what: What) => {
    asked.push(what);
    return answers[what];
  };
}

async function newClient(url: string, mode: 'legacy' | { pin: string }, capabilities: object): Promise<AnyClient> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode }, capabilities });
  const heard: AnyClient['heard'] = [];
  const asked: string[] = [];
  const answer = answering(asked);
  client.fallbackNotificationHandler = async (message) => void heard.push(message as AnyClient['heard'][number]);
  for (const method of [
    'message',
    'tools/list_changed',
    'prompts/list_changed',
    'resources/list_changed',
    'resources/updated',
  ])
    client.setNotificationHandler(`notifications/${method}` as 'notifications/message', (message) => {
      heard.push(message as AnyClient['heard'][number]);
    });
  if (Object.keys(capabilities).length > 0) {
    client.setRequestHandler('elicitation/create', async () => answer('elicitation'));
    client.setRequestHandler('sampling/createMessage', async () => answer('sampling'));
    client.setRequestHandler('roots/list', async () => answer('roots'));
  }
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const request: AnyClient['request'] = (method, params = {}, options = {}) =>
    client.request({ method, params } as never, Anything as never, options) as Promise<Record<string, unknown>>;
  return {
    heard,
    asked,
    request,
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: { ...args } }, options) as never,
    watch: async (uri) => {
      if (mode === 'legacy') {
        await request('resources/subscribe', { uri });
        return () => request('resources/unsubscribe', { uri });
      }
      const filter = { toolsListChanged: true, promptsListChanged: true, resourceSubscriptions: [uri] };
      const listening = await client.listen(filter);
      return async () => listening.close();
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function oldClient(url: string, capabilities: object): Promise<AnyClient> {
  const client = new OldClient({ name: 'test', version: '1.0.0' }, { capabilities });
  const heard: AnyClient['heard'] = [];
  const asked: string[] = [];
  const answer = answering(asked);
  client.fallbackNotificationHandler = async (message) => void heard.push(message as AnyClient['heard'][number]);
  if (Object.keys(capabilities).length > 0) {
    client.setRequestHandler(ElicitRequestSchema, async () => answer('elicitation'));
    client.setRequestHandler(CreateMessageRequestSchema, async () => answer('sampling'));
    client.setRequestHandler(ListRootsRequestSchema, async () => answer('roots'));
  }
  const transport = new OldTransport(new URL(url));
  await client.connect(transport as Parameters<OldClient['connect']>[0]);
  const request: AnyClient['request'] = (method, params = {}, options = {}) =>
    client.request({ method, params } as never, Anything as never, options) as Promise<Record<string, unknown>>;
  return {
    heard,
    asked,
    request,
    call: (name, args = {}, options = {}) => client.callTool({ name, arguments: { ...args } }, undefined, options),
    watch: async (uri) => {
      await request('resources/subscribe', { uri });
      return () => request('resources/unsubscribe', { uri });
    },
    [Symbol.asyncDispose]: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

/** What a pairing may add or take away, compared with a direct connection: hints of 2026, which a 2025 server has none of. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each) =>
    ['ttlMs', 'cacheScope', 'resultType', 'nextCursor'].includes(key) || key === '_meta' ? undefined : each,
  );
}

const pairs = CLIENTS.flatMap((kind) => UPSTREAMS.map((upstream) => ({ kind, upstream })));

describe.each(pairs)('$kind at $upstream', ({ kind, upstream }) => {
  let it_: AnyClient;
  let straight: AnyClient;
  // A 2026 client that can be asked has a process of its own for each of its calls over stdio.
  const unasked = kind === 'a client of 2026' ? {} : CAPABILITIES;
  beforeAll(async () => {
    [it_, straight] = await Promise.all([connect(kind, service(upstream), unasked), connect(kind, direct)]);
  });
  afterAll(async () => {
    await it_[Symbol.asyncDispose]();
    await straight[Symbol.asyncDispose]();
  });

  it('gets what a direct connection gives', async () => {
    const asks: [string, object?][] = [
      ['tools/list'],
      ['prompts/list'],
      ['resources/list'],
      ['resources/templates/list'],
      ['tools/call', { name: 'test_multiple_content_types', arguments: {} }],
      ['tools/call', { name: 'test_error_handling', arguments: {} }],
      ['prompts/get', { name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } }],
      ['resources/read', { uri: 'test://static-binary' }],
      ['resources/read', { uri: 'test://template/7/data' }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument: { name: 'arg1', value: 'par' } },
      ],
    ];
    for (const [method, params] of asks) {
      const [through, without] = await Promise.all([it_.request(method, params), straight.request(method, params)]);
      expect(comparable(through), method).toEqual(comparable(without));
    }
  });

  it.each([
    ['an unknown tool', 'tools/call', { name: 'no_such_tool', arguments: {} }],
    ['an unknown prompt', 'prompts/get', { name: 'no_such_prompt' }],
    ['an unknown method', 'no/such/method', {}],
  ])('is told of %s as directly', async (_what, method, params) => {
    const code = async (client: AnyClient) =>
      client.request(method, params).then(
        ({ isError }) => isError,
        ({ code }) => code,
      );
    expect(await code(it_)).toBe(await code(straight));
  });

  it('is told of an unknown resource with the code of its era', async () => {
    const refused = it_.request('resources/read', { uri: 'test://none' });
    const codes = kind === 'a client of 2026' ? [-32602] : [-32002, -32602];
    expect(codes).toContain(
      await refused.then(
        () => 'read',
        ({ code }) => code,
      ),
    );
  });

  it('hears of progress under its own token, before the result', async () => {
    const progress: number[] = [];
    const options = { onprogress: (each: { progress: number }) => progress.push(each.progress) };
    await it_.call('test_tool_with_progress', {}, options);
    expect(progress).toEqual([0, 50, 100]);
  });

  it('calls a tool that wants an argument repeated in a header', async () => {
    await it_.request('tools/list');
    const [through, without] = await Promise.all(
      [it_, straight].map((client) => client.call('test_custom_header', { region: 'Zürich' })),
    );
    expect(through?.content).toEqual(without?.content);
  });

  it('is asked for a user, a model and roots, and several times', async () => {
    await using client = await connect(kind, service(upstream));
    const all = await client.call('test_input_required_result_multiple_inputs');
    expect(JSON.stringify(all.content)).toMatch(/Name: Ada.*Bonjour.*file:\/\/\/home/);
    expect(client.asked.toSorted()).toEqual(['elicitation', 'roots', 'sampling']);
    const rounds = await client.call('test_input_required_result_multi_round');
    expect(rounds.content).toEqual([{ type: 'text', text: 'Ada likes red' }]);
  });

  it('hears of changes that it asked to hear of, until it asks no more', async () => {
    const client = it_;
    const stop = await client.watch(WATCHED);
    const count = (method: string) => client.heard.filter((each) => each.method === method).length;
    await client.call('test_trigger_resource_change');
    await client.call('test_trigger_tool_change');
    await vi.waitFor(() => {
      expect(count('notifications/resources/updated')).toBe(1);
      expect(count('notifications/tools/list_changed')).toBeGreaterThan(0);
    });
    await client.call('test_trigger_tool_change');
    await stop();
    await client.call('test_trigger_resource_change');
    await client.call('test_simple_text');
    expect(count('notifications/resources/updated')).toBe(1);
  });
});

describe.each(['modern', 'legacy'])('two calls at once, at %s', (upstream) => {
  const name = 'test_tool_with_logging';
  const levels = { 'io.modelcontextprotocol/logLevel': 'info' };

  it.each([
    ['2026', async () => (id: string) => modern(service(upstream), 'tools/call', { name }, { id, meta: levels })],
    [
      '2025',
      async () => {
        const session = await open(service(upstream));
        return (id: string) => post(service(upstream), call(name, {}, id), session);
      },
    ],
  ])('by a client of %s get the log lines of their own', async (_era, enter) => {
    const ask = await enter();
    const both = await Promise.all(['a', 'b'].map(ask));
    const methods = both.map(({ messages }) => messages.map(({ method, id }) => method ?? id));
    const lines = Array.from({ length: 3 }, () => 'notifications/message');
    expect(methods).toEqual([
      [...lines, 'a'],
      [...lines, 'b'],
    ]);
  });
});

describe.each(CLIENTS)('%s at servers that are not ours', (kind) => {
  it('lists and calls the tools of an older one, and is asked by it', async () => {
    await using client = await connect(kind, service('everything'));
    const { tools } = z
      .object({ tools: z.array(z.object({ name: z.string() })) })
      .parse(await client.request('tools/list'));
    expect(tools.map(({ name }) => name)).toContain('echo');
    const { content } = await client.call('trigger-sampling-request', { prompt: 'Hello?', maxTokens: 10 });
    expect([client.asked, JSON.stringify(content)]).toEqual([['sampling'], expect.stringContaining('Bonjour')]);
  });

  it('lists the tools of a newer one over stdio, and is told what it does not have', async () => {
    await using client = await connect(kind, service('context7'));
    expect(await client.request('tools/list')).toMatchObject({ tools: [{}, {}] });
    const refused = client.call('no-such-tool').then(
      ({ isError }) => isError,
      ({ code }) => code,
    );
    expect([true, -32602]).toContain(await refused);
  });
});
