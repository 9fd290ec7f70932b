import { join } from 'node:path';
import { ROOT } from '../command.ts';
import type { Call, Place } from './clients.ts';
import { PEERS } from './install.ts';
import { servePeer } from './serve-peer.ts';

/** A server of somebody else's, to stand behind the proxy. */
export interface UpstreamPeer {
  name: string;
  /** The revision that it and the proxy must agree on. */
  revision: '2024-11-05' | '2025-03-26' | '2025-06-18' | '2025-11-25' | '2026-07-28';
  /** A call that reaches nothing beyond this machine, and answers the same each time. */
  call: Call;
  start(surroundings: Surroundings): Promise<AsyncDisposable & { place: Place }>;
}

/** What peers find when they look around: a home of their own, and the web, as one site of ours that answers everything. */
export interface Surroundings {
  home: string;
  web: string;
}

const OURS = join(ROOT, 'node_modules');
export const EVERYTHING = join(OURS, '@modelcontextprotocol/server-everything/dist/index.js');
const CONTEXT7 = join(OURS, '@upstash/context7-mcp/dist/index.js');
const POSTGRES = [peer('@modelcontextprotocol/server-postgres/dist/index.js'), 'postgresql://127.0.0.1:1/none'];
const HELLO_WORLD = peer('mcp-hello-world/build/stdio.js');

const echo: Call = { name: 'echo', arguments: { message: 'Grüße, 世界' } };
const add: Call = { name: 'add', arguments: { a: 40, b: 2 } };
/** There is no database: it is refused with a JSON-RPC error. */
const select: Call = { name: 'query', arguments: { sql: 'SELECT 1' } };
const queryDocs: Call = { name: 'query-docs', arguments: { libraryId: '/vercel/next.js', query: 'routing' } };
const context7Env = ({ web }: Surroundings) => ({ CONTEXT7_API_URL: web, OTEL_SDK_DISABLED: 'true' });

