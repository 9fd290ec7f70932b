import { getRequestListener } from '@hono/node-server';
import { type CallToolResult, createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { asProxyError, ProxyError } from '../error.ts';
import type { Log } from '../log.ts';
import type { Router } from '../routing/router.ts';
import { CLIENT_INFO } from '../upstream/identity.ts';
import type { MetaTool, MetaToolContext } from './meta-tool.ts';
import { metaTools } from './tools/index.ts';

const INSTRUCTIONS =
  'One address for many MCP servers. list_available_tools shows what there is; call_tool calls any of it by service and tool.';

/**
 * `/mcp`: a few tools that stand for all the tools behind us, over streamable HTTP, for clients of both eras. The router may
 * still be on its way: only calls wait for it.
 */
export function smallFace(router: Router | Promise<Router>, { bodyBytes, log }: { bodyBytes: number; log: Log }) {
  const handler = createMcpHandler(() => faceServer(router, log), {
    maxRequestBodySize: bodyBytes,
    onerror: (error) => log.debug({ error: error.message }, 'mcp face'),
  });
  return getRequestListener((request) => handler.fetch(request), { overrideGlobalObjects: false });
}

function faceServer(router: Router | Promise<Router>, log: Log): Server {
  const server = new Server(CLIENT_INFO, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
  server.setRequestHandler('tools/list', () => ({ tools: metaTools.map(definitionOf) }));
  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const tool = metaTools.find(({ name }) => name === params.name);
    if (!tool) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
    return runTool(tool, params.arguments ?? {}, { router, signal: mcpReq.signal, meta: params._meta }, log);
  });
  return server;
}

/** Models never see protocol errors, so a fault is a result that says what went wrong and what to do. */
async function runTool(
  tool: MetaTool,
  input: Record<string, unknown>,
  { router, ...context }: Omit<MetaToolContext, 'router'> & { router: Router | Promise<Router> },
  log: Log,
): Promise<CallToolResult> {
  try {
    const { error } = tool.input.safeParse(input);
    if (error) throw new ProxyError('invalid_request', `${tool.name}: ${z.prettifyError(error)}`);
    return await tool.run(input, { router: await router, ...context });
  } catch (error) {
    const fault = asProxyError(error);
    if (fault.code === 'internal') log.error({ err: error, tool: tool.name }, 'a meta tool failed');
    const problem = fault.toProblem();
    return { isError: true, content: [{ type: 'text', text: problem.detail }], structuredContent: { ...problem } };
  }
}

function definitionOf({ name, title, description, input, annotations }: MetaTool) {
  const { $schema: _dialect, ...inputSchema } = InputSchema.parse(z.toJSONSchema(input, { io: 'input' }));
  return { name, title, description, inputSchema, annotations };
}

const InputSchema = z.looseObject({ type: z.literal('object') });
