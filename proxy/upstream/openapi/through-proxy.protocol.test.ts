import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSnapshot } from '../../../catalog/snapshot/snapshot.ts';
import { encodeSnapshot } from '../../../catalog/snapshot/snapshot-files.ts';
import { anEntry, aRegistry, aTool } from '../../../catalog/testing.ts';
import { fingerprintTools } from '../../../catalog/tools/tool.ts';
import { ProxyConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { type RunningProxy, startProxy } from '../../server.ts';
import { sendJson } from '../../testing.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets/{id}': {
      get: {
        operationId: 'getPet',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: {
          200: {
            content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
          },
        },
      },
    },
  },
};

/** A REST service that describes itself, and takes calls in the first system's way too. */
const pets = createServer((request, response) => {
  const { url = '', method } = request;
  request.resume();
  if (url === '/openapi.json') sendJson(response, 200, DOCUMENT);
  else if (url === '/health') sendJson(response, 200, {});
  else if (url === '/pets/7') sendJson(response, 200, { id: 7 });
  else if (method === 'POST' && url === '/tools/forecast') sendJson(response, 200, { sky: 'blue' });
  else sendJson(response, 404, { detail: 'nothing here' });
});

let folder: string;
let proxy: RunningProxy;
let port = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rest-'));
  const tools = fingerprintTools([aTool()]);
  const lock = { schemaVersion: 1 as const, version: '1.0.0', era: 'legacy' as const, ...tools };
  const entries = [
    anEntry({ server: { name: 'com.example/pets', remotes: [] }, listing: { alias: 'pets' } }),
    anEntry({ server: { name: 'com.example/sky', remotes: [] }, listing: { alias: 'sky' }, lock }),
  ];
  const snapshot = takeSnapshot({ registry: aRegistry, commit: null, at: '2026-01-01T00:00:00Z', entries });
  for (const [path, bytes] of encodeSnapshot(snapshot)) await writeFile(join(folder, path), bytes);
  await new Promise<void>((ready) => pets.listen(0, '127.0.0.1', ready));
  port = (pets.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${port}`;
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: [
      { name: 'pets', use: 'package', instances: [{ id: 'a', transport: 'openapi', url }] },
      { name: 'sky', use: 'package', instances: [{ id: 'a', transport: 'rest', url }] },
    ],
  });
  proxy = await startProxy({ config, folder, port: 0, log: createLog('silent') });
  await proxy.ready;
});
afterAll(async () => {
  await proxy?.close();
  pets.closeAllConnections();
  pets.close();
  await rm(folder, { recursive: true });
});

async function call(service: string, tool: string, args: object) {
  const response = await fetch(`${proxy.url}/api/services/${service}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tool, args }),
  });
  return { status: response.status, body: await response.json() };
}

async function client(service: string, mode: 'legacy' | { pin: '2026-07-28' }) {
  const mcp = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  await mcp.connect(new StreamableHTTPClientTransport(new URL(`${proxy.url}/mcp/${service}`)));
  return mcp;
}

describe('a REST service behind the proxy', () => {
  it('is called over REST, and refused what does not fit', async () => {
    const { status, body } = await call('pets', 'getPet', { id: 7 });
    expect([status, body]).toEqual([
      200,
      { content: [{ type: 'text', text: '{"id":7}' }], structuredContent: { id: 7 } },
    ]);
    expect(await call('pets', 'getPet', { id: 8 })).toMatchObject({ status: 200, body: { isError: true } });
    expect(await call('pets', 'getPet', { id: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_arguments' },
    });
    expect(await call('sky', 'forecast', { city: 'Ulm' })).toMatchObject({
      body: { structuredContent: { sky: 'blue' } },
    });
  });

  it.each([['legacy' as const], [{ pin: '2026-07-28' as const }]])(
    'is an MCP server to a client of %j',
    async (mode) => {
      for (const [service, tool, args, answer] of [
        ['pets', 'getPet', { id: 7 }, { id: 7 }],
        ['sky', 'forecast', { city: 'Ulm' }, { sky: 'blue' }],
      ] as const) {
        const mcp = await client(service, mode);
        expect((await mcp.listTools()).tools.map(({ name }) => name)).toEqual([tool]);
        expect((await mcp.callTool({ name: tool, arguments: args })).structuredContent).toEqual(answer);
        await mcp.close();
      }
    },
  );

  it('is seen to go down, and to come back', async () => {
    const health = async () => {
      const response = await fetch(`${proxy.url}/api/services/pets/health?fresh=true`);
      const { status, reason } = await response.json();
      return [status, reason];
    };
    expect(await health()).toEqual(['healthy', 'ok']);
    pets.closeAllConnections();
    await new Promise((closed) => pets.close(closed));
    expect(await health()).toEqual(['unhealthy', 'tcp']);
    expect(await call('pets', 'getPet', { id: 7 })).toMatchObject({
      status: 503,
      body: { code: 'no_healthy_instance', executed: 'no' },
    });
    await new Promise<void>((ready) => pets.listen(port, '127.0.0.1', ready));
    expect(await health()).toEqual(['healthy', 'ok']);
    expect(await call('pets', 'getPet', { id: 7 })).toMatchObject({
      status: 200,
      body: { structuredContent: { id: 7 } },
    });
  });
});
