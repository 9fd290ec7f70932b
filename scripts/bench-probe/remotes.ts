import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { addressOf, indexOf, isLegacy, toolsOf } from './fleet.ts';

/**
 * A program that is many remotes: each on an address of its own, all on one port, answering after a while. Half of them
 * speak 2026-07-28, the others 2025-11-25 with sessions. It says its port on standard output, and ends with its input.
 */
const [count = 1000, delayMs = 200] = process.argv.slice(2).map(Number);

const http = createHttpServer((request, response) => void answer(request, response));
http.keepAliveTimeout = 60_000;

const sessions = new Set<string>();
let port = 0;
for (let index = 0; index < count; index += 1) {
  const server = createServer((socket) => http.emit('connection', socket));
  await new Promise<void>((ready) => server.listen({ port, host: addressOf(index), backlog: 16 }, ready));
  if (port === 0) port = portOf(server.address());
}
process.stdin.resume().once('end', () => process.exit(0));
process.stdout.write(`${port}\n`);

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
  return address.port;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const [, { status, body, headers = {} }] = await Promise.all([delay(delayMs), answerTo(request, chunks)]);
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

interface Given {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

async function answerTo(request: IncomingMessage, chunks: Buffer[]): Promise<Given> {
  if (request.method === 'DELETE') {
    sessions.delete(String(request.headers['mcp-session-id']));
    return { status: 200 };
  }
  if (request.method !== 'POST') return { status: 404 };
  const { id, method } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const index = indexOf(String(request.headers.host));
  const result = (value: object, headers: Record<string, string> = {}): Given => ({
    status: 200,
    body: { jsonrpc: '2.0', id, result: value },
    headers,
  });
  const refused = (status: number, code: number, message: string): Given => ({
    status,
    body: { jsonrpc: '2.0', id: null, error: { code, message } },
  });
  if (!isLegacy(index)) {
    if (method === 'server/discover')
      return result({ resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
    if (method === 'tools/list') return result({ resultType: 'complete', tools: toolsOf(index) });
    return refused(404, -32601, 'Method not found');
  }
  if (method === 'initialize') {
    const session = randomUUID();
    sessions.add(session);
    const server = { name: `remote-${index}`, version: '1.0.0' };
    return result(
      { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: server },
      { 'mcp-session-id': session },
    );
  }
  if (!sessions.has(String(request.headers['mcp-session-id']))) return refused(400, -32000, 'No session');
  if (id === undefined) return { status: 202 };
  return method === 'tools/list' ? result({ tools: toolsOf(index) }) : refused(404, -32601, 'Method not found');
}
