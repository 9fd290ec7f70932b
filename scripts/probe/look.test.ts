import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InstanceStatus, type StepsMs } from '../../catalog/status/status.ts';
import { aTool } from '../../catalog/testing.ts';
import type { InstanceSpec } from '../../proxy/services/service.ts';
import {
  httpServer,
  legacyServer,
  modernServer,
  sendJson,
  sseServer,
  TEST_TOOLS,
  type TestServer,
} from '../../proxy/testing.ts';
import { type Connect, connectUpstream } from '../../proxy/upstream/connect.ts';
import { type LookOptions, lookAt } from './look.ts';

/** Looks at a server that an operator configured, and holds the result against its schema. */
async function look(
  { target: http }: Pick<TestServer, 'target'>,
  { transport = 'streamable-http', ...options }: LookOptions & { transport?: 'streamable-http' | 'sse' } = {},
) {
  const spec: InstanceSpec = { id: 'a', transport, address: http.url, location: 'remote', target: { transport, http } };
  const seen = await lookAt(spec, options);
  expect(InstanceStatus.parse(seen.instance)).toEqual(seen.instance);
  return seen;
}

async function lookAtProcess(command: string, args: string[], options: LookOptions = {}) {
  const target = { transport: 'stdio' as const, command: { command, args, env: {}, cwd: tmpdir() } };
  return lookAt({ id: 'p', transport: 'stdio', address: command, location: 'local', target }, options);
}

function html(
  response: ServerResponse,
  status: number,
  body = '<h1>Hello</h1>',
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
}

/** What a server that was never reached, or that turned us away, leaves. */
function refused(reason: string, message: unknown = expect.any(String)) {
  return { instance: { reason, era: null, protocolVersion: null }, message, tools: null };
}

function methodOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'method' in body ? body.method : undefined;
}

const anyMs = expect.any(Number);
const httpSteps: Record<keyof Omit<StepsMs, 'tls' | 'auth'>, number> = {
  resolve: anyMs,
  connect: anyMs,
  http: anyMs,
  mcp: anyMs,
  tools: anyMs,
  schemas: anyMs,
  card: anyMs,
};

describe('a look at a server that works', () => {
  it('finds a modern one healthy, with its tools as they were sent, and calls none of them', async () => {
    await using server = await modernServer();
    expect(await look(server)).toEqual({
      instance: {
        ...{ id: 'a', transport: 'streamable-http', health: 'healthy', reason: 'ok' },
        ...{ era: 'modern', protocolVersion: '2026-07-28', stepsMs: httpSteps },
      },
      message: 'It answers, and lists 3 tools',
      tools: TEST_TOOLS,
      evidence: expect.anything(),
    });
    expect(server.methods).toEqual(['server/discover', 'tools/list']);
  });

  it('finds a legacy one healthy, and calls none of its tools', async () => {
    await using server = await legacyServer();
    const { instance, tools } = await look(server);
    const { card: _card, ...steps } = httpSteps;
    expect(instance).toMatchObject({ reason: 'ok', era: 'legacy', protocolVersion: '2025-11-25' });
    expect(instance.stepsMs).toEqual(steps);
    expect(tools).toEqual(TEST_TOOLS);
    expect(server.methods).toEqual(['server/discover', 'initialize', 'notifications/initialized', 'tools/list']);
  });

  it('finds one over HTTP with SSE degraded, since newer clients drop that', async () => {
    await using server = await sseServer();
    expect(await look(server, { transport: 'sse' })).toMatchObject({
      instance: { health: 'degraded', reason: 'deprecated-transport', era: 'legacy' },
      tools: TEST_TOOLS,
    });
    expect(server.methods).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
  });

  it('shows a delay in the step that has it', async () => {
    await using slowToMeet = await modernServer({ delayMs: { 'server/discover': 80 } });
    await using slowToList = await modernServer({ delayMs: { 'tools/list': 80 } });
    const [first, second] = [(await look(slowToMeet)).instance.stepsMs, (await look(slowToList)).instance.stepsMs];
    expect((first.mcp ?? 0) + (first.http ?? 0)).toBeGreaterThanOrEqual(75);
    expect(first.tools).toBeLessThan(60);
    expect(second.tools).toBeGreaterThanOrEqual(75);
    expect(second.mcp).toBeLessThan(60);
  });

  it('finds it slow beyond three seconds, a process only if its list is', async () => {
    await using server = await modernServer();
    const taking =
      (stepsMs: StepsMs): Connect =>
      async (target, options) =>
        Object.defineProperty(await connectUpstream(target, options), 'stepsMs', { get: () => stepsMs });
    const reason = async (stepsMs: StepsMs) => (await look(server, { connect: taking(stepsMs) })).instance.reason;
    expect(await reason({ resolve: 9000, connect: 9000, http: 1000, mcp: 1000, tools: 1000 })).toBe('ok');
    expect(await reason({ http: 1000, mcp: 1000, tools: 1001 })).toBe('slow');
    const started = async (stepsMs: StepsMs) =>
      (await lookAtProcess(process.execPath, ['-e', ECHO], { connect: taking(stepsMs) })).instance.reason;
    expect(await started({ connect: 9000, mcp: 9000, tools: 3000 })).toBe('ok');
    expect(await started({ connect: 1, mcp: 1, tools: 3001 })).toBe('slow');
  });
});

