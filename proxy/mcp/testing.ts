/** How tests speak to a face: without an SDK, so that they see every byte, and can say what no SDK would. */
import { expect } from 'vitest';
import type { TestInstance } from '../testing.ts';

export const MODERN = '2026-07-28';

/** What a request of 2026 says of its client. */
export const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
};

/** `body` is the answer, or the last message of its stream; `messages` are all of them. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  body: RpcAnswer;
  messages: RpcAnswer[];
}

export interface RpcAnswer {
  id?: unknown;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** Posts a body, or a value as JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  signal: AbortSignal = AbortSignal.timeout(5000),
): Promise<Reply> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
  const text = await answer.text();
  const isStream = answer.headers.get('content-type') === 'text/event-stream';
  const parts = isStream
    ? text.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
    : [text];
  const messages = parts.filter((part) => part !== '').map((part): RpcAnswer => JSON.parse(part));
  return { status: answer.status, headers: answer.headers, text, body: messages.at(-1) ?? {}, messages };
}

export interface ModernOptions {
  id?: unknown;
  meta?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A request of 2026, with the headers that it must have. */
export function modern(
  url: string,
  method: string,
  params: object = {},
  { id = 1, meta = {}, headers = {}, signal }: ModernOptions = {},
): Promise<Reply> {
  const name = 'name' in params ? { 'mcp-name': String(params.name) } : {};
  return post(
    url,
    { jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...META, ...meta } } },
    { 'mcp-protocol-version': MODERN, 'mcp-method': method, ...name, ...headers },
    signal,
  );
}

/** Opens a session of 2025; gives the headers that belong to it. */
export async function open(url: string, capabilities: object = {}): Promise<Record<string, string>> {
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1.0.0' } };
  const { headers, body } = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const id = headers.get('mcp-session-id');
  expect([id, body.error]).toEqual([expect.any(String), undefined]);
  const session = { 'mcp-session-id': String(id), 'mcp-protocol-version': '2025-11-25' };
  expect((await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, session)).status).toBe(202);
  return session;
}

/** A call of 2025, or the body of one. */
export function call(name: string, args: object = {}, id: unknown = 1) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } };
}

/** A 2025 server over stdio: `onCall` answers `tools/call` by `say`, and knows `id`, `params` and all `heard` so far. */
export function child(onCall: string, tool: object = {}): TestInstance {
  const script = `
    const heard = [];
    const asked = {};
    const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
    const text = (text) => ({ content: [{ type: 'text', text }] });
    const capabilities = { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} };
    const tool = { name: 'do', inputSchema: { type: 'object' }, ...${JSON.stringify(tool)} };
    const answers = {
      initialize: () => ({ protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'child', version: '1' } }),
      'tools/list': () => ({ tools: [tool], 'x-vendor': 1 }),
      ping: () => ({}),
      'logging/setLevel': () => ({}),
      'resources/subscribe': () => ({}),
      'resources/unsubscribe': () => ({}),
    };
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const message = JSON.parse(line);
      const { id, method, params } = message;
      heard.push(message);
      if (method === undefined) return asked[id]?.(message);
      if (method === 'tools/call') { ${onCall} }
      else if (answers[method]) say({ id, result: answers[method]() });
      else if (id !== undefined) say({ id, error: { code: -32601, message: 'no' } });
    });`;
  return { transport: 'stdio', command: process.execPath, args: ['-e', script] };
}
