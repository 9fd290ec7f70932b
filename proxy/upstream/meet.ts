import * as z from 'zod';
import { Abort, type Abortable } from './abort.ts';
import { JsonRpcError, UpstreamFault } from './fault.ts';
import { CLIENT_INFO } from './identity.ts';
import type { Peer, Result } from './peer.ts';
import { MODERN_VERSION } from './streamable-http.ts';
import { type Meeting, withEnvelope } from './upstream.ts';

/** Whom a legacy server is told that it speaks with. */
export interface Speaker extends Record<string, unknown> {
  capabilities: Record<string, unknown>;
  clientInfo: Record<string, unknown>;
  protocolVersion?: string;
}

/** We ourselves offer nothing that a server could ask for. */
export const OURSELVES: Speaker = { capabilities: {}, clientInfo: CLIENT_INFO };

/** The newest revision that opens with `initialize`: what we offer. */
const LEGACY_VERSION = '2025-11-25';
const LEGACY_VERSIONS = new Set([LEGACY_VERSION, '2025-06-18', '2025-03-26', '2024-11-05']);

/** A server that has not answered discovery by then is asked the older way. */
const SILENCE_MS = 3000;

/** The only JSON-RPC errors that tell of a modern server (MCP 2026-07-28): any other answer may be an older one's. */
const UNSUPPORTED_VERSION = -32022;
const MODERN_ERRORS = new Set([-32020, -32021, UNSUPPORTED_VERSION]);

const Discovery = z.looseObject({
  supportedVersions: z.array(z.string()),
  capabilities: z.record(z.string(), z.unknown()).default({}),
  instructions: z.string().optional(),
  _meta: z
    .looseObject({ 'io.modelcontextprotocol/serverInfo': z.record(z.string(), z.unknown()).optional() })
    .optional(),
});

const Initialization = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.record(z.string(), z.unknown()).default({}),
  serverInfo: z.record(z.string(), z.unknown()).default({}),
  instructions: z.string().optional(),
});

/** Faults after which asking the older way is of no use: nobody is there, or they want to know who we are first. */
const FINAL_REASONS = new Set([
  'dns',
  'tls',
  'private-address',
  'auth-required',
  'auth-opaque',
  'rate-limited',
  'bot-wall',
  'crashed',
]);

/** Finds out which era a server speaks: the modern way first; whatever is no modern answer leads to the older way. */
export async function meet(
  peer: Peer,
  signal: AbortSignal,
  speaker: Speaker = OURSELVES,
  silenceMs = SILENCE_MS,
): Promise<Meeting> {
  return (await discover(peer, signal, silenceMs)) ?? initialize(peer, signal, speaker);
}

/** Null when the server gave no modern answer. Throws when the older way would find nothing else. */
async function discover(peer: Peer, signal: AbortSignal, silenceMs: number): Promise<Meeting | null> {
  peer.protocolVersion = MODERN_VERSION;
  const asking = new Abort();
  const giveUp = () => asking.abort(signal.reason);
  const timer = setTimeout(() => asking.abort(SILENCE), silenceMs);
  timer.unref();
  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', giveUp, { once: true });
    const { value } = await askDiscovery(peer, asking);
    const { data } = Discovery.safeParse(value);
    if (!data?.supportedVersions.includes(MODERN_VERSION)) return null;
    return {
      era: 'modern',
      protocolVersion: MODERN_VERSION,
      serverInfo: data._meta?.['io.modelcontextprotocol/serverInfo'] ?? {},
      capabilities: data.capabilities,
      instructions: data.instructions,
      said: value,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UpstreamFault && (FINAL_REASONS.has(error.reason) || isRefusedConnection(error))) throw error;
    const speaksLegacy = supportedOf(error).some((version) => LEGACY_VERSIONS.has(version));
    if (error instanceof JsonRpcError && MODERN_ERRORS.has(error.code) && !speaksLegacy) {
      throw new UpstreamFault('not-mcp', `the upstream refused discovery: ${error.code} ${error.message}`, {
        cause: error,
      });
    }
    return null;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** Why discovery is given up that nobody answers. */
const SILENCE = new Error('discovery was not answered');

/** A server that refuses a revision says which it supports, and is to be asked again in one of those: we have but one. */
async function askDiscovery(peer: Peer, signal: Abortable): Promise<Result> {
  const ask = () => peer.request('server/discover', withEnvelope({}), signal);
  return ask().catch((error: unknown) => {
    if (!supportedOf(error).includes(MODERN_VERSION)) throw error;
    return ask();
  });
}

/** Opens the older way: `initialize`, then `notifications/initialized`. Throws `UpstreamFault` when this is no MCP server. */
export async function initialize(peer: Peer, signal: AbortSignal, speaker: Speaker): Promise<Meeting> {
  peer.protocolVersion = null;
  const params = { protocolVersion: LEGACY_VERSION, ...speaker };
  const { value } = await peer.request('initialize', params, signal).catch((error: unknown) => {
    if (!(error instanceof JsonRpcError)) throw error;
    throw new UpstreamFault('not-mcp', `the upstream refused to begin: ${error.code} ${error.message}`, {
      cause: error,
    });
  });
  const { data } = Initialization.safeParse(value);
  if (!data) throw new UpstreamFault('not-mcp', 'the upstream answered initialize with something else');
  if (!LEGACY_VERSIONS.has(data.protocolVersion)) {
    throw new UpstreamFault('not-mcp', `the upstream speaks only revision ${data.protocolVersion.slice(0, 40)}`);
  }
  peer.protocolVersion = data.protocolVersion;
  await peer.notify('notifications/initialized');
  const { protocolVersion, serverInfo, capabilities, instructions } = data;
  return { era: 'legacy', protocolVersion, serverInfo, capabilities, instructions, said: value };
}

/** What a server supports that refused a revision: one of both eras may answer -32022 and still know an older one. */
function supportedOf(error: unknown): string[] {
  if (!(error instanceof JsonRpcError) || error.code !== UNSUPPORTED_VERSION) return [];
  return z.looseObject({ supported: z.array(z.string()) }).safeParse(error.data).data?.supported ?? [];
}

function isRefusedConnection({ reason, executed }: UpstreamFault): boolean {
  return reason === 'tcp' && executed === 'no';
}
