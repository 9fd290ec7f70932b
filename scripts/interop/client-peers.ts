import { KINDS, type Kind, type Place } from './clients.ts';
import { servePeer } from './serve-peer.ts';
import { peer } from './upstreams.ts';

/** A client of somebody else's, to stand before the proxy. */
export interface ClientPeer {
  name: string;
  /** Who drives it; or whose client it is, where nothing stands between. */
  kind: Kind;
  /** What it passes on beside requests and their answers. */
  passes: readonly ('progress' | 'questions')[];
  /** It tells at the start what its client can be asked: some servers offer tools to such clients alone. */
  introducesClient: boolean;
  /** Where to connect so that all goes through this peer to one face of the proxy. */
  open(proxy: ProxyAddress): Promise<AsyncDisposable & { place: Place }>;
}

/** A face of the proxy, through every door. `path` is `/everything`, or empty for the small one. */
export interface ProxyAddress {
  origin: string;
  path: string;
  /** The arguments for Node to serve the same face over stdio. */
  stdio: string[];
  /** The peer's home. */
  home: string;
}

const http = ({ origin, path }: ProxyAddress) => `${origin}/mcp${path}`;
const sse = ({ origin, path }: ProxyAddress) => `${origin}/sse${path}`;
const ABLE = { kind: 'v2 client of 2025', passes: ['progress', 'questions'], introducesClient: true } as const;
const NOTHING_TO_END = { [Symbol.asyncDispose]: async () => {} };

/** Every one there is. */
export const CLIENTS: ClientPeer[] = [
  ...KINDS.map((kind) => straight('streamable HTTP', kind, (at) => ({ transport: 'streamable-http', url: http(at) }))),
  straight('SSE', 'v1 client', (at) => ({ transport: 'sse', url: sse(at) })),
  straight('SSE', 'v2 client of 2025', (at) => ({ transport: 'sse', url: sse(at) })),
  straight('WebSocket', 'v1 client', (at) => ({ transport: 'websocket', url: http(at).replace('http', 'ws') })),
  straight('stdio', 'v1 client', ({ stdio, home }) => started(stdio, home)),
  straight('stdio', 'v2 client of 2026', ({ stdio, home }) => started(stdio, home)),
  through('mcp-remote', (at) => mcpRemote(http(at))),
  { ...through('mcp-remote over SSE', (at) => mcpRemote(sse(at), '--transport', 'sse-only')), kind: 'v1 client' },
  { ...through('mcp-remote in 2026', (at) => mcpRemote(http(at), '--protocol', 'auto')), introducesClient: false },
  { ...through('supergateway', (at) => supergateway('--streamableHttp', http(at))), passes: [] },
  { ...through('supergateway over SSE', (at) => supergateway('--sse', sse(at))), passes: [] },
  { ...serving('mcp-proxy', mcpProxy), passes: ['progress'], introducesClient: false },
  serving('supergateway', ({ stdio }, port) => [
    peer('supergateway/dist/index.js'),
    ...['--stdio', quoted([process.execPath, ...stdio]), '--outputTransport', 'streamableHttp', '--stateful'],
    ...['--port', `${port}`],
  ]),
];

function mcpRemote(url: string, ...more: string[]): string[] {
  return [peer('mcp-remote/dist/proxy.js'), url, '--allow-http', ...more];
}

function supergateway(...args: string[]): string[] {
  return [peer('supergateway/dist/index.js'), ...args, '--logLevel', 'none'];
}

function mcpProxy({ stdio }: ProxyAddress, port: number): string[] {
  const program = peer('mcp-proxy/dist/bin/mcp-proxy.mjs');
  return [program, '--host', '127.0.0.1', '--port', `${port}`, '--', process.execPath, ...stdio];
}

/** For a shell, which is to leave itself out of it. */
function quoted(words: string[]): string {
  return `exec ${words.map((word) => `'${word}'`).join(' ')}`;
}

function straight(transport: string, kind: Kind, placeAt: (at: ProxyAddress) => Place): ClientPeer {
  return {
    ...ABLE,
    name: `SDK over ${transport}`,
    kind,
    introducesClient: kind !== 'v2 client of 2026', // It says so with each call instead, and all such share one list.
    open: async (at) => ({ place: placeAt(at), ...NOTHING_TO_END }),
  };
}

/** A peer that its driver starts over stdio, and that connects to the proxy. */
function through(name: string, argsAt: (at: ProxyAddress) => string[]): ClientPeer {
  return { ...ABLE, name, open: async (at) => ({ place: started(argsAt(at), at.home), ...NOTHING_TO_END }) };
}

/** A peer that starts the proxy over stdio, as a host does, and serves it over HTTP. */
function serving(name: string, argsAt: (at: ProxyAddress, port: number) => string[]): ClientPeer {
  const open: ClientPeer['open'] = async (at) => {
    const served = await servePeer((port) => ({ args: argsAt(at, port), env: { HOME: at.home } }));
    return {
      place: { transport: 'streamable-http', url: `${served.origin}/mcp` },
      [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
    };
  };
  return { ...ABLE, name: `${name} as our host`, open };
}

function started(args: string[], home: string): Place {
  return { transport: 'stdio', command: process.execPath, args, env: { HOME: home, PATH: process.env.PATH ?? '' } };
}
