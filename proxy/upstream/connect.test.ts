import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { httpServer, legacyServer, modernServer, sseServer, TEST_TOOLS } from '../testing.ts';
import { connectUpstream, type Target } from './connect.ts';
import { SessionGone, UpstreamFault } from './fault.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function connect(target: Target, { timeoutMs = 10_000 } = {}) {
  return connectUpstream(target, { signal: AbortSignal.timeout(timeoutMs) });
}

/** A child that runs this code. `say` prints a JSON-RPC message; `heard` is called with each line. */
function child(code: string): Target {
  const script = `
    const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
    const initialized = (id) => say({ id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'child', version: '1' } } });
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => heard(JSON.parse(line)));
    ${code}`;
  return { transport: 'stdio', command: { command: process.execPath, args: ['-e', script], env: {}, cwd: ROOT } };
}

describe('over streamable HTTP', () => {
  it('meets a modern server by discovery alone', async () => {
    await using server = await modernServer();
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    expect([upstream.era, upstream.protocolVersion, upstream.serverInfo.name]).toEqual([
      'modern',
      '2026-07-28',
      'modern',
    ]);
    expect(server.methods).toEqual(['server/discover']);
  });

  it('meets a legacy server by initialize, after it has refused discovery', async () => {
    await using server = await legacyServer();
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    expect([upstream.era, upstream.protocolVersion]).toEqual(['legacy', '2025-11-25']);
    expect(server.methods).toEqual(['server/discover', 'initialize', 'notifications/initialized']);
  });

  it.each([
    ['asks once more in a revision that was refused, and yet is said to be supported', 1, 'modern'],
    ['believes a server that refuses it again', 2, 'not-mcp'],
  ])('%s', async (_what, refusals, found) => {
    let left = refusals;
    await using server = await modernServer({
      intercept: (_request, response, body) => {
        if (left-- <= 0) return false;
        const data = { supported: ['2026-07-28'], requested: '2026-07-28' };
        const error = { code: -32022, message: 'Unsupported protocol version', data };
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ jsonrpc: '2.0', id: Object(body).id, error }));
        return true;
      },
    });
    const met = connect({ transport: 'streamable-http', http: server.target }).then(
      async (upstream) => {
        await upstream.close();
        return upstream.era;
      },
      ({ reason }: UpstreamFault) => reason,
    );
    expect([await met, server.methods]).toEqual([found, ['server/discover', 'server/discover']]);
  });

  it('skips discovery where the era is known', async () => {
    await using server = await legacyServer();
    const options = { signal: AbortSignal.timeout(5000), era: 'legacy' as const };
    await using _upstream = await connectUpstream({ transport: 'streamable-http', http: server.target }, options);
    expect(server.methods).toEqual(['initialize', 'notifications/initialized']);
  });

  it.each([
    ['a server error', 500],
    ['a page that is not there', 404],
  ])('asks the older way when discovery is answered with %s', async (_what, status) => {
    await using server = await legacyServer({
      intercept: (_request, response, body) => {
        if (methodOf(body) === 'server/discover') response.writeHead(status).end();
        return response.writableEnded;
      },
    });
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    expect(upstream.era).toBe('legacy');
  });

  it('asks the older way when discovery is met with silence', async () => {
    await using server = await legacyServer({ delayMs: { 'server/discover': 60_000 } });
    const options = { signal: AbortSignal.timeout(5000), silenceMs: 100 };
    await using upstream = await connectUpstream({ transport: 'streamable-http', http: server.target }, options);
    expect(upstream.era).toBe('legacy');
  });

  it('gives tools and results exactly as they were sent, unknown fields and all', async () => {
    await using server = await modernServer();
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    expect(await upstream.listTools()).toEqual(TEST_TOOLS);
    const { value, text } = await upstream.callTool('echo', { message: 'hi' });
    expect(value.content).toEqual([{ type: 'text', text: 'hi' }]);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('sends the headers that 2026-07-28 demands, and encodes names that are no header value', async () => {
    const seen: Record<string, unknown>[] = [];
    await using server = await modernServer({
      intercept: ({ headers }) => {
        seen.push(headers);
        return false;
      },
    });
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    await upstream.callTool('echo', { message: 'hi' });
    await upstream.callTool('грех', {}).catch(() => {});
    expect(
      seen.map((headers) => [headers['mcp-protocol-version'], headers['mcp-method'], headers['mcp-name']]),
    ).toEqual([
      ['2026-07-28', 'server/discover', undefined],
      ['2026-07-28', 'tools/call', 'echo'],
      ['2026-07-28', 'tools/call', `=?base64?${Buffer.from('грех').toString('base64')}?=`],
    ]);
  });

  it.each([
    ['server/discover', 'mcp'],
    ['tools/list', 'tools'],
  ] as const)('shows a delay of %s in the step %s', async (method, step) => {
    await using server = await modernServer({ delayMs: { [method]: 250 } });
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    await upstream.listTools();
    const { [step]: late = 0, ...others } = upstream.stepsMs;
    expect(late).toBeGreaterThanOrEqual(200);
    expect(Object.values(others).every((ms = 0) => ms < 150)).toBe(true);
  });

  it('shows a delay of initialize in the step mcp', async () => {
    await using server = await legacyServer({ delayMs: { initialize: 250 } });
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    expect(upstream.stepsMs.mcp).toBeGreaterThanOrEqual(200);
    expect(upstream.stepsMs.http).toBeLessThan(150);
  });

  it('shows a delay of every answer in the step http', async () => {
    const late = { 'server/discover': 200, 'tools/list': 200 };
    await using server = await modernServer({ delayMs: late });
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    await upstream.listTools();
    expect(upstream.stepsMs.http).toBeGreaterThanOrEqual(180);
  });

  it('says that a session is gone when the server has forgotten it', async () => {
    await using server = await legacyServer();
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    server.forgetSessions();
    await expect(upstream.callTool('echo', { message: 'hi' })).rejects.toBeInstanceOf(SessionGone);
  });

  it('refuses an answer that is longer than allowed', async () => {
    await using server = await modernServer();
    const limits = { maxAnswerBytes: 2000 };
    await using upstream = await connectUpstream(
      { transport: 'streamable-http', http: server.target },
      { signal: AbortSignal.timeout(5000), limits },
    );
    await expect(upstream.callTool('echo', { message: 'x'.repeat(5000) })).rejects.toMatchObject({ reason: 'not-mcp' });
    await expect(upstream.callTool('echo', { message: 'short' })).resolves.toBeDefined();
  });

  it('ends a call at once when its caller gives up', async () => {
    await using server = await legacyServer();
    await using upstream = await connect({ transport: 'streamable-http', http: server.target });
    const gaveUp = new AbortController();
    setTimeout(() => gaveUp.abort(new Error('gave up')), 50);
    await expect(upstream.callTool('wait', { ms: 5000 }, gaveUp.signal)).rejects.toThrow('gave up');
    await expect.poll(() => server.methods).toContain('notifications/cancelled');
  });

  it.each([
    [401, {}, 'auth-opaque'],
    [
      401,
      { 'www-authenticate': 'Bearer resource_metadata="https://a.example/.well-known/oauth-protected-resource"' },
      'auth-required',
    ],
    [403, {}, 'auth-opaque'],
    [429, { 'retry-after': '7' }, 'rate-limited'],
    [403, { 'cf-mitigated': 'challenge' }, 'bot-wall'],
    [404, { 'content-type': 'text/html' }, 'not-mcp'],
    [302, { location: 'http://127.0.0.1:1/' }, 'not-mcp'],
    [500, {}, 'http-5xx'],
  ] as const)('takes %i with %j for %s', async (status, headers, reason) => {
    await using server = await httpServer((_request, response) => response.writeHead(status, headers).end('<p>no</p>'));
    await expect(connect({ transport: 'streamable-http', http: server.target })).rejects.toMatchObject({ reason });
  });

  it.each(['', '{}', '[]', '<html>', '{"jsonrpc":"2.0","id":1}', '{"jsonrpc":"2.0","id":99,"result":{}}'])(
    'takes %j for no MCP',
    async (body) => {
      await using server = await httpServer((_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      );
      await expect(connect({ transport: 'streamable-http', http: server.target })).rejects.toMatchObject({
        reason: 'not-mcp',
      });
    },
  );

  it('does not go to a private address when it may not', async () => {
    await using server = await modernServer();
    const refused = connect({ transport: 'streamable-http', http: { ...server.target, egress: {} } });
    await expect(refused).rejects.toMatchObject({ reason: 'private-address', executed: 'no' });
    expect(server.methods).toEqual([]);
  });

  it('says that nothing ran when nobody listens', async () => {
    const { target } = await (async () => {
      await using server = await modernServer();
      return server;
    })();
    await expect(connect({ transport: 'streamable-http', http: target })).rejects.toMatchObject({
      reason: 'tcp',
      executed: 'no',
    });
  });
});

describe('over HTTP with SSE', () => {
  it('meets the server and calls its tools', async () => {
    await using server = await sseServer();
    await using upstream = await connect({ transport: 'sse', http: server.target });
    expect(upstream.era).toBe('legacy');
    expect((await upstream.callTool('echo', { message: 'hi' })).value.content).toEqual([{ type: 'text', text: 'hi' }]);
  });

  it('outlives the patience of whoever opened it', async () => {
    await using server = await sseServer();
    const opening = new AbortController();
    await using upstream = await connectUpstream({ transport: 'sse', http: server.target }, { signal: opening.signal });
    opening.abort();
    await expect(upstream.callTool('echo', { message: 'hi' })).resolves.toBeDefined();
  });

  it('fails what waits when the stream ends', async () => {
    const server = await sseServer();
    await using upstream = await connect({ transport: 'sse', http: server.target });
    const call = upstream.callTool('wait', { ms: 5000 });
    const failed = expect(call).rejects.toBeInstanceOf(UpstreamFault);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server[Symbol.asyncDispose]();
    await failed;
    expect(upstream.ended?.reason).toBe('tcp');
  });

  it('sends nothing to another origin', async () => {
    await using server = await httpServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write('event: endpoint\ndata: http://127.0.0.1:1/steal\n\n'),
    );
    await expect(connect({ transport: 'sse', http: server.target })).rejects.toMatchObject({ reason: 'not-mcp' });
  });
});

