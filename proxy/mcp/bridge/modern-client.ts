import { createHash } from 'node:crypto';
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
import type { Instance } from '../../routing/instance.ts';
import { type Connect, connectWithin } from '../../upstream/connect.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import type { Message } from '../../upstream/message.ts';
import { paramMismatch } from '../../upstream/param-headers.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import { BadMessage, type Inbound, type InboundMessage, refuseInexactId } from '../inbound.ts';
import { modernError } from './errors.ts';
import { CarPark, type Outcome, ParkedCall } from './parked-call.ts';
import { PassingServer } from './passing-server.ts';
import { DEFAULT_SILENCE, Patience } from './patience.ts';
import { RestingConnections } from './resting.ts';
import { withStatusOfRefusals } from './unknown-method.ts';

/** What can be asked of a server, by the capability that offers it. */
const METHODS: Record<string, string[]> = {
  tools: ['tools/list', 'tools/call'],
  resources: ['resources/list', 'resources/templates/list', 'resources/read'],
  prompts: ['prompts/list', 'prompts/get'],
  completions: ['completion/complete'],
};

const KNOWN = new Set([...Object.values(METHODS).flat(), 'subscriptions/listen']);

/** The only requests that may be answered by a demand for input (MCP 2026-07-28, input requests). */
const INTERACTIVE = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Passed on unread: what the SDK does not know must not be lost on the way. */
const Anything = z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() });
type Params = z.infer<typeof Anything>;

const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/** A connection in a client's name rests so long between two calls, and so many rest for one instance. */
const RESTING_MS = 5 * 60_000;
const RESTING = 16;

export interface ModernBridgeOptions {
  connect: Connect;
  timeoutMs: number;
  parkedMs: number;
  parked: number;
}

/** One instance for 2026 clients, where bytes cannot pass: its server is older, or is no HTTP server. */
export class ModernBridge {
  readonly #instance: Instance;
  readonly #warm: WarmUpstream;
  readonly #options: ModernBridgeOptions;
  readonly #carPark: CarPark;
  readonly #resting = new RestingConnections({ idleMs: RESTING_MS, most: RESTING });
  readonly #handler: McpHttpHandler;
  readonly #answer: NodeMcpRequestHandler;
  readonly #stopHearing: () => void;
  /** How long the server may leave a call without a word. */
  silenceMs = DEFAULT_SILENCE.silenceMs;

  constructor(instance: Instance, warm: WarmUpstream, options: ModernBridgeOptions) {
    this.#instance = instance;
    this.#warm = warm;
    this.#options = options;
    this.#carPark = new CarPark({ patienceMs: options.parkedMs, most: options.parked });
    this.#handler = createMcpHandler(() => this.#server(), { legacy: 'reject' });
    this.#answer = toNodeHandler(withStatusOfRefusals(this.#handler, KNOWN));
    this.#stopHearing = warm.hear((message) => this.#fanOut(message));
  }

  /** How many calls wait for their clients' answers. */
  get parked(): number {
    return this.#carPark.size;
  }

