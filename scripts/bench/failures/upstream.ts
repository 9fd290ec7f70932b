import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { TOOLS } from './tools.ts';

// A server of 2025-11-25 that keeps sessions, made of the official SDK as most are, as a program of its own. Before a call
// runs, its id is in the file `--log`: not even a SIGKILL takes that back. Each `--port` is a server; `--stdio` is one, too.

const { values: settings } = parseArgs({
  options: {
    name: { type: 'string', default: 'upstream' },
    log: { type: 'string' },
    port: { type: 'string', multiple: true, default: [] },
    stdio: { type: 'boolean', default: false },
  },
});

const Args = z.object({ call: z.string().default(''), ms: z.number().default(0) });
const Order = z.object({ delayMs: z.number().optional() });

const sessions = new Map<string, StreamableHTTPServerTransport>();
let count = 0;
let running = 0;
/** How late all answers are, and what ends the wait of those that are. */
let delayMs = 0;
let hurry = new AbortController();

process.on('message', (order) => {
  delayMs = Order.parse(order).delayMs ?? delayMs;
  hurry.abort();
  hurry = new AbortController();
  process.send?.({ sessions: sessions.size });
});

if (settings.stdio) await mcpServer().connect(new StdioServerTransport());
await Promise.all(settings.port.map(listen));
process.send?.({ sessions: 0 });

function listen(port: string): Promise<void> {
  const server = createServer((request, response) => void answer(request, response));
  return new Promise((ready) => server.listen(Number(port), '127.0.0.1', ready));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (delayMs > 0) await delay(delayMs, undefined, { signal: hurry.signal }).catch(() => {});
  const { 'mcp-session-id': id } = request.headers;
  const known = typeof id === 'string' ? sessions.get(id) : undefined;
  if (known) return known.handleRequest(request, response);
  if (id !== undefined) {
    response.writeHead(404).end();
    return;
  }
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (session) => void sessions.set(session, transport),
    onsessionclosed: (session) => void sessions.delete(session),
  });
  if (isTransport(transport)) await mcpServer().connect(transport);
  return transport.handleRequest(request, response);
}

/** It always is: but the SDK's types say of its members that they may be undefined, and of a transport's that they are optional. */
function isTransport(value: object): value is Transport {
  return value instanceof StreamableHTTPServerTransport;
}

function mcpServer(): Server {
  const server = new Server({ name: settings.name, version: '1.0.0' }, { capabilities: { tools: {} } });
  const inputSchema = { type: 'object' as const };
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map((tool) => ({ ...tool, inputSchema })) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given } }) => {
    const { call, ms } = Args.parse(given ?? {});
    if (settings.log) appendFileSync(settings.log, `${name} ${call}\n`);
    count += 1;
    running += 1;
    const said = { instance: settings.name, call, count, running };
    if (ms > 0) await delay(ms);
    running -= 1;
    return { content: [{ type: 'text', text: JSON.stringify(said) }] };
  });
  return server;
}