describe('over stdio', () => {
  it('meets a real legacy server and a real modern one', async () => {
    const [everything, context7] = await Promise.all(
      [['@modelcontextprotocol/server-everything/dist/index.js', 'stdio'], ['@upstash/context7-mcp/dist/index.js']].map(
        async ([script, ...args]) => {
          const command = {
            command: process.execPath,
            args: [`${ROOT}node_modules/${script}`, ...args],
            env: {},
            cwd: ROOT,
          };
          await using upstream = await connect({ transport: 'stdio', command }, { timeoutMs: 20_000 });
          return [upstream.era, upstream.protocolVersion, (await upstream.listTools()).length];
        },
      ),
    );
    expect(everything).toEqual(['legacy', '2025-11-25', 13]);
    expect(context7).toEqual(['modern', '2026-07-28', 2]);
  });

  it('is not put off by noise on standard output', async () => {
    await using upstream = await connect(
      child(`console.log('Server is running!'); console.log('{"not":"a message"}');
        var heard = ({ id, method }) => { console.log('heard ' + method); if (method === 'initialize') initialized(id); else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`),
    );
    expect(upstream.protocolVersion).toBe('2025-06-18');
  });

  it('starts a process again that ends at the first thing it does not know', async () => {
    await using upstream = await connect(
      child(
        `var heard = ({ id, method }) => { if (method === 'server/discover') process.exit(1); if (method === 'initialize') initialized(id); };`,
      ),
    );
    expect(upstream.era).toBe('legacy');
  });

  it('says why a process ended, in its own last words', async () => {
    const crashing = child(
      `console.error('starting'); console.error('API_KEY is not set'); process.exit(3); var heard = () => {};`,
    );
    const fault: unknown = await connect(crashing).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      reason: 'crashed',
      message: 'the process ended with code 3: API_KEY is not set',
      said: 'starting\nAPI_KEY is not set\n',
    });
    expect(Object.keys(Object(fault))).not.toContain('said');
  });

  it('fails what waits, and tells, when the process is killed', async () => {
    const ended: string[] = [];
    const target = child(
      `var heard = ({ id, method }) => { if (method === 'initialize') initialized(id); else if (id && method === 'server/discover') say({ id, error: { code: -32601, message: 'no' } }); };`,
    );
    await using upstream = await connectUpstream(target, {
      signal: AbortSignal.timeout(5000),
      onEnded: ({ reason }) => ended.push(reason),
    });
    const call = upstream.callTool('never', {});
    const failed = expect(call).rejects.toMatchObject({ reason: 'crashed', executed: 'maybe' });
    process.kill(upstream.pid ?? 0, 'SIGKILL');
    await failed;
    expect(ended).toEqual(['crashed']);
    await expect(upstream.callTool('never', {})).rejects.toMatchObject({ executed: 'no' });
  });

  it('takes the answer that a process gives with its last breath', async () => {
    const target = child(`var heard = ({ id, method }) => {
      if (method === 'initialize') initialized(id); else if (method === 'tools/call') { say({ id, result: { content: [] } }); process.exit(0); }
      else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`);
    await using upstream = await connect(target);
    expect((await upstream.callTool('last', {})).text).toBe('{"content":[]}');
  });

  it('ends a process whose line never ends', async () => {
    const target = child(
      `var heard = ({ id, method }) => { if (method === 'initialize') initialized(id); else if (method === 'tools/call') setInterval(() => process.stdout.write('x'.repeat(65536)), 1); else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`,
    );
    const limits = { maxLineBytes: 1_000_000 };
    await using upstream = await connectUpstream(target, { signal: AbortSignal.timeout(5000), limits });
    await expect(upstream.callTool('flood', {})).rejects.toMatchObject({
      reason: 'crashed',
      message: expect.stringContaining('longer than 1000000 bytes'),
    });
  });

  it('ends a process that ignores SIGTERM, and what that started', async () => {
    const target = child(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
      const grandchild = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      var heard = ({ id, method }) => { if (method === 'initialize') initialized(id); else if (method === 'tools/call') say({ id, result: { pid: grandchild.pid } }); else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`);
    const limits = { graceMs: 100 };
    const upstream = await connectUpstream(target, { signal: AbortSignal.timeout(5000), limits });
    const { value } = await upstream.callTool('pid', {});
    const pids = [upstream.pid ?? 0, Number(value.pid)];
    await upstream.close();
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  it('gives a process no variable of ours that nobody named', async () => {
    process.env.SECRET_OF_OURS = 'hush';
    const target = child(
      `var heard = ({ id, method }) => { if (method === 'initialize') initialized(id); else if (method === 'tools/call') say({ id, result: { env: process.env } }); else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`,
    );
    if (target.transport === 'stdio') target.command.env = { GIVEN: 'yes' };
    await using upstream = await connect(target);
    const { env } = (await upstream.callTool('env', {})).value;
    expect(env).toMatchObject({ GIVEN: 'yes' });
    expect(env).not.toHaveProperty('SECRET_OF_OURS');
  });

  it('answers ping, and refuses what it never offered', async () => {
    const target = child(`const answers = [];
      var heard = (message) => { const { id, method } = message;
        if (method === 'initialize') initialized(id);
        else if (method === 'tools/call') { say({ id: 'a', method: 'ping' }); say({ id: 'b', method: 'sampling/createMessage', params: {} }); setTimeout(() => say({ id, result: { answers } }), 100); }
        else if (method === undefined) answers.push(message);
        else if (id) say({ id, error: { code: -32601, message: 'no' } }); };`);
    await using upstream = await connect(target);
    expect((await upstream.callTool('ask', {})).value.answers).toEqual([
      { jsonrpc: '2.0', id: 'a', result: {} },
      {
        jsonrpc: '2.0',
        id: 'b',
        error: { code: -32601, message: 'This client does not offer sampling/createMessage' },
      },
    ]);
  });
});

it('never mixes up answers, however many calls run at once', async () => {
  await using server = await legacyServer();
  await using upstream = await connect({ transport: 'streamable-http', http: server.target });
  const messages = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  const results = await Promise.all(messages.map((message) => upstream.callTool('echo', { message })));
  expect(results.map(({ value }) => value.content)).toEqual(messages.map((text) => [{ type: 'text', text }]));
});

function methodOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'method' in body ? body.method : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