describe('a look at a server that wants a sign-in', () => {
  /** A wall that answers 401 or another status to all but its metadata. */
  async function wall(
    metadata: Record<string, RequestListener>,
    { announce, status = 401 }: { announce?: string; status?: number } = {},
  ) {
    const asked: [path: string, authorization: string | undefined][] = [];
    const server = await httpServer((request, response) => {
      asked.push([request.url ?? '', request.headers.authorization]);
      const answer = metadata[request.url ?? ''];
      if (answer) return answer(request, response);
      const challenge =
        announce === undefined
          ? 'Bearer'
          : `Bearer resource_metadata="${announce.replace('{origin}', new URL(server.url).origin)}"`;
      response
        .writeHead(status, { 'www-authenticate': challenge, 'content-type': 'application/json' })
        .end('{"error":"no"}');
    });
    server.target.headers = { authorization: 'Bearer secret' };
    return Object.assign(server, { asked });
  }

  const metadata: RequestListener = (_request, response) =>
    sendJson(response, 200, {
      resource: 'https://example.com/mcp',
      authorization_servers: ['https://127.0.0.1:1'],
    });

  it.each([401, 403])('says where that is described, when it can be read without credentials (%i)', async (status) => {
    await using server = await wall({ '/meta?a=1': metadata }, { announce: '{origin}/meta?a=1', status });
    const resourceMetadata = `${new URL(server.url).origin}/meta?a=1`;
    expect(await look(server)).toEqual({
      instance: {
        ...{ id: 'a', transport: 'streamable-http', health: 'healthy', reason: 'auth-required' },
        ...{ era: null, protocolVersion: null, auth: { resourceMetadata } },
        stepsMs: { resolve: anyMs, connect: anyMs, http: anyMs, auth: anyMs },
      },
      message: `the upstream wants a sign-in (${status})`,
      tools: null,
      evidence: expect.anything(),
    });
    expect(server.asked).toEqual([
      ['/mcp', 'Bearer secret'],
      ['/meta?a=1', undefined],
    ]);
  });

  it('finds the description at the well-known places too', async () => {
    for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']) {
      await using server = await wall({ [path]: metadata });
      const { reason, auth } = (await look(server)).instance;
      expect([reason, auth?.resourceMetadata]).toEqual(['auth-required', `${new URL(server.url).origin}${path}`]);
    }
  });

  it('follows where the description has moved to', async () => {
    const moved: RequestListener = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    await using server = await wall({ '/meta': moved, '/elsewhere': metadata }, { announce: '{origin}/meta' });
    expect((await look(server)).instance.reason).toBe('auth-required');
  });

  it('names who does the sign-in, when that describes itself, by OAuth or OpenID Connect', async () => {
    for (const path of ['/.well-known/oauth-authorization-server/a', '/a/.well-known/openid-configuration']) {
      await using server = await wall({
        '/.well-known/oauth-protected-resource/mcp': (_request, response) =>
          sendJson(response, 200, { resource: 'x', authorization_servers: [`${new URL(server.url).origin}/a`] }),
        [path]: (_request, response) =>
          sendJson(response, 200, {
            issuer: 'a',
            authorization_endpoint: 'https://a.example/a',
            token_endpoint: 'https://a.example/t',
          }),
      });
      expect((await look(server)).instance.auth?.authorizationServer).toBe(`${new URL(server.url).origin}/a`);
    }
  });

  it('calls it opaque when nothing describes it, or nothing that can be read', async () => {
    const useless: RequestListener[] = [
      (_request, response) => html(response, 200),
      (_request, response) => sendJson(response, 200, { resource: 'x', authorization_servers: [] }),
      (_request, response) =>
        sendJson(response, 404, { resource: 'x', authorization_servers: ['https://127.0.0.1:1'] }),
      (request) => request.socket.destroy(),
    ];
    for (const answer of useless) {
      await using server = await wall({ '/meta': answer }, { announce: '{origin}/meta' });
      const opaque = refused('auth-opaque', 'the upstream wants a sign-in (401), and does not say how');
      expect(await look(server)).toMatchObject(opaque);
    }
    for (const announce of ['file:///etc/passwd', 'not a url', 'javascript:alert(1)']) {
      await using server = await wall({}, { announce });
      expect(await look(server)).toMatchObject(refused('auth-opaque'));
    }
  });

  it('is not led to private places by what the server announces, whoever configured it', async () => {
    const visits: string[] = [];
    await using inside = await httpServer((request, response) => {
      visits.push(request.url ?? '');
      metadata(request, response);
    });
    await using server = await wall({}, { announce: `${new URL(inside.url).origin}/admin` });
    expect(await look(server)).toMatchObject(refused('auth-opaque'));
    expect(visits).toEqual([]);
  });

  it('takes no longer for all that than a look may take', async () => {
    await using server = await wall({ '/meta': () => {} }, { announce: '{origin}/meta' });
    const started = performance.now();
    expect(await look(server, { timeoutMs: 100 })).toMatchObject(refused('auth-opaque'));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('says the same when only its tools are behind the wall', async () => {
    await using server = await legacyServer({
      intercept: (request, response, body) => {
        if (request.url?.startsWith('/.well-known')) metadata(request, response);
        else if (methodOf(body) === 'tools/list') response.writeHead(401).end();
        else return false;
        return true;
      },
    });
    expect((await look(server)).instance).toMatchObject({
      ...{
        reason: 'auth-required',
        era: 'legacy',
        auth: { resourceMetadata: expect.stringContaining('/.well-known/') },
      },
    });
  });
});

describe('a look at something else', () => {
  it.each<[what: string, reason: string, answer: RequestListener]>([
    ['a page that is not found', 'not-mcp', (_request, response) => html(response, 404)],
    ['a web site', 'not-mcp', (_request, response) => html(response, 200)],
    ['another JSON API', 'not-mcp', (_request, response) => sendJson(response, 200, { hello: 'world' })],
    [
      'JSON that is none',
      'not-mcp',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
    ],
    ['an answer without a body', 'not-mcp', (_request, response) => void response.writeHead(204).end()],
    ['a server that is broken', 'http-5xx', (_request, response) => html(response, 500)],
    [
      'a gateway with nobody behind it',
      'http-5xx',
      (_request, response) => sendJson(response, 502, { error: 'bad gateway' }),
    ],
    [
      'a server that has enough of us',
      'rate-limited',
      (_request, response) => html(response, 429, 'slow down', { 'retry-after': '60' }),
    ],
    ['a bot wall', 'bot-wall', (_request, response) => html(response, 403, '', { 'cf-mitigated': 'challenge' })],
    ['a wall with a title', 'bot-wall', (_request, response) => html(response, 503, '<title>Just a moment...</title>')],
    ['a server that hangs up', 'tcp', (request) => void request.socket.destroy()],
  ])('calls %s %s', async (_what, reason, answer) => {
    await using server = await httpServer(answer);
    expect(await look(server)).toMatchObject(refused(reason));
    expect((await look(server, { transport: 'sse' })).instance.reason).toBe(reason);
  });

  it('follows no redirect', async () => {
    const paths: string[] = [];
    await using server = await httpServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      if (request.url === '/mcp') response.writeHead(302, { location: '/elsewhere' }).end();
      else sendJson(response, 200, {});
    });
    expect(await look(server)).toMatchObject(refused('not-mcp', 'the upstream answered 302 with nothing readable'));
    expect(new Set(paths)).toEqual(new Set(['POST /mcp', 'GET /mcp']));
  });

  it('says when an address speaks, but not over the transport that is declared', async () => {
    await using sse = await sseServer();
    await using streamable = await legacyServer();
    expect(await look(sse)).toMatchObject(
      refused('wrong-transport', 'It is declared as streamable-http, and speaks the other way'),
    );
    expect(await look(streamable, { transport: 'sse' })).toMatchObject(
      refused('wrong-transport', 'It is declared as sse, and speaks the other way'),
    );
    expect([...sse.methods, ...streamable.methods]).not.toContain('tools/call');
  });

  it('says that nobody is there', async () => {
    const gone = await modernServer();
    await gone[Symbol.asyncDispose]();
    expect(await look(gone)).toMatchObject(refused('tcp', expect.stringContaining('ECONNREFUSED')));
    const plain = { url: gone.url.replace('http:', 'https:'), headers: {}, egress: { any: true } };
    await using server = await modernServer({ port: Number(new URL(gone.url).port) });
    expect(await look({ target: plain })).toMatchObject(refused('tls'));
    expect(server.methods).toEqual([]);
  });

  it('does not go to a private address for the catalog’s sake', async () => {
    await using server = await modernServer();
    const message = '127.0.0.1 leads to 127.0.0.1, which is not a public address';
    expect(await look({ target: { ...server.target, egress: {} } })).toMatchObject(refused('private-address', message));
    expect(server.methods).toEqual([]);
  });

  it.each([
    'https://{tenant}.example.com/mcp',
    'https://example.com/{tenant}/mcp',
    'ftp://example.com/mcp',
    'nonsense',
  ])('wants %s to be made a URL first', async (url) => {
    expect(await look({ target: { url, headers: {}, egress: {} } })).toMatchObject(refused('needs-config'));
  });
});

