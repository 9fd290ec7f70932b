import { MARK, TOOL_COUNTS } from './answers.ts';
import type { Request } from './load-job.ts';

/** One way of asking a contender for what the upstream has. */
export interface Way {
  name: string;
  request(origin: string): Request;
}

const ARGS = { city: 'Oslo', units: 'metric' };
const CALLED = { name: 'forecast_0', arguments: ARGS };
const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
const CLIENT = { name: 'bench', version: '1.0.0' };
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': CLIENT,
};
const JSON_TYPE = { 'content-type': 'application/json' };
const ACCEPT = { ...JSON_TYPE, accept: 'application/json, text/event-stream' };

/** A call of revision 2026-07-28: it keeps no session. */
export function statelessCall(path: string, called: { name: string; arguments: object } = CALLED): Way['request'] {
  return (origin) => ({
    url: `${origin}${path}`,
    headers: { ...ACCEPT, 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': called.name },
    body: message('tools/call', { ...called, _meta: ENVELOPE }),
    expect: MARK,
  });
}

/** Calls of revision 2025-11-25, in a session for each connection. */
export function sessionCall(path: string): Way['request'] {
  const begin = { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT };
  return (origin) => ({
    url: `${origin}${path}`,
    headers: { ...ACCEPT, 'mcp-protocol-version': LEGACY },
    body: message('tools/call', CALLED),
    expect: MARK,
    open: { headers: ACCEPT, body: message('initialize', begin) },
  });
}

/** The meta tool of our small face. */
export function metaCall(): Way['request'] {
  const args = { service: 'ten', tool: CALLED.name, args: ARGS };
  return statelessCall('/mcp', { name: 'call_tool', arguments: args });
}

/** A call that is no MCP. */
export function restCall(path: string, body: object): Way['request'] {
  return (origin) => ({ url: `${origin}${path}`, headers: JSON_TYPE, body: JSON.stringify(body), expect: MARK });
}

/** What `restCall` sends to us. */
export const OUR_REST = restCall('/api/services/ten/call', { tool: CALLED.name, args: ARGS });

/** What `restCall` sends to mcp-hub. */
export const HUB_REST = restCall('/api/servers/tools', { server_name: 'ten', tool: CALLED.name, arguments: ARGS });

/** All pages of a list of tools, one after the other. */
export function wholeList(path: string, of: keyof typeof TOOL_COUNTS): Way['request'] {
  return (origin) => ({
    url: `${origin}${path}`,
    headers: { ...ACCEPT, 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/list' },
    body: message('tools/list', { _meta: ENVELOPE }),
    expect: 'tools',
    listed: TOOL_COUNTS[of],
  });
}

function message(method: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}