  /** Answers one posted message, whose body was read already. */
  async answer(request: IncomingMessage, response: ServerResponse, { message }: Inbound): Promise<void> {
    refuseInexactId(message.id);
    await this.#checkParamHeaders(request, message);
    if (message.method === 'subscriptions/listen') await this.#subscribe(message.params ?? {}, response);
    await this.#answer(
      Object.assign(request, { method: request.method ?? 'POST', url: request.url ?? '/' }),
      response,
      message,
    );
  }

  close(): void {
    this.#stopHearing();
    this.#carPark.close();
    this.#resting.close();
  }

  async #server(): Promise<Server> {
    const { serverInfo, capabilities, instructions } = await this.#warm.get();
    const { tasks: _tasks, ...offered } = capabilities;
    const info = { name: 'unnamed', version: '0', ...serverInfo };
    const server = new PassingServer(info, {
      capabilities: offered,
      ...(instructions === undefined ? {} : { instructions }),
    });
    for (const [capability, methods] of Object.entries(METHODS)) {
      if (capabilities[capability] === undefined) continue;
      for (const method of methods) {
        server.setRequestHandler(method, { params: Anything }, (params, context) =>
          this.request(method, params, context),
        );
      }
    }
    // What only a vendor knows is for the server to answer, or to refuse.
    server.fallbackRequestHandler = ({ method, params = {} }, context) =>
      this.request(method, Anything.parse(params), context);
    return server;
  }

  /** Whether a call that waits for its client's answers is parked here under this handle. */
  holds(handle: string): boolean {
    return this.#carPark.holds(handle);
  }

  /** Passes one request on, and its result back. Throws `ProtocolError`. */
  async request(method: string, params: Params, context: ServerContext) {
    try {
      const value = await this.#pass(method, params, context);
      this.#instance.foundByCall(null);
      return value;
    } catch (error) {
      if (error instanceof ProtocolError || context.mcpReq.signal.aborted) throw error;
      if (error instanceof UpstreamFault) this.#instance.foundByCall(error);
      const { code, message, data } = modernError(error, params);
      throw new ProtocolError(code, message, data);
    }
  }

  async #pass(method: string, params: Params, context: ServerContext) {
    const { era } = await this.#warm.get(context.mcpReq.signal);
    if (era === 'modern') return this.#share(method, inOwnEnvelope(params, context), context);
    const envelope = envelopeOf(context);
    const isAlone =
      INTERACTIVE.has(method) &&
      (Object.keys(objectOr(envelope[CAPABILITIES])).length > 0 || envelope[LOG_LEVEL] !== undefined);
    if (isAlone || context.mcpReq.requestState() !== undefined) return this.#interact(method, params, context);
    return this.#share(method, withoutEnvelope(params), context);
  }

  /** On the connection that all share. */
  async #share(method: string, params: Record<string, unknown>, context: ServerContext) {
    const patience = new Patience({ ...DEFAULT_SILENCE, silenceMs: this.silenceMs });
    const tell = tellTo(context);
    const notification = (message: Message) => {
      patience.heard();
      tell(message);
    };
    try {
      const signal = AbortSignal.any([context.mcpReq.signal, patience.signal]);
      return (await this.#warm.request(method, params, signal, { notification })).value;
    } finally {
      patience.end();
    }
  }

  /** To a 2025 server, for a client that can be asked: on a connection that this call has to itself, parked between its rounds. */
  async #interact(method: string, params: Params, context: ServerContext) {
    const digest = digestOf(method, params);
    const state = context.mcpReq.requestState();
    const call =
      state === undefined
        ? await this.#begin(method, params, context, digest)
        : this.#carPark.take(String(state), digest);
    if (!call) throw new ProtocolError(-32602, 'Invalid or expired requestState');
    const giveUp = () => call.cancel();
    context.mcpReq.signal.addEventListener('abort', giveUp, { once: true });
    call.tell = tellTo(context);
    if (state !== undefined) call.answer(objectOr(context.mcpReq.inputResponses));
    const outcome: Outcome = await call.next();
    call.tell = null;
    context.mcpReq.signal.removeEventListener('abort', giveUp);
    if ('error' in outcome) throw outcome.error;
    if ('result' in outcome) return outcome.result.value;
    this.#carPark.park(call);
    return { resultType: 'input_required' as const, inputRequests: outcome.questions, requestState: call.handle };
  }

  async #begin(method: string, params: Params, context: ServerContext, digest: string): Promise<ParkedCall> {
    const { target } = this.#instance.spec;
    if ('reason' in target) throw new Error(target.message);
    const envelope = envelopeOf(context);
    const call = new ParkedCall(digest);
    const speaker = { capabilities: objectOr(envelope[CAPABILITIES]), clientInfo: objectOr(envelope[CLIENT_INFO]) };
    const heard = { notification: (said: Message) => call.hear(said), question: (asked: Message) => call.ask(asked) };
    const connection = await this.#resting.borrow(JSON.stringify(speaker), heard, (listener) =>
      connectWithin(this.#options.timeoutMs, this.#options.connect, target, {
        signal: context.mcpReq.signal,
        era: 'legacy',
        speaker,
        listener,
        listens: true,
      }),
    );
    const { upstream } = connection;
    const level = envelope[LOG_LEVEL];
    if (level !== undefined && upstream.capabilities.logging)
      await upstream.request('logging/setLevel', { level }, AbortSignal.timeout(this.silenceMs)).catch(() => {});
    call.begin(connection, this.silenceMs, (signal) =>
      upstream.request(method, withoutEnvelope(params), signal, heard),
    );
    return call;
  }

  /**
   * What a tool wants repeated in headers must be there and agree with the body (MCP 2026-07-28, transports): with the
   * body read, nobody after us can tell. A tool that nobody knows is refused elsewhere.
   */
  async #checkParamHeaders({ headers }: IncomingMessage, { method, params, id }: InboundMessage): Promise<void> {
    if (method !== 'tools/call') return;
    const tools = await this.#warm.tools(AbortSignal.timeout(this.#options.timeoutMs)).catch(() => []);
    const tool = tools.find(({ name }) => name === params?.name);
    const mismatch = tool ? paramMismatch(tool.inputSchema, params?.arguments, headers) : null;
    if (!mismatch) return;
    const message = `The headers and the body disagree: ${mismatch.body}, but ${mismatch.header} does not say so`;
    throw new BadMessage(400, -32020, message, id, { mismatch });
  }

  /** A server tells of resources only when it is asked to, once for all who listen to us. */
  async #subscribe(params: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const { data } = z
      .looseObject({ notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()) }) })
      .safeParse(params);
    const uris = new Set(data?.notifications.resourceSubscriptions);
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    const subscribed = await Promise.allSettled([...uris].map((uri) => this.#warm.subscribe(uri, signal)));
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

/** Passes what the server says on to the client's own stream, as long as that is there. */
function tellTo(context: ServerContext): (message: Message) => void {
  return ({ method = '', params: said }) => {
    if (method === 'notifications/message' && envelopeOf(context)[LOG_LEVEL] === undefined) return;
    const params = method === 'notifications/progress' ? inThisRound(said, context) : said;
    if (method === 'notifications/progress' && !params) return;
    void context.mcpReq
      .notify({ method, ...(params ? { params } : {}) } as Parameters<ServerContext['mcpReq']['notify']>[0])
      .catch(() => {});
  };
}

/** Progress of a parked call carries the token of its first round; each round has its own, or none. */
function inThisRound(said: Message['params'], { mcpReq }: ServerContext): Message['params'] {
  const { progressToken } = objectOr(mcpReq._meta);
  return progressToken === undefined ? undefined : { ...said, progressToken };
}

/** The same words, in the client's own envelope. */
function inOwnEnvelope(params: Params, context: ServerContext): Record<string, unknown> {
  const { inputResponses } = context.mcpReq;
  const state = context.mcpReq.requestState();
  return {
    ...params,
    ...(inputResponses === undefined ? {} : { inputResponses }),
    ...(state === undefined ? {} : { requestState: state }),
    _meta: { ...params._meta, ...envelopeOf(context) },
  };
}

function envelopeOf({ mcpReq }: ServerContext): Record<string, unknown> {
  return objectOr(mcpReq.envelope);
}

/** Parameters as a 2025 server knows them. */
function withoutEnvelope({ _meta, ...params }: Params): Record<string, unknown> {
  const kept = Object.entries(_meta ?? {}).filter(([key]) => !key.startsWith('io.modelcontextprotocol/'));
  return kept.length > 0 ? { ...params, _meta: Object.fromEntries(kept) } : params;
}

function digestOf(
  method: string,
  { _meta, inputResponses: _answers, requestState: _state, ...params }: Params,
): string {
  return createHash('sha256')
    .update(JSON.stringify([method, params]))
    .digest('base64url');
}

function objectOr(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
