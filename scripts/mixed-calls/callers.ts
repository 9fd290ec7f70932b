import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as z from 'zod';
import { webSocketTransport } from '../../proxy/mcp/doors/testing.ts';

/** One caller: says something to a service's `echo`, and gives what came back. */
export interface Caller extends AsyncDisposable {
  kind: string;
  echo(service: string, message: string): Promise<string>;
}

const Content = z.looseObject({ content: z.array(z.looseObject({ text: z.string() })).min(1) });

/** How a face names the tool of a service. */
const FACES = {
  small: {
    path: 'mcp',
    call: (service: string, message: string) => ({ name: 'call_tool', arguments: { service, tool: 'echo', message } }),
  },
  all: {
    path: 'mcp/all',
    call: (service: string, message: string) => ({ name: `${service}__echo`, arguments: { message } }),
  },
} as const;

type Call = { name: string; arguments: Record<string, unknown> };
type Connect = (url: URL) => Promise<{ call(call: Call): Promise<unknown>; close(): Promise<void> }>;

const newer =
  (mode: 'legacy' | { pin: string }): Connect =>
  async (url) => {
    const client = new Client({ name: 'mixed', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(url));
    return { call: (call) => client.callTool(call), close: () => client.close() };
  };

const older: Connect = async (url) => {
  const client = new OldClient({ name: 'mixed', version: '1.0.0' });
  await client.connect(new OldTransport(url) as Parameters<OldClient['connect']>[0]);
  return { call: (call) => client.callTool(call), close: () => client.close() };
};

const overWebSocket: Connect = async (url) => {
  const client = new Client({ name: 'mixed', version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(webSocketTransport(url.href.replace(/^http/, 'ws')));
  return { call: (call) => client.callTool(call), close: () => client.close() };
};

const overSse: Connect = async (url) => {
  const client = new OldClient({ name: 'mixed', version: '1.0.0' });
  await client.connect(new SSEClientTransport(new URL(url.pathname.replace(/^\/mcp/, '/sse'), url)));
  return { call: (call) => client.callTool(call), close: () => client.close() };
};

const CLIENTS: [string, Connect][] = [
  ['2025', newer('legacy')],
  ['2026', newer({ pin: '2026-07-28' })],
  ['older SDK', older],
  ['WebSocket', overWebSocket],
  ['SSE', overSse],
];

/** Callers of every kind, in turn: each client at each face, and REST. */
export async function callers(proxy: string, services: string[], count: number): Promise<Caller[]> {
  const kinds = [
    () => restCaller(proxy),
    ...CLIENTS.flatMap(([kind, connect]) => [
      () => faceCaller(proxy, kind, connect, 'small'),
      () => faceCaller(proxy, kind, connect, 'all'),
      () => serviceCaller(proxy, kind, connect, services),
    ]),
  ];
  const inTurn = Array.from({ length: Math.ceil(count / kinds.length) }, () => kinds).flat();
  return Promise.all(inTurn.slice(0, count).map((make) => make()));
}

/** One client at a face of many services. */
async function faceCaller(proxy: string, kind: string, connect: Connect, face: keyof typeof FACES): Promise<Caller> {
  const { path, call } = FACES[face];
  const client = await connect(new URL(`${proxy}/${path}`));
  return caller(`${kind} at the face ${face}`, (service, message) => client.call(call(service, message)), client.close);
}

/** One client that has a connection to each service. */
async function serviceCaller(proxy: string, kind: string, connect: Connect, services: string[]): Promise<Caller> {
  const own = new Map<string, Awaited<ReturnType<Connect>>>();
  for (const service of services) own.set(service, await connect(new URL(`${proxy}/mcp/${service}`)));
  const call = async (service: string, message: string) =>
    own.get(service)?.call({ name: 'echo', arguments: { message } });
  return caller(`${kind} at each service`, call, async () => {
    await Promise.all([...own.values()].map((client) => client.close()));
  });
}

async function restCaller(proxy: string): Promise<Caller> {
  return caller(
    'REST',
    (service, message) => restCall(proxy, service, message),
    async () => {},
  );
}

function caller(
  kind: string,
  call: (service: string, message: string) => Promise<unknown>,
  close: () => Promise<void>,
): Caller {
  const echo = async (service: string, message: string) =>
    Content.parse(await call(service, message)).content[0]?.text ?? '';
  return { kind, echo, [Symbol.asyncDispose]: close };
}

async function restCall(proxy: string, service: string, message: string): Promise<unknown> {
  const answer = await fetch(`${proxy}/api/services/${service}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tool: 'echo', args: { message } }),
  });
  return answer.json();
}
