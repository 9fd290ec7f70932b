import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Entry } from '../catalog/entry.ts';
import { anEntry } from '../catalog/testing.ts';
import { writeSnapshot } from '../catalog/testing-files.ts';
import { fingerprintTools } from '../catalog/tools/tool.ts';
import { ProxyConfig } from './config.ts';
import { createLog } from './log.ts';
import { type RunningProxy, startProxy } from './server.ts';
import { legacyServer, modernServer, sseServer, TEST_TOOLS, type TestServer } from './testing.ts';

let folder: string;
let proxy: RunningProxy;
let old: TestServer;
const open: AsyncDisposable[] = [];

function entryOf(alias: string, over: Parameters<typeof anEntry>[0] = {}): Entry {
  return anEntry({
    ...over,
    server: { name: `com.example/${alias}`, title: alias, remotes: [], ...over.server },
    listing: { alias, ...over.listing },
  });
}

/** A proxy in front of these instances, each service with its own; what is not named here is in the catalog, and not enabled. */
async function proxyTo(
  services: Record<string, { url: string; transport?: string; id?: string }[]>,
  settings: object = {},
  serviceSettings: object = {},
): Promise<RunningProxy> {
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: Object.entries(services).map(([name, instances]) => ({
      name,
      use: 'package',
      instances: instances.map(({ url, transport = 'streamable-http', id }, index) => ({
        id: id ?? `i${index}`,
        transport,
        url,
      })),
      ...serviceSettings,
    })),
    ...settings,
  });
  const started = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await started.ready;
  return started;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const lock = { schemaVersion: 1 as const, version: '1.0.0', era: 'legacy' as const, ...fingerprintTools(TEST_TOOLS) };
  const entries = [
    entryOf('old', { listing: { tags: ['test', 'clock'], categories: ['data'] } }),
    entryOf('new', { listing: { tags: ['test'], categories: ['files'] } }),
    entryOf('events'),
    entryOf('down', { lock }),
    entryOf('bare'),
    entryOf('locked-away', {
      server: {
        remotes: [
          {
            type: 'streamable-http',
            url: 'https://example.com/mcp',
            headers: [{ name: 'X-Key', isRequired: true, isSecret: true }],
          },
        ],
      },
    }),
    entryOf('sleeping'),
  ];
  writeSnapshot(folder, entries);
  old = await legacyServer();
  const [modern, sse] = [await modernServer(), await sseServer()];
  const closed = await modernServer();
  await closed[Symbol.asyncDispose]();
  proxy = await proxyTo({ old: [old], new: [modern], events: [{ ...sse, transport: 'sse' }], down: [closed] });
  open.push(old, modern, sse, proxy);
});
afterAll(async () => {
  for (const thing of open.reverse()) await thing[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}, { url } = proxy) {
  const response = await fetch(`${url}${path}`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

async function call(service: string, body: unknown, { url } = proxy) {
  const response = await fetch(`${url}/api/services/${service}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('GET /api/services', () => {
  it('lists what can be called, with the first system’s field names', async () => {
    const { status, body } = await get('/api/services');
    expect([status, body.total, body.services.map(({ name }: { name: string }) => name)]).toEqual([
      200,
      4,
      ['old', 'new', 'events', 'down'],
    ]);
    expect(body.services[0]).toEqual({
      name: 'old',
      server: 'com.example/old',
      inCatalog: true,
      title: 'old',
      description: 'Tells the weather of tomorrow',
      version: '1.0.0',
      type: 'remote',
      location: 'remote',
      protocol: 'streamable-http',
      base_url: old.url,
      tags: ['test', 'clock'],
      categories: ['data'],
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:04:05Z',
      health: 'healthy',
      reason: 'ok',
      toolCount: 3,
      instances: [
        {
          service_name: 'old',
          instance_id: 'i0',
          load_score: 0,
          transport: 'streamable-http',
          health: 'healthy',
          reason: 'ok',
        },
      ],
    });
  });

  it.each([
    ['health=unhealthy', ['down']],
    ['tag=test', ['old', 'new']],
    ['tag=test&category=files', ['new']],
    ['q=clok', ['old']],
    ['q=wait', ['old', 'new', 'events', 'down']],
    ['q=nothing-like-it', []],
  ])('filters by %s', async (query, names) => {
    const { body } = await get(`/api/services?${query}`);
    expect(body.services.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(names));
    expect(body.total).toBe(names.length);
  });

  it('says which part of a query it does not understand', async () => {
    const { status, type, body } = await get('/api/services?health=fine');
    expect([status, type]).toEqual([400, 'application/problem+json']);
    expect(body).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/health' }] });
  });
});

describe('GET /api/services/{name}', () => {
  it.each(['old', 'com.example%2Fold'])('answers to %s', async (name) => {
    expect((await get(`/api/services/${name}`)).body.name).toBe('old');
  });

  it('names the nearest services to one that is not there', async () => {
    const { status, body } = await get('/api/services/evnts');
    expect([status, body.code, body.suggestions]).toEqual([404, 'unknown_service', ['events']]);
    expect(body.error).toBe(body.detail);
  });

  it('says how to enable a server that is only in the catalog', async () => {
    const { status, body } = await get('/api/services/sleeping');
    expect([status, body.code]).toEqual([503, 'service_not_enabled']);
    expect(body.detail).toContain('{ "name": "sleeping" }');
  });
});

describe('GET /api/services/{name}/health', () => {
  it('tells how it is, with the first system’s field names', async () => {
    const { body } = await get('/api/services/new/health');
    expect(body).toMatchObject({
      service: 'new',
      status: 'healthy',
      reason: 'ok',
      error: null,
      last_check: expect.any(String),
      response_time_ms: expect.any(Number),
    });
    expect(body.instances).toMatchObject([
      { instance_id: 'i0', era: 'modern', protocolVersion: '2026-07-28', pid: null },
    ]);
  });

  it('tells why it is down', async () => {
    const { body } = await get('/api/services/down/health');
    expect(body).toMatchObject({ status: 'unhealthy', reason: 'tcp', error: expect.stringContaining('ECONNREFUSED') });
  });

  it('checks now when asked to, in either direction', async () => {
    const server = await legacyServer();
    await using one = await proxyTo({ bare: [server] });
    const fresh = async () => (await get('/api/services/bare/health?fresh=true', {}, one)).body.status;
    expect(await fresh()).toBe('healthy');
    const port = Number(new URL(server.url).port);
    await server[Symbol.asyncDispose]();
    expect(await fresh()).toBe('unhealthy');
    await using _again = await legacyServer({ port });
    expect(await fresh()).toBe('healthy');
  });
});

describe('tools', () => {
  it('are listed by service and all together, also of a service that is down, from its lock', async () => {
    const { body } = await get('/api/services/new/tools');
    expect(body.tools[0]).toMatchObject({
      name: 'echo',
      service: 'new',
      input_schema: TEST_TOOLS[0]?.inputSchema,
      output_schema: null,
      annotations: { readOnlyHint: true, 'x-unknown': 'kept' },
      hash: expect.stringMatching(/^sha256-[0-9a-f]{64}$/),
    });
    expect((await get('/api/services/down/tools')).body.total).toBe(3);
    expect((await get('/api/tools')).body.total).toBe(12);
  });
});

describe('POST /api/services/{name}/call', () => {
  it.each(['old', 'new', 'events', 'com.example%2Fold'])('calls a tool of %s', async (service) => {
    const { status, headers, body } = await call(service, { tool: 'echo', args: { message: 'hi' } });
    expect(status).toBe(200);
    expect(body.content).toEqual([{ type: 'text', text: 'hi' }]);
    expect([headers.get('mcp-instance'), headers.get('mcp-attempts')]).toEqual(['i0', '1']);
    expect(headers.get('server-timing')).toMatch(/^upstream;dur=\d+\.\d, total;dur=\d+\.\d$/);
  });

  it('takes arguments for args', async () => {
    expect((await call('old', { tool: 'echo', arguments: { message: 'hi' } })).body.content).toEqual([
      { type: 'text', text: 'hi' },
    ]);
  });

  it('passes on the result byte for byte', async () => {
    const result = '{ "content":[], "structuredContent":{"big":12345678901234567890,"one":1.0,"order":{"b":1,"a":2}} }';
    await using server = await legacyServer({
      intercept: (_request, response, body) => {
        if (
          typeof body !== 'object' ||
          body === null ||
          !('method' in body) ||
          body.method !== 'tools/call' ||
          !('id' in body)
        )
          return false;
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`{"jsonrpc":"2.0","result":${result},"id":${body.id}}`);
        return true;
      },
    });
    await using one = await proxyTo({ bare: [server] });
    const response = await fetch(`${one.url}/api/services/bare/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"tool":"echo","args":{"message":"x"}}',
    });
    expect(await response.text()).toBe(result);
  });

  it('gives a tool’s own error as a result', async () => {
    const { status, body } = await call('old', { tool: 'fail' });
    expect([status, body.isError]).toEqual([200, true]);
    expect((await get('/api/services/old/health')).body.status).toBe('healthy');
  });

  it('names the nearest tools to one that is not there', async () => {
    const { status, body } = await call('old', { tool: 'ecko' });
    expect([status, body.code, body.suggestions, body.executed]).toEqual([404, 'unknown_tool', ['echo'], 'no']);
  });

  it('names each fault of the arguments at its pointer, and asks no server', async () => {
    const before = old.methods.length;
    const { status, body } = await call('old', { tool: 'echo', args: { message: 7 } });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'invalid_arguments',
      [{ pointer: '/message', message: 'must be string' }],
    ]);
    expect(old.methods.slice(before)).toEqual([]);
  });

  it.each([
    ['{"tool":"echo"', 400, 'invalid_request'],
    ['[]', 400, 'invalid_request'],
    ['{"args":{}}', 400, 'invalid_request'],
    ['{"tool":"echo","args":{},"arguments":{}}', 400, 'invalid_request'],
    ['{"tool":"echo","args":"message"}', 400, 'invalid_request'],
    ['{"tool":"echo","message":"hi"}', 400, 'invalid_request'],
  ])('refuses the body %s', async (body, status, code) => {
    const answer = await call('old', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuses a body that is too large, one that is no JSON by its type, and other methods', async () => {
    await using small = await proxyTo({ old: [old] }, { limits: { bodyBytes: 2000 } });
    expect((await call('old', { tool: 'echo', args: { message: 'x'.repeat(3000) } }, small)).status).toBe(413);
    expect((await fetch(`${proxy.url}/api/services/old/call`, { method: 'POST', body: 'tool=echo' })).status).toBe(415);
    const got = await fetch(`${proxy.url}/api/services/old/call`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('says 503 when no instance answers, and that the call did not run', async () => {
    const { status, headers, body } = await call('down', { tool: 'echo', args: { message: 'hi' } });
    expect([status, body.code, body.executed, body.retryable, headers.get('retry-after')]).toEqual([
      503,
      'no_healthy_instance',
      'no',
      true,
      '1',
    ]);
  });

  it('says 503 and what to set when a service lacks its settings', async () => {
    await using one = await startProxy({
      config: ProxyConfig.parse({ snapshot: folder, services: [{ name: 'locked-away' }] }),
      folder,
      port: 0,
      log: createLog('silent'),
    });
    const { status, body } = await call('locked-away', { tool: 'echo', args: {} }, one);
    expect([status, body.code]).toEqual([503, 'service_not_configured']);
    expect(body.detail).toContain('X-Key');
  });

  it('says 504 when a call is not answered in time, and that it may have run', async () => {
    await using hurried = await proxyTo({ old: [old] }, {}, { timeoutMs: 150 });
    const { status, body } = await call('old', { tool: 'wait', args: { ms: 2000 } }, hurried);
    expect([status, body.code, body.executed]).toEqual([504, 'upstream_timeout', 'maybe']);
  });

  it.each([
    ['breaks off', 'upstream_closed'],
    ['answers 500', 'upstream_unreachable'],
    ['refuses', 'upstream_error'],
  ])('says 502 when the server %s', async (how, code) => {
    await using server = await legacyServer({
      intercept: (request, response, body) => {
        if (
          typeof body !== 'object' ||
          body === null ||
          !('method' in body) ||
          body.method !== 'tools/call' ||
          !('id' in body)
        )
          return false;
        if (how === 'breaks off') request.socket.destroy();
        else if (how === 'answers 500') response.writeHead(500).end();
        else
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ jsonrpc: '2.0', id: body.id, error: { code: -32603, message: 'no' } }));
        return true;
      },
    });
    await using one = await proxyTo({ bare: [server] });
    const { status, body } = await call('bare', { tool: 'wait', args: { ms: 1 } }, one);
    expect([status, body.code, body.executed, body.attempts]).toEqual([502, code, 'maybe', 1]);
  });

  it('is not troubled by a server that has forgotten its session', async () => {
    old.forgetSessions();
    const { status, headers } = await call('old', { tool: 'wait', args: { ms: 1 } });
    expect([status, headers.get('mcp-attempts')]).toEqual([200, '2']);
  });

  it('is not troubled by a server that has started again since', async () => {
    const first = await legacyServer();
    await using one = await proxyTo({ bare: [first] });
    expect((await call('bare', { tool: 'wait', args: { ms: 1 } }, one)).status).toBe(200);
    await first[Symbol.asyncDispose]();
    await using _second = await legacyServer({ port: Number(new URL(first.url).port) });
    expect((await call('bare', { tool: 'wait', args: { ms: 1 } }, one)).status).toBe(200);
  });

  it('is shared by the instances, and goes to those that are up', async () => {
    await using second = await legacyServer();
    const first = await legacyServer();
    await using one = await proxyTo({ bare: [first, second] });
    const instance = async () =>
      (await call('bare', { tool: 'echo', args: { message: 'x' } }, one)).headers.get('mcp-instance');
    expect(new Set(await Promise.all(Array.from({ length: 20 }, instance)))).toEqual(new Set(['i0', 'i1']));
    await first[Symbol.asyncDispose]();
    expect([await instance(), await instance()]).toEqual(['i1', 'i1']);
  });

  it('passes a caller’s leaving on', async () => {
    await using server = await legacyServer();
    await using one = await proxyTo({ bare: [server] });
    const leaving = AbortSignal.timeout(100);
    const left = fetch(`${one.url}/api/services/bare/call`, {
      method: 'POST',
      signal: leaving,
      headers: { 'content-type': 'application/json' },
      body: '{"tool":"wait","args":{"ms":3000}}',
    });
    await expect(left).rejects.toThrow();
    await expect.poll(() => server.methods).toContain('notifications/cancelled');
  });

  it('answers every one of many callers with their own answer', async () => {
    const messages = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    const answers = await Promise.all(
      messages.map((message, index) =>
        call(['old', 'new', 'events'][index % 3] ?? 'old', { tool: 'echo', args: { message } }),
      ),
    );
    expect(answers.map(({ body }) => body.content?.[0]?.text)).toEqual(messages);
  });
});

