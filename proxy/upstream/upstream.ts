import * as z from 'zod';
import type { Era, StepsMs } from '../../catalog/status/status.ts';
import { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { Abortable } from './abort.ts';
import type { Channel } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import type { HttpOrigin } from './http.ts';
import { CLIENT_INFO } from './identity.ts';
import type { Listener, Peer, Result } from './peer.ts';
import { MODERN_VERSION } from './streamable-http.ts';

/** What a server said of itself when we met. */
export interface Meeting {
  era: Era;
  protocolVersion: string;
  serverInfo: Record<string, unknown>;
  capabilities: Record<string, unknown>;
  instructions: string | undefined;
  /** The server's own words: its result of `server/discover` or `initialize`. */
  said: Record<string, unknown>;
}

const ToolsPage = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().nullish() });

/** A list longer than this is a loop, or an attack. */
const MAX_PAGES = 100;
const MAX_TOOLS = 10_000;

/**
 * One instance, connected, with tools to call. Requests throw `JsonRpcError` (it said no), `UpstreamFault` (it failed)
 * or the reason of the caller's own signal.
 */
export class Upstream implements Meeting, AsyncDisposable {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly serverInfo: Record<string, unknown>;
  readonly capabilities: Record<string, unknown>;
  readonly instructions: string | undefined;
  readonly said: Record<string, unknown>;
  /** Why the upstream ended by itself; null while it lives. */
  ended: UpstreamFault | null = null;
  /** Tools that were left out of the last list since they are no tools at all, by position. */
  malformedTools = 0;
  readonly #peer: Peer;
  readonly #channel: Channel;
  readonly #stepsToMeet: () => StepsMs;
  #toolsMs: number | undefined;

  constructor(channel: Channel, peer: Peer, meeting: Meeting, stepsToMeet: () => StepsMs) {
    this.#channel = channel;
    this.#peer = peer;
    this.era = meeting.era;
    this.protocolVersion = meeting.protocolVersion;
    this.serverInfo = meeting.serverInfo;
    this.capabilities = meeting.capabilities;
    this.instructions = meeting.instructions;
    this.said = meeting.said;
    this.#stepsToMeet = stepsToMeet;
  }

  /** The id of the upstream's process, where it is one of ours. */
  get pid(): number | undefined {
    return this.#channel.pid;
  }

  /** The HTTP exchanges underneath, where there are any. */
  get origin(): HttpOrigin | undefined {
    return this.#channel.origin;
  }

  /** Milliseconds of each step: until we had met, and of the first `listTools`. */
  get stepsMs(): StepsMs {
    return { ...this.#stepsToMeet(), ...(this.#toolsMs === undefined ? {} : { tools: this.#toolsMs }) };
  }

  request(method: string, params?: Record<string, unknown>, signal?: Abortable, listener?: Listener): Promise<Result> {
    if (this.ended) return Promise.reject(new UpstreamFault(this.ended.reason, this.ended.message, { executed: 'no' }));
    return this.#peer.request(method, this.era === 'modern' ? withEnvelope(params ?? {}) : params, signal, listener);
  }

  notify(method: string, params?: Record<string, unknown>): Promise<void> {
    return this.#peer.notify(method, params);
  }

  callTool(name: string, args: Record<string, unknown>, signal?: Abortable): Promise<Result> {
    return this.request('tools/call', { name, arguments: args }, signal);
  }

  /** All pages of the tools, each as it was sent. A server without tools has none. */
  async listTools(signal?: Abortable): Promise<ToolDefinition[]> {
    const started = performance.now();
    const tools: unknown[] = [];
    if (this.capabilities.tools) {
      let cursor: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const { value } = await this.request('tools/list', cursor === undefined ? {} : { cursor }, signal);
        const { data } = ToolsPage.safeParse(value);
        if (!data) throw new UpstreamFault('tools-list-failed', 'the upstream answered tools/list with something else');
        tools.push(...data.tools);
        if (tools.length > MAX_TOOLS) throw new UpstreamFault('tools-list-failed', `more than ${MAX_TOOLS} tools`);
        if (!data.nextCursor || data.nextCursor === cursor) break;
        cursor = data.nextCursor;
      }
    }
    this.#toolsMs ??= Math.round(performance.now() - started);
    const read = tools.filter(isTool);
    this.malformedTools = tools.length - read.length;
    return read;
  }

  /** The cheapest question that only a living MCP server answers. Never a tool. */
  async check(signal?: Abortable): Promise<void> {
    await this.request(this.era === 'modern' ? 'server/discover' : 'ping', {}, signal);
  }

  /** Closes the connection, and fails what still runs on it. */
  async close(): Promise<void> {
    await this.#channel.close();
  }

  /** Closes the connection when nothing runs on it any more. */
  async retire(): Promise<void> {
    await this.#peer.idle();
    await this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What is read stays as it came: a copy of each tool would take a look at thousands of servers twice the memory. */
function isTool(tool: unknown): tool is ToolDefinition {
  return ToolDefinition.safeParse(tool).success;
}

const REVISION = { 'io.modelcontextprotocol/protocolVersion': MODERN_VERSION };
const ENVELOPE = {
  'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
  'io.modelcontextprotocol/clientCapabilities': {},
  ...REVISION,
};

/** A 2026-07-28 request says in itself who asks, in which revision, and what the asker can do: we, unless it says so already. */
export function withEnvelope(params: Record<string, unknown>): Record<string, unknown> {
  // Each spread object costs a call more than all else that is here: most have none of these.
  const { _meta: meta } = params;
  if (typeof meta !== 'object' || meta === null) return { ...params, _meta: ENVELOPE };
  return { ...params, _meta: { ...ENVELOPE, ...meta, ...REVISION } };
}
