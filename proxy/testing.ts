import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { Server as OldServer } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, isInitializeRequest, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, Server as NewServer } from '@modelcontextprotocol/server';
import { anEntry } from '../catalog/testing.ts';
import { writeSnapshot } from '../catalog/testing-files.ts';
import type { ToolDefinition } from '../catalog/tools/tool.ts';
import { ProxyConfig } from './config.ts';
import { createLog } from './log.ts';
import { type RunningProxy, startProxy } from './server.ts';
import type { HttpTarget } from './upstream/http.ts';

/** Real MCP servers in this process, for tests: over the SDKs of both eras, each with the same few tools. */
export interface TestServer extends AsyncDisposable {
  url: string;
  /** The JSON-RPC methods it was sent, in order. */
  methods: string[];
  /** How to get there: loopback is allowed, as it is for what an operator configures. */
  target: HttpTarget;
  /** Forgets all sessions, as a restart does. */
  forgetSessions(): void;
}

export interface TestServerOptions {
  /** Milliseconds that the answer to a method is late. */
  delayMs?: Record<string, number>;
  /** Answers instead of the server, when it returns true. */
  intercept?: (request: IncomingMessage, response: ServerResponse, body: unknown) => boolean;
  tools?: ToolDefinition[];
  port?: number;
  /** The address it listens on, if not 127.0.0.1. */
  host?: string;
}

export const TEST_TOOLS: ToolDefinition[] = [
  {
    name: 'echo',
    description: 'Says what it was told',
    inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    annotations: { readOnlyHint: true, 'x-unknown': 'kept' },
  },
  {
    name: 'wait',
    description: 'Answers after some milliseconds',
    inputSchema: { type: 'object', properties: { ms: { type: 'number' } }, required: ['ms'] },
  },
  { name: 'fail', description: 'Fails as a tool fails', inputSchema: { type: 'object' } },
];

async function callTestTool(name: string, args: Record<string, unknown> = {}) {
  if (name === 'wait') await delay(Number(args.ms));
  const text = name === 'echo' ? String(args.message) : name;
  return { content: [{ type: 'text' as const, text }], ...(name === 'fail' ? { isError: true } : {}) };
}

/** A server of 2026-07-28 alone; it refuses `initialize`. */
export async function modernServer(options: TestServerOptions = {}): Promise<TestServer> {
  const handler = createMcpHandler(
    () => {
      const server = new NewServer({ name: 'modern', version: '1.0.0' }, { capabilities: { tools: {} } });
      server.setRequestHandler('tools/list', () => ({ tools: toolsOf(options) }));
      server.setRequestHandler('tools/call', ({ params }) => callTestTool(params.name, params.arguments));
      return server;
    },
    { legacy: 'reject' },
  );
  const answer = toNodeHandler(handler);
  return listen(options, (request, response, body) => void answer(plain(request), response, body));
}

/** A server of 2025-11-25 with sessions, over the older SDK: what most servers out there still are. */
export async function legacyServer(options: TestServerOptions = {}): Promise<TestServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const answer = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (known) return known.handleRequest(request, response, body);
    if (id !== undefined)
      return sendJson(response, 404, {
        jsonrpc: '2.0',
        id: null,
        error: { code: -32001, message: 'Session not found' },
      });
    if (!isInitializeRequest(body))
      return sendJson(response, 400, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Not initialized' } });
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (session) => void sessions.set(session, transport),
    });
    await oldServer(options).connect(transport as Parameters<OldServer['connect']>[0]);
    return transport.handleRequest(request, response, body);
  };
  const server = await listen(options, (request, response, body) => void answer(request, response, body));
  return Object.assign(server, { forgetSessions: () => sessions.clear() });
}

/** A server of 2024-11-05: HTTP with SSE. */
export async function sseServer(options: TestServerOptions = {}): Promise<TestServer> {
  const transports = new Map<string, SSEServerTransport>();
  return listen(options, (request, response, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && pathname === '/mcp') {
      const transport = new SSEServerTransport('/messages', response);
      transports.set(transport.sessionId, transport);
      void oldServer(options).connect(transport);
      return;
    }
    const transport = transports.get(searchParams.get('sessionId') ?? '');
    if (transport) void transport.handlePostMessage(request, response, body);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
  });
}

function oldServer(options: TestServerOptions): OldServer {
  const server = new OldServer({ name: 'legacy', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: toolsOf(options) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => callTestTool(params.name, params.arguments));
  return server;
}

/** Any HTTP server on a free port of 127.0.0.1, as a stand-in for one that is no good. */
export async function httpServer(answer: RequestListener, port = 0): Promise<TestServer> {
  const server = createServer(answer);
  return running(server, port, []);
}

async function listen(
  { delayMs = {}, intercept, port = 0, host }: TestServerOptions,
  answer: (request: IncomingMessage, response: ServerResponse, body: unknown) => void,
): Promise<TestServer> {
  const methods: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await readJson(request);
    const method = typeof body === 'object' && body !== null && 'method' in body ? String(body.method) : '';
    if (method) methods.push(method);
    const late = delayMs[method];
    if (late !== undefined) await delay(late);
    if (!intercept?.(request, response, body)) answer(request, response, body);
  });
  return running(server, port, methods, host);
}

async function running(server: Server, port: number, methods: string[], host = '127.0.0.1'): Promise<TestServer> {
  await new Promise<void>((ready) => server.listen(port, host, ready));
  const at = host.includes(':') ? `[${host}]` : host;
  const url = `http://${at}:${(server.address() as AddressInfo).port}/mcp`;
  return {
    url,
    methods,
    target: { url, headers: {}, egress: { any: true } },
    forgetSessions: () => {},
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function toolsOf({ tools = TEST_TOOLS }: TestServerOptions) {
  return tools as { name: string; inputSchema: { type: 'object' } }[];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The SDK's adapter wants `method` and `url` to be there, as they are on every request that a server gets. */
function plain(request: IncomingMessage): IncomingMessage & { method: string; url: string } {
  return Object.assign(request, { method: request.method ?? 'GET', url: request.url ?? '/' });
}

/** An instance as `proxy.config.json` names it; over streamable HTTP where nothing else is said. */
export interface TestInstance {
  transport?: string;
  url?: string;
  command?: string;
  args?: string[];
  env?: Record<string, string>;
  headers?: Record<string, string>;
}

/** A running proxy in front of these instances, each service with its own. `settings` are of the whole configuration. */
export async function proxyTo(
  services: Record<string, TestInstance[]>,
  settings: Record<string, unknown> = {},
  ofEachService: object = {},
): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const names = Object.keys(services);
  writeSnapshot(
    folder,
    names.map((alias) => anEntry({ server: { name: `com.example/${alias}`, remotes: [] }, listing: { alias } })),
  );
  const config = ProxyConfig.parse({
    snapshot: folder,
    services: names.map((name) => ({
      name,
      use: 'package',
      instances: services[name]?.map(({ transport = 'streamable-http', url, command, args, env, headers }, index) => ({
        id: `i${index}`,
        transport,
        ...(url ? { url } : { command, args, env }),
        ...(headers ? { headers } : {}),
      })),
      ...ofEachService,
    })),
    ...settings,
  });
  const proxy = await startProxy({ config, folder: process.cwd(), port: 0, log: createLog('silent') });
  await proxy.ready;
  await rm(folder, { recursive: true });
  return proxy;
}
