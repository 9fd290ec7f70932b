import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as OldSseTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as OldStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { webSocketTransport } from '../../proxy/mcp/doors/testing.ts';

/** Whose words are spoken: the older SDK's, the newer one's of 2025, or those of 2026-07-28 alone. */
export const KINDS = ['v1 client', 'v2 client of 2025', 'v2 client of 2026'] as const;
export type Kind = (typeof KINDS)[number];

/** Where a client connects to: an address, or a command that it starts. */
export type Place =
  | { transport: 'streamable-http' | 'sse' | 'websocket'; url: string }
  | { transport: 'stdio'; command: string; args: string[]; env: Record<string, string> };

const Tools = z.object({ tools: z.array(z.looseObject({ name: z.string() })), nextCursor: z.string().optional() });
export type Tool = z.infer<typeof Tools>['tools'][number];

/** A tool to call, with what it is given. */
export interface Call {
  name: string;
  arguments: Record<string, unknown>;
}

/** A client that is connected. `revision` is what was agreed on, where its SDK tells. `call` gives the result, or the JSON-RPC error as `{ code, message }`. */
export interface OpenClient extends AsyncDisposable {
  revision: string | undefined;
  listTools(): Promise<Tool[]>;
  call(call: Call, onProgress?: () => void): Promise<unknown>;
}

const WHO = { name: 'interop', version: '1.0.0' };

/** Connects a client of this kind. Close it by disposing of it. With `onQuestion` it can be asked, and declines each time. */
export function openClient(kind: Kind, place: Place, onQuestion?: () => void): Promise<OpenClient> {
  if (kind === 'v1 client') return openOld(place, onQuestion);
  return openNew(place, kind === 'v2 client of 2025' ? 'legacy' : { pin: '2026-07-28' }, onQuestion);
}

async function openNew(place: Place, mode: 'legacy' | { pin: string }, onQuestion?: () => void): Promise<OpenClient> {
  const capabilities = onQuestion ? { elicitation: {} } : {};
  const client = new Client(WHO, { versionNegotiation: { mode }, capabilities });
  if (onQuestion)
    client.setRequestHandler('elicitation/create', () => {
      onQuestion();
      return { action: 'decline' as const };
    });
  await client.connect(newTransport(place));
  return {
    revision: client.getNegotiatedProtocolVersion(),
    listTools: async () => Tools.parse(await client.listTools()).tools,
    call: (call, onprogress) => client.callTool(call, onprogress ? { onprogress } : {}).catch(rpcError),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function newTransport(place: Place) {
  if (place.transport === 'stdio') return new StdioClientTransport({ ...place, stderr: 'ignore' });
  if (place.transport === 'websocket') return webSocketTransport(place.url);
  if (place.transport === 'sse') return new SSEClientTransport(new URL(place.url));
  return new StreamableHTTPClientTransport(new URL(place.url));
}

async function openOld(place: Place, onQuestion?: () => void): Promise<OpenClient> {
  const client = new OldClient(WHO, { capabilities: onQuestion ? { elicitation: {} } : {} });
  if (onQuestion)
    client.setRequestHandler(ElicitRequestSchema, () => {
      onQuestion();
      return { action: 'decline' as const };
    });
  await client.connect(oldTransport(place));
  return {
    revision: undefined,
    listTools: async () => {
      const tools: Tool[] = [];
      let cursor: string | undefined;
      do {
        const page = Tools.parse(await client.listTools(cursor ? { cursor } : {}));
        tools.push(...page.tools);
        cursor = page.nextCursor;
      } while (cursor);
      return tools;
    },
    call: (call, onprogress) => client.callTool(call, undefined, onprogress ? { onprogress } : {}).catch(rpcError),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function oldTransport(place: Place) {
  if (place.transport === 'stdio') return new OldStdioTransport({ ...place, stderr: 'ignore' });
  if (place.transport === 'sse') return new OldSseTransport(new URL(place.url));
  if (place.transport === 'websocket') {
    Object.assign(globalThis, { WebSocket }); // It takes the global one, which Node 20 has not.
    return new WebSocketClientTransport(new URL(place.url));
  }
  // Its optional members are typed as `undefined`, which its own interface does not allow here.
  return new OldHttpTransport(new URL(place.url)) as Parameters<OldClient['connect']>[0];
}

/** The server's own refusal is an answer like any other; what else goes wrong is thrown. */
function rpcError(error: unknown): { code: number; message: string } {
  const { success, data } = z.object({ code: z.int(), message: z.string() }).safeParse(error);
  if (!success) throw error;
  return { code: data.code, message: data.message.replace(/^MCP error -?\d+: /, '') };
}