describe('a look that takes too long', () => {
  it.each<[what: string, answer: RequestListener]>([
    ['never answers', () => {}],
    [
      'begins an answer and never ends it',
      (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
    [
      'begins a stream and never says a word',
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n'),
    ],
  ])('is a timeout when the server %s', async (_what, answer) => {
    await using server = await httpServer(answer);
    const started = performance.now();
    const [declared, other] = await Promise.all([
      look(server, { timeoutMs: 80 }),
      look(server, { timeoutMs: 80, transport: 'sse' }),
    ]);
    expect(declared).toMatchObject(refused('timeout', 'no answer in 80 ms'));
    expect(other.tools).toBeNull();
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('is a timeout when a process is silent', async () => {
    const { instance, message } = await lookAtProcess(process.execPath, ['-e', 'process.stdin.resume()'], {
      timeoutMs: 150,
    });
    expect([instance.reason, message]).toEqual(['timeout', 'no answer in 150 ms']);
  });
});

describe('a look at tools', () => {
  const failing = (answer: (response: ServerResponse, request: IncomingMessage, body: unknown) => void) =>
    modernServer({
      intercept: (request, response, body) => {
        if (methodOf(body) !== 'tools/list') return false;
        answer(response, request, body);
        return true;
      },
    });
  const idOf = (body: unknown) => (typeof body === 'object' && body !== null && 'id' in body ? body.id : null);
  const listing = (tools: unknown) =>
    failing((response, _request, body) =>
      sendJson(response, 200, { jsonrpc: '2.0', id: idOf(body), result: { tools, resultType: 'complete' } }),
    );

  it('says that they cannot be listed, and why', async () => {
    const error = { code: -32603, message: 'database is gone' };
    await using broken = await failing((response, _request, body) =>
      sendJson(response, 200, { jsonrpc: '2.0', id: idOf(body), error }),
    );
    await using page = await failing((response) => html(response, 500));
    await using hung = await failing(() => {});
    await using odd = await listing('none');
    const failed = async (server: TestServer) => {
      const { instance, message, tools } = await look(server, { timeoutMs: 400 });
      expect(instance).toMatchObject({
        health: 'degraded',
        reason: 'tools-list-failed',
        era: 'modern',
        protocolVersion: '2026-07-28',
      });
      expect(tools).toBeNull();
      return message.replace('It answers, but not to tools/list: ', '');
    };
    expect(await Promise.all([broken, page, hung, odd].map(failed))).toEqual([
      ...['database is gone (-32603)', 'the upstream answered 500', 'no answer in 400 ms'],
      'the upstream answered tools/list with something else',
    ]);
  });

  it('does not count against a server that it has enough of us', async () => {
    await using server = await failing((response) => html(response, 429));
    expect((await look(server)).instance).toMatchObject({ health: 'unknown', reason: 'rate-limited', era: 'modern' });
  });

  it('names those whose schema is none, and keeps the others', async () => {
    const bad = [
      aTool({ name: 'no-type', inputSchema: {} }),
      aTool({ name: 'array', inputSchema: { type: 'array' } }),
      aTool({ name: 'wrong', inputSchema: { type: 'object', properties: 7 } }),
    ];
    await using server = await listing([aTool(), ...bad]);
    expect(await look(server)).toMatchObject({
      instance: { health: 'degraded', reason: 'invalid-tool-schema' },
      message: '3 of its tools have no valid schema: no-type, array, wrong',
      tools: [aTool(), ...bad],
    });
  });

  it('leaves out what is no tool at all', async () => {
    await using server = await listing([null, 'tool', { name: 'x' }, aTool()]);
    expect(await look(server)).toMatchObject({ instance: { reason: 'invalid-tool-schema' }, tools: [aTool()] });
  });

  it('survives tools that nest without end', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const hostile = [
      `{"name":"a","inputSchema":${deep}}`,
      `{"name":"b","inputSchema":{"type":"object"},"_meta":${deep}}`,
    ];
    await using server = await failing((response, _request, body) => {
      const text = `{"jsonrpc":"2.0","id":${idOf(body)},"result":{"resultType":"complete","tools":[${hostile},${JSON.stringify(aTool())}]}}`;
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
    expect(await look(server)).toMatchObject({ instance: { reason: 'invalid-tool-schema' }, tools: [aTool()] });
  });
});

describe('a look at a process', () => {
  it('finds it healthy when it answers', async () => {
    expect(await lookAtProcess(process.execPath, ['-e', ECHO])).toMatchObject({
      instance: {
        health: 'healthy',
        reason: 'ok',
        era: 'legacy',
        stepsMs: { connect: anyMs, mcp: anyMs, tools: anyMs },
      },
      tools: [aTool()],
    });
  });

  it('gives its last words when it ends', async () => {
    const { instance, message } = await lookAtProcess(process.execPath, [
      '-e',
      'console.error("no key"); process.exit(3)',
    ]);
    expect([instance.reason, message]).toEqual(['crashed', 'the process ended with code 3: no key']);
  });

  it('blames no server for a command that is not here', async () => {
    const { instance, message } = await lookAtProcess('no-such-command-here', []);
    expect([instance.health, instance.reason, message]).toEqual([
      'unknown',
      'not-runnable',
      'no-such-command-here is not installed here',
    ]);
  });

  it('does not start what still needs settings', async () => {
    const target = { reason: 'needs-config' as const, message: 'it needs KEY' };
    const never: Connect = () => delay(0).then(() => expect.unreachable());
    expect(
      await lookAt({ id: 'p', transport: 'stdio', address: 'npm:x', location: 'local', target }, { connect: never }),
    ).toEqual({
      instance: {
        ...{ id: 'p', transport: 'stdio', health: 'unknown', reason: 'needs-config' },
        ...{ era: null, protocolVersion: null, stepsMs: {} },
      },
      message: 'it needs KEY',
      tools: null,
    });
  });

  it('lets a bug of ours out', async () => {
    const broken: Connect = () => Promise.reject(new TypeError('our bug'));
    await expect(lookAtProcess('x', [], { connect: broken })).rejects.toThrow('our bug');
  });
});

/** A server over stdio, legacy, with one tool. It ends when it is asked to call that. */
const ECHO = `
const tools = [${JSON.stringify(aTool())}];
const server = { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'p', version: '1' } };
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'tools/call') process.exit(9);
  const result = method === 'initialize' ? server : method === 'tools/list' ? { tools } : undefined;
  const answer = result ? { result } : { error: { code: -32601, message: 'unknown method' } };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
});
`;