/** Every one there is, the cheap ones first. */
export const UPSTREAMS: UpstreamPeer[] = [
  { name: 'everything over stdio', revision: '2025-11-25', call: echo, start: overStdio([EVERYTHING, 'stdio']) },
  {
    name: 'everything over streamable HTTP',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('streamable-http', '/mcp', () => [EVERYTHING, 'streamableHttp']),
  },
  {
    name: 'everything over SSE',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('sse', '/sse', () => [EVERYTHING, 'sse']),
  },
  {
    name: 'context7 over stdio',
    revision: '2026-07-28',
    call: queryDocs,
    start: overStdio([CONTEXT7], context7Env),
  },
  {
    name: 'context7 over streamable HTTP',
    revision: '2026-07-28',
    call: queryDocs,
    start: overHttp(
      'streamable-http',
      '/mcp',
      (port) => [CONTEXT7, '--transport', 'http', '--port', `${port}`],
      context7Env,
    ),
  },
  {
    name: 'mcp-proxy before everything',
    revision: '2026-07-28',
    call: echo,
    start: overHttp('streamable-http', '/mcp', (port) => [...mcpProxy(port), process.execPath, EVERYTHING, 'stdio']),
  },
  {
    name: 'mcp-proxy, 2025 alone, before everything',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('streamable-http', '/mcp', (port) => [
      ...mcpProxy(port, '--no-modern'),
      process.execPath,
      EVERYTHING,
      'stdio',
    ]),
  },
  {
    name: 'mcp-proxy over SSE before everything',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('sse', '/sse', (port) => [...mcpProxy(port), process.execPath, EVERYTHING, 'stdio']),
  },
  {
    // It starts its server anew for every message: a quick one.
    name: 'supergateway before mcp-hello-world',
    revision: '2025-11-25',
    call: add,
    start: overHttp('streamable-http', '/mcp', (port) => supergateway(port, 'streamableHttp', [HELLO_WORLD])),
  },
  {
    name: 'supergateway, with sessions, before everything',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('streamable-http', '/mcp', (port) =>
      supergateway(port, 'streamableHttp', [EVERYTHING, 'stdio'], '--stateful'),
    ),
  },
  {
    name: 'supergateway over SSE before everything',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('sse', '/sse', (port) => supergateway(port, 'sse', [EVERYTHING, 'stdio'])),
  },
  {
    name: 'supergateway over WebSocket before everything',
    revision: '2025-11-25',
    call: echo,
    start: overHttp('websocket', '/message', (port) => supergateway(port, 'ws', [EVERYTHING, 'stdio'])),
  },
  { name: 'server-postgres', revision: '2024-11-05', call: select, start: overStdio(POSTGRES) },
  {
    name: 'supergateway, with sessions, before server-postgres',
    revision: '2024-11-05',
    call: select,
    start: overHttp('streamable-http', '/mcp', (port) => supergateway(port, 'streamableHttp', POSTGRES, '--stateful')),
  },
  {
    name: 'firecrawl-mcp',
    revision: '2025-06-18',
    call: { name: 'firecrawl_check_crawl_status', arguments: { id: 'a-crawl' } },
    start: overStdio([peer('firecrawl-mcp/dist/index.js')], ({ web }) => ({
      FIRECRAWL_API_KEY: 'none',
      FIRECRAWL_API_URL: web,
    })),
  },
  {
    name: 'mcp-hello-world',
    revision: '2025-11-25',
    call: add,
    start: overStdio([HELLO_WORLD]),
  },
  {
    // It greets on standard output, where only messages belong; so does the next.
    name: 'mcp-server-code-runner',
    revision: '2025-11-25',
    call: { name: 'run-code', arguments: { code: 'console.log(6 * 7)', languageId: 'javascript' } },
    start: overStdio([peer('mcp-server-code-runner/dist/cli.js')]),
  },
  {
    name: 'time-mcp',
    revision: '2025-11-25',
    call: { name: 'days_in_month', arguments: { date: '2024-02-10' } },
    start: overStdio([peer('time-mcp/dist/index.js')]),
  },
  {
    name: 'server-system-monitor over streamable HTTP',
    revision: '2025-11-25',
    call: { name: 'get-system-info', arguments: {} },
    start: overHttp('streamable-http', '/mcp', () => [
      peer('@modelcontextprotocol/server-system-monitor/dist/index.js'),
    ]),
  },
  {
    name: 'n8n-mcp',
    revision: '2025-03-26',
    call: { name: 'tools_documentation', arguments: { topic: 'search_nodes' } },
    start: overStdio([peer('n8n-mcp/dist/mcp/stdio-wrapper.js')], () => ({ N8N_MCP_TELEMETRY_DISABLED: 'true' })),
  },
];

export function peer(file: string): string {
  return join(PEERS, 'node_modules', file);
}

function mcpProxy(port: number, ...more: string[]): string[] {
  return [peer('mcp-proxy/dist/bin/mcp-proxy.mjs'), '--host', '127.0.0.1', '--port', `${port}`, ...more, '--'];
}

/** It hands its command to a shell, which is to leave itself out of it. */
function supergateway(port: number, output: string, server: string[], ...more: string[]): string[] {
  const command = `exec ${[process.execPath, ...server].map((word) => `'${word}'`).join(' ')}`;
  const args = ['--stdio', command, '--outputTransport', output, '--port', `${port}`, ...more];
  return [peer('supergateway/dist/index.js'), ...args];
}

type Variables = (surroundings: Surroundings) => Record<string, string>;

function overStdio(args: string[], more: Variables = () => ({})): UpstreamPeer['start'] {
  return async (surroundings) => {
    const env = { HOME: surroundings.home, ...more(surroundings) };
    return {
      place: { transport: 'stdio', command: process.execPath, args, env },
      [Symbol.asyncDispose]: async () => {},
    };
  };
}

function overHttp(
  transport: 'streamable-http' | 'sse' | 'websocket',
  path: string,
  argsAt: (port: number) => string[],
  more: Variables = () => ({}),
): UpstreamPeer['start'] {
  return async (surroundings) => {
    const served = await servePeer((port) => {
      const env = { HOME: surroundings.home, PORT: `${port}`, ...more(surroundings) };
      return { args: argsAt(port), env };
    });
    const url = `${transport === 'websocket' ? served.origin.replace('http', 'ws') : served.origin}${path}`;
    return { place: { transport, url }, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
  };
}
