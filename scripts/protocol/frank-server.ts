import { setTimeout as delay } from 'node:timers/promises';
import type { JSONRPCMessage, McpServer, Server } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Changes } from '../conformance/fixture/changes.ts';
import { text } from '../conformance/fixture/content.ts';
import { buildServer, type FixtureServer } from '../conformance/fixture/server.ts';

/** What one upstream has seen, over all sessions and requests. */
export interface Witness {
  started: string[];
  cancelled: string[];
  headers: Record<string, unknown>[];
}

/** Whoever sees nothing yet. */
export function aWitness(): Witness {
  return { started: [], cancelled: [], headers: [] };
}

/** Fields that no revision knows, at a tool, its annotations, a result and its content. */
export const VENDOR = { 'x-vendor': { deep: [1, { null: null }] } };

type Messages = Map<unknown, { method: string; params: Record<string, unknown> }>;

/**
 * The conformance fixture, and tools that tell what has reached them. What the SDK would not let through, either way, is
 * taken and added where messages are still as they travel.
 */
export function buildFrankServer(changes: Changes, witness: Witness): FixtureServer {
  const built = buildServer(changes);
  const messages: Messages = new Map();
  registerTools(built.server, witness, messages);
  overhear(built.server.server, messages);
  return built;
}

function registerTools(server: McpServer, witness: Witness, messages: Messages): void {
  server.registerTool('test_told', { description: 'Says what it was told, word for word' }, ({ mcpReq, http }) => {
    if (http?.req) witness.headers.push(Object.fromEntries(http.req.headers));
    return { ...text('Told'), structuredContent: { ...messages.get(mcpReq.id) } };
  });
  server.registerTool('test_witness', { description: 'Says what this server has seen so far' }, () => ({
    ...text(''),
    structuredContent: { ...witness },
  }));
  server.registerTool(
    'test_waits',
    { description: 'Answers when it is cancelled', inputSchema: z.object({ mark: z.string() }) },
    async ({ mark }, { mcpReq: { signal } }) => {
      witness.started.push(mark);
      await delay(60_000, undefined, { signal, ref: false }).catch(() => {});
      witness.cancelled.push(mark);
      return text('Cancelled');
    },
  );
  server.registerTool(
    'test_object',
    { description: 'Answers with an object', outputSchema: z.object({ sum: z.number(), parts: z.array(z.number()) }) },
    () => ({ ...text('3'), structuredContent: { sum: 3, parts: [1, 2] } }),
  );
  server.registerTool(
    'test_array',
    { description: 'Answers with an array, which only 2026 allows', outputSchema: z.array(z.number()) },
    () => ({ ...text('[1,2]'), structuredContent: [1, 2] }),
  );
}

/** Notes each request as it came, and adds to the answers what a server of someone else's might. */
function overhear(server: Server, messages: Messages): void {
  const connect = server.connect.bind(server);
  server.connect = async (transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(frank(message, messages), options);
    await connect(transport);
    const { onmessage } = transport;
    transport.onmessage = (message, extra) => {
      if ('id' in message && 'method' in message)
        messages.set(message.id, { method: message.method, params: { ...message.params } });
      onmessage?.(message, extra);
    };
  };
}

function frank(message: JSONRPCMessage, messages: Messages): JSONRPCMessage {
  if (!('result' in message)) return message;
  const asked = messages.get(message.id);
  if (asked?.method === 'tools/call' && asked.params.name === 'test_told')
    return {
      ...message,
      result: { ...message.result, ...VENDOR, content: [{ type: 'text', text: 'Told', ...VENDOR }] },
    };
  const { data } = z.looseObject({ tools: z.array(z.looseObject({})) }).safeParse(message.result);
  if (asked?.method !== 'tools/list' || !data) return message;
  const half = Math.ceil(data.tools.length / 2);
  const isSecond = asked.params.cursor === SECOND_PAGE;
  const tools = (isSecond ? data.tools.slice(half) : data.tools.slice(0, half)).map((tool) => ({
    ...tool,
    ...VENDOR,
    annotations: { readOnlyHint: false, ...VENDOR },
    _meta: { 'com.example/kept': VENDOR },
  }));
  return { ...message, result: { ...data, tools, ...(isSecond ? {} : { nextCursor: SECOND_PAGE }) } };
}

const SECOND_PAGE = 'the second half';
