import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { child, post } from '../../proxy/mcp/testing.ts';
import { ROOT } from '../command.ts';
import { newerClient } from './clients.ts';
import { type ProxyWithDoors, startProxyWithDoors } from './proxy-with-doors.ts';

/** What server-everything does not do, and other servers do, over a connection that one client has to itself. */
const CHILD = child(`
  if (params.name === 'heard') say({ id, result: { ...text(''), structuredContent: { heard } } });
  if (params.name === 'withdraw') {
    say({ id: 'q1', method: 'elicitation/create', params: { message: 'Who?', requestedSchema: { type: 'object', properties: {} } } });
    say({ method: 'notifications/cancelled', params: { requestId: 'q1', reason: 'never mind', 'x-vendor': 1 } });
    setTimeout(() => say({ id, result: text('done') }), 50);
  }
  if (params.name === 'withdraw too late') {
    say({ id: 'q2', method: 'elicitation/create', params: { message: 'Who?', requestedSchema: { type: 'object', properties: {} } } });
    asked.q2 = () => {
      say({ method: 'notifications/cancelled', params: { requestId: 'q2' } });
      say({ id, result: text('done') });
    };
  }`);

let proxy: ProxyWithDoors;
beforeAll(async () => {
  const script = join(ROOT, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
  proxy = await startProxyWithDoors({
    child: CHILD,
    filesystem: { transport: 'stdio', command: process.execPath, args: [script] },
  });
});
afterAll(() => proxy[Symbol.asyncDispose]());

function clientOf(service: string) {
  return newerClient('play-0', new StreamableHTTPClientTransport(new URL(`http://${proxy.host}/mcp/${service}`)));
}

it('asks a client what its server asks at once, before the client listens', async () => {
  await using client = clientOf('filesystem');
  const folder = await realpath(ROOT);
  client.answers.roots = [{ uri: `file://${folder}`, name: 'here' }];
  await client.connect();
  await client.recording.hears('server', 'roots/list');
  await expect
    .poll(async () => {
      await client.ask('tools/call', { name: 'list_allowed_directories', arguments: {} });
      return JSON.stringify(client.recording.said.at(-1)?.message.result);
    })
    .toContain(folder);
});

it('tells a client by which id its server has withdrawn a question, and why', async () => {
  await using client = clientOf('child');
  client.answers.elicitation = new Promise(() => {});
  await client.connect();
  await client.ask('tools/call', { name: 'withdraw', arguments: {} });
  const asked = client.recording.said.find(({ message }) => message.method === 'elicitation/create');
  const withdrawn = client.recording.said.find(({ message }) => message.method === 'notifications/cancelled');
  expect(asked?.message.id).toBeDefined();
  expect(withdrawn?.message.params).toEqual({ requestId: asked?.message.id, reason: 'never mind', 'x-vendor': 1 });
});

it('tells a client nothing of a question that was withdrawn after its answer', async () => {
  await using client = clientOf('child');
  await client.connect();
  await client.ask('tools/call', { name: 'withdraw too late', arguments: {} });
  const methods = client.recording.said.map(({ by, message }) => `${by} ${message.method ?? 'answers'}`);
  expect(methods.slice(-3)).toEqual(['server elicitation/create', 'client answers', 'server answers']);
});

it('opens a connection with all that the client says of itself', async () => {
  const url = `http://${proxy.host}/mcp/child`;
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: { roots: {}, 'com.example/more': { a: [1] } },
    clientInfo: { name: 'raw', version: '1', 'x-vendor': 1 },
    _meta: { 'com.example/trace': 'abc' },
    'x-vendor': { kept: true },
  };
  const { headers } = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const session = { 'mcp-session-id': headers.get('mcp-session-id') ?? '' };
  const { body } = await post(
    url,
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'heard', arguments: {} } },
    session,
  );
  expect(body.result?.structuredContent).toMatchObject({ heard: [{ method: 'initialize', params }, {}, {}] });
});
