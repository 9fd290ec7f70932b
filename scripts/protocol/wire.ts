import { META, type ModernOptions, modern, open, post, type Reply } from '../../proxy/mcp/testing.ts';
import type { Pairing } from './feature.ts';

/** A client that says what it is told to, and shows every byte of the answer. */
export interface Wire {
  /** The headers of its session; a client of 2026 has none. */
  session: Record<string, string>;
  ask(method: string, params?: object, options?: ModernOptions): Promise<Reply>;
  /** Says something that nobody answers. */
  notify(method: string, params?: object): Promise<Reply>;
  call(name: string, args?: object, options?: ModernOptions): Promise<Reply>;
}

/** Opens one, in a session of its own where the era knows such. */
export async function openWire(era: Pairing['era'], url: string, capabilities: object = {}): Promise<Wire> {
  const wire = era === '2026' ? modernWire(url, capabilities) : legacyWire(url, await open(url, capabilities));
  return {
    ...wire,
    call: (name, args = {}, options = {}) => wire.ask('tools/call', { name, arguments: args }, options),
  };
}

function modernWire(url: string, capabilities: object): Omit<Wire, 'call'> {
  const offered = { 'io.modelcontextprotocol/clientCapabilities': capabilities };
  return {
    session: {},
    notify: () => Promise.reject(new Error('A client of 2026 has nothing to notify of')),
    ask: (method, params = {}, { meta, headers, ...options } = {}) => {
      const name = 'uri' in params && method === 'resources/read' ? { 'mcp-name': String(params.uri) } : {};
      return modern(url, method, params, {
        ...options,
        meta: { ...META, ...offered, ...meta },
        headers: { ...name, ...headers },
      });
    },
  };
}

function legacyWire(url: string, session: Record<string, string>): Omit<Wire, 'call'> {
  return {
    session,
    notify: (method, params = {}) => post(url, { jsonrpc: '2.0', method, params }, session),
    ask: (method, params = {}, { id = 1, meta, headers, signal } = {}) => {
      const said = meta ? { ...params, _meta: meta } : params;
      return post(url, { jsonrpc: '2.0', id, method, params: said }, { ...session, ...headers }, signal);
    },
  };
}
