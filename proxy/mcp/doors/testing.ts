import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type JSONRPCMessage as OldMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { WebSocket, WebSocketServer } from 'ws';
import { TEST_TOOLS } from '../../testing.ts';
import type { Doors } from './doors.ts';

/** A 2025 server over WebSocket, in this process: the tools of all test servers, one that asks its user, and one that changes the list. */
export interface TestWebSocketServer extends AsyncDisposable {
  url: string;
  methods: string[];
  readonly connections: number;
  /** Hangs up on everybody. */
  hangUp(): void;
}

export interface TestWebSocketServerOptions {
  /** Hangs up on whoever says this. */
  hangsUpOn?: string;
  /** The subprotocol it takes. */
  subprotocol?: string;
}

export async function webSocketServer({
  hangsUpOn,
  subprotocol = 'mcp',
}: TestWebSocketServerOptions = {}): Promise<TestWebSocketServer> {
  const methods: string[] = [];
  const server = createServer();
  const sockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  sockets.on('connection', (socket) => {
    const transport = {
      onmessage: undefined as ((message: OldMessage) => void) | undefined,
      onclose: undefined as (() => void) | undefined,
      start: async () => {},
      send: async (message: OldMessage) => socket.send(JSON.stringify(message)),
      close: async () => socket.close(),
    };
    socket.on('close', () => transport.onclose?.());
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      methods.push(message.method ?? 'an answer');
      if (hangsUpOn !== undefined && message.method === hangsUpOn) socket.close(1008, 'never heard of it');
      else transport.onmessage?.(message);
    });
    void askingServer().connect(transport as Parameters<Server['connect']>[0]);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const hangUp = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    methods,
    hangUp,
    get connections() {
      return sockets.clients.size;
    },
    [Symbol.asyncDispose]: async () => {
      hangUp();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function askingServer(): Server {
  const server = new Server(
    { name: 'websocket', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  const tools = [
    ...TEST_TOOLS,
    ...['ask', 'change'].map((name) => ({ name, inputSchema: { type: 'object' as const } })),
  ];
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools as { name: string; inputSchema: { type: 'object' } }[],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: args = {} } }) => {
    if (name === 'ask') {
      const requestedSchema = { type: 'object' as const, properties: { name: { type: 'string' as const } } };
      const { content } = await server.elicitInput({ message: 'Who are you?', requestedSchema });
      return { content: [{ type: 'text', text: `You are ${content?.name}` }] };
    }
    if (name === 'change') await server.sendToolListChanged();
    if (name === 'wait') await new Promise((over) => setTimeout(over, Number(args.ms)));
    return { content: [{ type: 'text', text: name === 'echo' ? String(args.message) : name }] };
  });
  return server;
}

/** The same few words over stdio, as a script for `node -e`: quicker to start than an SDK. */
export const STDIO_SERVER = `
  const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
  const text = (text) => ({ content: [{ type: 'text', text }] });
  const asked = new Map();
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params, result } = JSON.parse(line);
    if (method === 'initialize') say({ id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'stdio', version: '1.0.0' } } });
    else if (method === 'tools/list') say({ id, result: { tools: ['echo', 'ask', 'pid'].map((name) => ({ name, inputSchema: { type: 'object' } })) } });
    else if (method === 'tools/call' && params.name === 'echo') say({ id, result: text(String(params.arguments.message)) });
    else if (method === 'tools/call' && params.name === 'pid') say({ id, result: text(String(process.pid)) });
    else if (method === 'tools/call') { asked.set('q' + id, id); say({ id: 'q' + id, method: 'elicitation/create', params: { message: 'Who are you?', requestedSchema: { type: 'object', properties: {} } } }); }
    else if (method === 'ping') say({ id, result: {} });
    else if (method === undefined) say({ id: asked.get(id), result: text('You are ' + result?.content?.name) });
    else if (id !== undefined) say({ id, error: { code: -32601, message: 'no ' + method } });
  });`;

/** A WebSocket for clients of the newer SDK, which has none. */
export function webSocketTransport(url: string): Transport {
  let socket: WebSocket | undefined;
  const transport: Transport = {
    start: () =>
      new Promise((open, failed) => {
        socket = new WebSocket(url, 'mcp');
        socket.once('open', open).once('error', failed);
        socket.on('message', (data) => transport.onmessage?.(JSON.parse(String(data))));
        socket.on('close', () => transport.onclose?.());
      }),
    send: async (message: JSONRPCMessage) => socket?.send(JSON.stringify(message)),
    close: async () => socket?.close(),
  };
  return transport;
}

/** Pipes to a stdio door in this process. */
export function pipeTransport(doors: Doors, path: string): Transport {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let rest = '';
  const transport: Transport = {
    start: async () => {
      output.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) transport.onmessage?.(JSON.parse(line));
      });
      void doors.stdio({ input, output }, path).then(() => transport.onclose?.());
    },
    send: async (message: JSONRPCMessage) => void input.write(`${JSON.stringify(message)}\n`),
    close: async () => void input.end(),
  };
  return transport;
}
