import type { IncomingMessage, ServerResponse } from 'node:http';
import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import { type CallToolResult, createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { asProxyError, ProxyError } from '../error.ts';
import type { Log } from '../log.ts';
import { callerOf, HttpCaller } from '../routing/caller.ts';
import type { Router } from '../routing/router.ts';
import { CLIENT_INFO } from '../upstream/identity.ts';
import { type InboundMessage, readInbound } from './inbound.ts';
import type { MetaTool, MetaToolContext } from './meta-tool.ts';
import { sendFault } from './reply.ts';
import { callTool } from './tools/call-tool.ts';
import { metaTools } from './tools/index.ts';

const INSTRUCTIONS =
  'One address for many MCP servers. list_available_tools shows what there is; call_tool calls any of it by service and tool.';
const MODERN = '2026-07-28';
const META = 'io.modelcontextprotocol/';

export interface SmallFaceOptions {
  bodyBytes: number;
  log: Log;
}

/**
 * `/mcp`: a few tools that stand for all the tools behind us, over streamable HTTP, for clients of both eras. The router may
 * still be on its way: only calls wait for it.
 */
export class SmallFace {
  readonly #router: Router | Promise<Router>;
  readonly #options: SmallFaceOptions;
  readonly #answer: NodeMcpRequestHandler;

  constructor(router: Router | Promise<Router>, options: SmallFaceOptions) {
    this.#router = router;
    this.#options = options;
    const handler = createMcpHandler(() => this.#server(), {
      maxRequestBodySize: options.bodyBytes,
      onerror: (error) => options.log.debug({ error: error.message }, 'mcp face'),
    });
    this.#answer = toNodeHandler(handler);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    if (!announcesCall(request)) return this.#answer(Object.assign(request, { method, url }), response);
    let message: InboundMessage | undefined;
    try {
      ({ message } = await readInbound(request, this.#options.bodyBytes));
      // What is not quite as announced is for the SDK to refuse, in its own words.
      if (!isCall(message)) return await this.#answer(Object.assign(request, { method, url }), response, message);
      const { arguments: input = {}, _meta: meta } = message.params;
      const context = { router: this.#router, caller: new HttpCaller(response), meta };
      sendResult(response, message.id, await this.#run(callTool, input, context));
    } catch (error) {
      sendFault(response, error, message?.id ?? null);
    }
  }

  #server(): Server {
    const server = new Server(CLIENT_INFO, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
    server.setRequestHandler('tools/list', () => ({ tools: metaTools.map(definitionOf) }));
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const tool = metaTools.find(({ name }) => name === params.name);
      if (!tool) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
      const context = { router: this.#router, caller: callerOf(mcpReq.signal), meta: params._meta };
      return this.#run(tool, params.arguments ?? {}, context);
    });
    return server;
  }

  /** Models never see protocol errors, so a fault is a result that says what went wrong and what to do. */
  async #run(
    tool: MetaTool,
    input: Record<string, unknown>,
    { router, caller, meta }: Omit<MetaToolContext, 'router'> & { router: Router | Promise<Router> },
  ): Promise<CallToolResult> {
    try {
      const { error } = tool.input.safeParse(input);
      if (error) throw new ProxyError('invalid_request', `${tool.name}: ${z.prettifyError(error)}`);
      return await tool.run(input, { router: await router, caller, meta });
    } catch (error) {
      const fault = asProxyError(error);
      if (fault.code === 'internal') this.#options.log.error({ err: error, tool: tool.name }, 'a meta tool failed');
      const problem = fault.toProblem();
      return { isError: true, content: [{ type: 'text', text: problem.detail }], structuredContent: { ...problem } };
    }
  }
}

const SERVER = { [`${META}serverInfo`]: CLIENT_INFO };

/** Whether a 2026 client announces a call of `call_tool`. Of all that comes here most is that: it is answered without an SDK. */
function announcesCall({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    headers['mcp-name'] === callTool.name &&
    headers['mcp-method'] === 'tools/call' &&
    headers['mcp-protocol-version'] === MODERN &&
    /^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? '') &&
    /application\/json|\*\/\*/.test(headers.accept ?? '')
  );
}

interface Call extends InboundMessage {
  id: string | number;
  params: { arguments?: Record<string, unknown>; _meta: Record<string, unknown> };
}

/** Whether a message is what its headers announced, and says of its sender what 2026-07-28 wants to be said. */
function isCall(message: InboundMessage): message is Call {
  const { id, method, params } = message;
  const { name, arguments: input = {}, _meta: meta = {} } = params ?? {};
  return (
    id !== undefined &&
    method === 'tools/call' &&
    name === callTool.name &&
    isObject(input) &&
    meta[`${META}protocolVersion`] === MODERN &&
    isObject(meta[`${META}clientCapabilities`]) &&
    !('inputResponses' in (params ?? {}) || 'requestState' in (params ?? {}))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sendResult(response: ServerResponse, id: string | number, result: CallToolResult): void {
  if (response.destroyed) return;
  const meta = result._meta ? { ...result._meta, ...SERVER } : SERVER;
  const body = JSON.stringify({ jsonrpc: '2.0', id, result: { ...result, resultType: 'complete', _meta: meta } });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function definitionOf({ name, title, description, input, annotations }: MetaTool) {
  const { $schema: _dialect, ...inputSchema } = InputSchema.parse(z.toJSONSchema(input, { io: 'input' }));
  return { name, title, description, inputSchema, annotations };
}

const InputSchema = z.looseObject({ type: z.literal('object') });
