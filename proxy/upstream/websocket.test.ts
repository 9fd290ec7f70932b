import { describe, expect, it } from 'vitest';
import { webSocketServer } from '../mcp/doors/testing.ts';
import { httpServer } from '../testing.ts';
import { connectUpstream } from './connect.ts';
import type { HttpTarget } from './http.ts';

const connect = (url: string, over: Partial<HttpTarget> = {}, limits: { maxAnswerBytes?: number } = {}) =>
  connectUpstream(
    { transport: 'websocket', http: { url, headers: {}, egress: { any: true }, ...over } },
    { signal: AbortSignal.timeout(5000), limits },
  );

describe('over WebSocket', () => {
  it('meets the server, calls its tools, and leaves', async () => {
    await using server = await webSocketServer();
    {
      await using upstream = await connect(server.url);
      expect([upstream.era, upstream.serverInfo.name]).toEqual(['legacy', 'websocket']);
      expect((await upstream.listTools()).map(({ name }) => name)).toContain('echo');
      expect((await upstream.callTool('echo', { message: 'hi' })).value.content).toEqual([
        { type: 'text', text: 'hi' },
      ]);
    }
    expect(server.methods.slice(0, 3)).toEqual(['server/discover', 'initialize', 'notifications/initialized']);
    await expect.poll(() => server.connections).toBe(0);
  });

  it('comes again with what a server knows that hangs up on the newer revision', async () => {
    await using server = await webSocketServer({ hangsUpOn: 'server/discover' });
    await using upstream = await connect(server.url);
    expect(upstream.era).toBe('legacy');
    await expect.poll(() => server.methods).toEqual(['server/discover', 'initialize', 'notifications/initialized']);
  });

  it('fails what waits, and tells, when the server hangs up', async () => {
    await using server = await webSocketServer();
    await using upstream = await connect(server.url);
    const failed = expect(upstream.callTool('wait', { ms: 5000 })).rejects.toMatchObject({
      reason: 'tcp',
      executed: 'maybe',
    });
    await expect.poll(() => server.methods).toContain('tools/call');
    server.hangUp();
    await failed;
    expect(upstream.ended?.reason).toBe('tcp');
    await expect(upstream.callTool('echo', { message: 'hi' })).rejects.toMatchObject({ executed: 'no' });
  });

  it('refuses an answer that is longer than allowed', async () => {
    await using server = await webSocketServer();
    await using upstream = await connect(server.url, {}, { maxAnswerBytes: 4000 });
    await expect(upstream.callTool('echo', { message: 'x'.repeat(5000) })).rejects.toMatchObject({
      reason: 'not-mcp',
      message: 'a message is longer than 4000 bytes',
    });
  });

  it.each([
    [401, {}, 'auth-opaque'],
    [403, { 'www-authenticate': 'Bearer resource_metadata="https://a.example/meta"' }, 'auth-required'],
    [429, {}, 'rate-limited'],
    [404, {}, 'not-mcp'],
    [302, { location: 'http://127.0.0.1:1/' }, 'not-mcp'],
    [200, {}, 'not-mcp'],
    [503, {}, 'http-5xx'],
  ] as const)('takes %i with %j for %s', async (status, headers, reason) => {
    await using server = await httpServer((_request, response) => response.writeHead(status, headers).end('no'));
    await expect(connect(server.url.replace('http:', 'ws:'))).rejects.toMatchObject({ reason });
  });

  it('takes a WebSocket for something else for no MCP', async () => {
    await using server = await webSocketServer({ subprotocol: 'graphql-ws' });
    await expect(connect(server.url)).rejects.toMatchObject({ reason: 'not-mcp', executed: 'no' });
  });

  it('says in which step the way there fails', async () => {
    await using server = await webSocketServer();
    await expect(connect(server.url.replace('ws:', 'wss:'))).rejects.toMatchObject({ reason: 'tls', executed: 'no' });
    await expect(connect(server.url, { egress: {} })).rejects.toMatchObject({ reason: 'private-address' });
    await expect(connect('ws://nowhere.invalid/')).rejects.toMatchObject({ reason: 'dns', executed: 'no' });
    await server[Symbol.asyncDispose]();
    await expect(connect(server.url)).rejects.toMatchObject({ reason: 'tcp', executed: 'no' });
    expect(server.methods).toEqual([]);
  });

  it('gives up with its caller', async () => {
    await using server = await httpServer(() => {});
    const silent = {
      transport: 'websocket' as const,
      http: { ...server.target, url: server.url.replace('http:', 'ws:') },
    };
    await expect(connectUpstream(silent, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });
});
