import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { callerOf } from '../routing/caller.ts';
import type { Router } from '../routing/router.ts';
import { CLIENT_INFO } from '../upstream/identity.ts';
import type { MetaTool } from './meta-tool.ts';
import type { SmallFaceOptions } from './small-face.ts';
import { metaTools } from './tools/index.ts';
import { runTool } from './tools/run-tool.ts';

const INSTRUCTIONS =
  'One address for many MCP servers. list_available_tools shows what there is; call_tool calls any of it by service and tool.';

export type SmallServer = NodeMcpRequestHandler;

/** The small face, as the SDK serves it to clients of both eras: all of it, of which most calls need nothing. */
export function smallServer(router: Router | Promise<Router>, { bodyBytes, log }: SmallFaceOptions): SmallServer {
  const handler = createMcpHandler(newServer, {
    maxRequestBodySize: bodyBytes,
    onerror: (error) => log.debug({ error: error.message }, 'mcp face'),
  });
  return toNodeHandler(handler);

  function newServer(): Server {
    const server = new Server(CLIENT_INFO, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
    server.setRequestHandler('tools/list', () => ({ tools: metaTools.map(definitionOf) }));
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const tool = metaTools.find(({ name }) => name === params.name);
      if (!tool) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
      const context = { router, caller: callerOf(mcpReq.signal), meta: params._meta };
      return runTool(tool, params.arguments ?? {}, context, log);
    });
    return server;
  }
}

function definitionOf({ name, title, description, input, annotations }: MetaTool) {
  const { $schema: _dialect, ...inputSchema } = InputSchema.parse(z.toJSONSchema(input, { io: 'input' }));
  return { name, title, description, inputSchema, annotations };
}

const InputSchema = z.looseObject({ type: z.literal('object') });
