import type { IncomingMessage, ServerResponse } from 'node:http';
import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  type McpHttpHandler,
  ProtocolError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { unreachable } from '../../routing/failure.ts';
import { rank } from '../../routing/pick.ts';
import type { RoutedService } from '../../routing/router.ts';
import { JsonRpcError, UpstreamFault } from '../../upstream/fault.ts';
import type { Message } from '../../upstream/message.ts';
import { paramMismatch } from '../../upstream/param-headers.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import { BadMessage, type Inbound, type InboundMessage, refuseInexactId } from '../inbound.ts';
import { modernError } from './errors.ts';
import { Params } from './modern-client.ts';
import { PassingServer } from './passing-server.ts';
import { withStatusOfRefusals } from './unknown-method.ts';

/** What can be asked of a server, by the capability that offers it. */
const METHODS: Record<string, string[]> = {
  tools: ['tools/list', 'tools/call'],
  resources: ['resources/list', 'resources/templates/list', 'resources/read'],
  prompts: ['prompts/list', 'prompts/get'],
  completions: ['completion/complete'],
};

const KNOWN = new Set([...Object.values(METHODS).flat(), 'subscriptions/listen']);

/** Passes one request of a 2026 client on to a service. Throws as `route` does, and `JsonRpcError`. */
export type Ask = (
  service: RoutedService,
  method: string,
  params: Params,
  context: ServerContext,
) => Promise<Record<string, unknown>>;

/** The server's end for 2026 clients of a service that bytes cannot reach (MCP 2026-07-28, transports). */
export class ModernDoor {
  readonly #service: RoutedService;
  readonly #ask: Ask;
  readonly #connectMs: number;
  readonly #handler: McpHttpHandler;
  readonly #answer: NodeMcpRequestHandler;
  #stopHearing: (() => void)[] = [];

  constructor(service: RoutedService, ask: Ask, { connectMs }: { connectMs: number }) {
    this.#service = service;
    this.#ask = ask;
    this.#connectMs = connectMs;
    this.#handler = createMcpHandler(() => this.#server(), { legacy: 'reject' });
    this.#answer = toNodeHandler(withStatusOfRefusals(this.#handler, KNOWN));
    this.#hear();
  }

  /** Answers one posted message, whose body was read already. Throws `BadMessage`, or as `route` does. */
  async answer(request: IncomingMessage, response: ServerResponse, { message }: Inbound): Promise<void> {
    refuseInexactId(message.id);
    const warm = await this.#met();
    await this.#checkParamHeaders(warm, request, message);
    if (message.method === 'subscriptions/listen') await this.#subscribe(warm, message.params ?? {}, response);
    await this.#answer(
      Object.assign(request, { method: request.method ?? 'POST', url: request.url ?? '/' }),
      response,
      message,
    );
  }

  /** The service has other instances now: those are heard, and whoever listens is told that all lists may be others. */
  follow(): void {
    this.#hear();
    const { notify } = this.#handler;
    notify.toolsChanged();
    notify.promptsChanged();
    notify.resourcesChanged();
  }

  close(): void {
    for (const stop of this.#stopHearing) stop();
  }

  #hear(): void {
    for (const stop of this.#stopHearing) stop();
    const warm = this.#service.instances.flatMap(({ upstream }) => upstream ?? []);
    this.#stopHearing = warm.map((upstream) => upstream.hear((message) => this.#fanOut(message)));
  }

  /** An instance that answers now. Throws `ProxyError` when none does. */
  async #met(): Promise<WarmUpstream> {
    let fault: UpstreamFault | undefined;
    let attempts = 0;
    for (const instance of rank(this.#service.instances)) {
      if (!instance.upstream) continue;
      attempts += 1;
      try {
        await instance.upstream.get(AbortSignal.timeout(this.#connectMs));
        return instance.upstream;
      } catch (error) {
        if (!(error instanceof UpstreamFault)) throw error;
        instance.foundByCall(error);
        fault = error;
      }
    }
    throw unreachable(this.#service, fault, attempts);
  }

  async #server(): Promise<Server> {
    const { serverInfo, capabilities, instructions } = await (await this.#met()).get();
    const { tasks: _tasks, ...offered } = capabilities;
    const info = { name: 'unnamed', version: '0', ...serverInfo };
    const said = instructions === undefined ? {} : { instructions };
    const server = new PassingServer(info, { capabilities: offered, ...said });
    for (const method of methodsOf(capabilities)) {
      server.setRequestHandler(method, { params: Params }, (params, context) => this.#pass(method, params, context));
    }
    // What only a vendor knows is for the server to answer, or to refuse.
    server.fallbackRequestHandler = ({ method, params = {} }, context) =>
      this.#pass(method, Params.parse(params), context);
    return server;
  }

  async #pass(method: string, params: Params, context: ServerContext): Promise<Record<string, unknown>> {
    try {
      return await this.#ask(this.#service, method, params, context);
    } catch (error) {
      throw asProtocolError(error, params, context);
    }
  }

  /**
   * What a tool wants repeated in headers must be there and agree with the body (MCP 2026-07-28, transports): with the
   * body read, nobody after us can tell. A tool that nobody knows is refused elsewhere.
   */
  async #checkParamHeaders(
    warm: WarmUpstream,
    { headers }: IncomingMessage,
    { method, params, id }: InboundMessage,
  ): Promise<void> {
    if (method !== 'tools/call') return;
    const tools = await warm.tools(AbortSignal.timeout(this.#connectMs)).catch(() => []);
    const tool = tools.find(({ name }) => name === params?.name);
    const mismatch = tool ? paramMismatch(tool.inputSchema, params?.arguments, headers) : null;
    if (!mismatch) return;
    const message = `The headers and the body disagree: ${mismatch.body}, but ${mismatch.header} does not say so`;
    throw new BadMessage(400, -32020, message, id, { mismatch });
  }

  /** A server tells of resources only when it is asked to, once for all who listen to us. */
  async #subscribe(warm: WarmUpstream, params: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const { data } = z
      .looseObject({ notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()) }) })
      .safeParse(params);
    const uris = new Set(data?.notifications.resourceSubscriptions);
    const signal = AbortSignal.timeout(this.#connectMs);
    const subscribed = await Promise.allSettled([...uris].map((uri) => warm.subscribe(uri, signal)));
    const release = () => {
      for (const each of subscribed) if (each.status === 'fulfilled') each.value();
    };
    if (response.destroyed) release();
    else response.once('close', release);
  }

  #fanOut({ method, params }: Message): void {
    const { notify } = this.#handler;
    if (method === 'notifications/tools/list_changed') notify.toolsChanged();
    else if (method === 'notifications/prompts/list_changed') notify.promptsChanged();
    else if (method === 'notifications/resources/list_changed') notify.resourcesChanged();
    else if (method === 'notifications/resources/updated') notify.resourceUpdated(String(params?.uri));
  }
}

function methodsOf(capabilities: Upstream['capabilities']): string[] {
  return Object.entries(METHODS).flatMap(([capability, methods]) =>
    capabilities[capability] === undefined ? [] : methods,
  );
}

/** Any failure as what the SDK passes on to the client; who has left is told nothing. */
export function asProtocolError(error: unknown, params: Params, { mcpReq }: ServerContext): unknown {
  if (error instanceof ProtocolError || (mcpReq.signal.aborted && !(error instanceof JsonRpcError))) return error;
  const { code, message, data } = modernError(error, params);
  return new ProtocolError(code, message, data);
}