describe('everything else at the address', () => {
  it('keeps pages of others out', async () => {
    expect((await get('/health', { origin: 'https://evil.example' })).body.code).toBe('forbidden_origin');
    const host = await new Promise<number | undefined>((done) => {
      const { hostname, port } = new URL(proxy.url);
      import('node:http').then(({ request }) =>
        request({ hostname, port, path: '/health', headers: { host: 'evil.example' } }, ({ statusCode }) =>
          done(statusCode),
        ).end(),
      );
    });
    expect(host).toBe(403);
  });

  it('lets the pages that the operator named read its answers', async () => {
    await using open = await proxyTo({ old: [old] }, { allowedOrigins: ['https://pages.example'] });
    const preflight = await fetch(`${open.url}/api/services/old/call`, {
      method: 'OPTIONS',
      headers: { origin: 'https://pages.example', 'access-control-request-headers': 'content-type' },
    });
    expect([
      preflight.status,
      preflight.headers.get('access-control-allow-origin'),
      preflight.headers.get('access-control-allow-headers'),
    ]).toEqual([204, 'https://pages.example', 'content-type']);
  });

  it('tells its own state', async () => {
    expect((await get('/health')).body).toMatchObject({
      status: 'ok',
      snapshot: { entries: 7 },
      services: { healthy: 3, unhealthy: 1 },
    });
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('describes every route of its own in its OpenAPI document', async () => {
    const { body } = await get('/openapi.json');
    const paths = Object.keys(body.paths).sort();
    expect(paths.filter((path) => !path.startsWith('/v0.1/'))).toEqual([
      '/api/services',
      '/api/services/{name}',
      '/api/services/{name}/call',
      '/api/services/{name}/health',
      '/api/services/{name}/tools',
      '/api/tools',
      '/health',
      '/health/live',
      '/health/ready',
      '/metrics',
    ]);
    expect(paths.filter((path) => path.startsWith('/v0.1/servers'))).toEqual([
      '/v0.1/servers',
      '/v0.1/servers/{serverName}/status',
      '/v0.1/servers/{serverName}/versions',
      '/v0.1/servers/{serverName}/versions/{version}',
      '/v0.1/servers/{serverName}/versions/{version}/status',
    ]);
    expect(body.paths['/api/services/{name}/call'].post.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Call',
    });
  });

  it('shows Swagger UI from its own files', async () => {
    const page = await (await fetch(`${proxy.url}/docs`)).text();
    expect(page).not.toMatch(/https?:\/\//);
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetch(`${proxy.url}/${asset}`)).status).toBe(200);
  });

  it('is a registry to hosts, also by its OpenAPI document', async () => {
    const { body } = await get('/v0.1/servers?limit=1');
    expect(body).toMatchObject({ servers: [{ server: { name: expect.any(String) } }], metadata: { count: 1 } });
    const document = parse(await (await fetch(`${proxy.url}/openapi.yaml`)).text());
    expect(document.info.version).toBe('1.0.0');
    expect(document.info.description).toContain('https://github.com/modelcontextprotocol/registry');
    const page = await (await fetch(`${proxy.url}/v0/swagger/index.html`)).text();
    for (const [, asset = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetch(new URL(asset, `${proxy.url}/v0/swagger/`))).status).toBe(200);
  });

  it('tells a program what is here', async () => {
    expect((await get('/', { accept: 'application/json' })).body).toMatchObject({
      mcp: { tools: './mcp', service: './mcp/{name}', all: './mcp/all' },
      openapi: './openapi.json',
    });
  });

  it.each(['/nothing', '/api/nothing', '/v0/nothing', '/api/services/old/nothing'])(
    'says that nothing is at %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );

  it('does not start where another listens', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((ready) => other.once('listening', ready));
    const { port } = other.address() as AddressInfo;
    await expect(
      startProxy({ config: ProxyConfig.parse({ snapshot: folder }), folder, port, log: createLog('silent') }),
    ).rejects.toThrow('EADDRINUSE');
    other.close();
  });
});

it('has only a few strikes for an instance that hangs, and keeps what runs on it', async () => {
  let hang = false;
  await using server = await legacyServer({
    intercept: (_request, _response, body) => hang && JSON.stringify(body ?? '').includes('ping'),
  });
  await using one = await proxyTo({ bare: [server] }, { health: { intervalMs: 30, strikes: 2, timeoutMs: 60 } });
  const status = async () => (await get('/api/services/bare/health', {}, one)).body.status;
  await expect.poll(status).toBe('healthy'); // on a busy machine the first checks may take longer than they may
  hang = true;
  await expect.poll(status).toBe('unhealthy');
  hang = false;
  await expect.poll(status).toBe('healthy');
});
