import { createHash } from 'node:crypto';
import type { ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Instance } from '../../routing/instance.ts';
import type { RoutedService } from '../../routing/router.ts';
import { type Connect, connectWithin } from '../../upstream/connect.ts';
import type { Message } from '../../upstream/message.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import type { Affinity } from '../../workers/affinity.ts';
import { CarPark, type Outcome, ParkedCall } from './parked-call.ts';
import { DEFAULT_SILENCE, Patience } from './patience.ts';
import { RestingConnections } from './resting.ts';

/** The only requests that may be answered by a demand for input (MCP 2026-07-28, input requests). */
const INTERACTIVE = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Passed on unread: what the SDK does not know must not be lost on the way. */
export const Params = z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() });
export type Params = z.infer<typeof Params>;

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
  affinity: Affinity;
  /** How long the server may leave a call without a word. */
  silenceMs: number;
}

/** One instance, for requests of 2026 clients where bytes cannot pass: its server is older, or is no HTTP server. */
export class ModernBridge {
  readonly service: RoutedService;
  readonly #instance: Instance;
  readonly #warm: WarmUpstream;
  readonly #options: ModernBridgeOptions;
  readonly #carPark: CarPark;
  readonly #resting = new RestingConnections({ idleMs: RESTING_MS, most: RESTING });

  constructor(service: RoutedService, instance: Instance, warm: WarmUpstream, options: ModernBridgeOptions) {
    this.service = service;
    this.#instance = instance;
    this.#warm = warm;
    this.#options = options;
    this.#carPark = new CarPark({ patienceMs: options.parkedMs, most: options.parked });
  }

  close(): void {
    this.#carPark.close();
    this.#resting.close();
  }

  get parked(): number {
    return this.#carPark.size;
  }

  /** Whether a call that waits for its client's answers is parked here under this handle. */
  holds(handle: string): boolean {
    return this.#carPark.holds(handle);
  }

  /**
   * Passes one request on, and its result back. `signal` ends the work: the client has left, or it is done elsewhere.
   * Throws as `Upstream.request` does, and `ProtocolError` for a retry that nothing waits for.
   */
  async request(
    method: string,
    params: Params,
    context: ServerContext,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { era } = await this.#warm.get(signal);
    if (era === 'modern') return this.#share(method, inOwnEnvelope(params, context), context, signal);
    const envelope = envelopeOf(context);
    const isAlone =
      INTERACTIVE.has(method) &&
      (Object.keys(objectOr(envelope[CAPABILITIES])).length > 0 || envelope[LOG_LEVEL] !== undefined);
    if (isAlone || context.mcpReq.requestState() !== undefined) return this.#interact(method, params, context, signal);
    return this.#share(method, withoutEnvelope(params), context, signal);
  }

  /** On the connection that all share. */
  async #share(method: string, params: Record<string, unknown>, context: ServerContext, until: AbortSignal) {
    const patience = new Patience({ ...DEFAULT_SILENCE, silenceMs: this.#options.silenceMs });
    const tell = tellTo(context);
    const notification = (message: Message) => {
      patience.heard();
      tell(message);
    };
    try {
      const signal = AbortSignal.any([until, patience.signal]);
      return (await this.#warm.request(method, params, signal, { notification })).value;
    } finally {
      patience.end();
    }
  }

  /** To a 2025 server, for a client that can be asked: on a connection that this call has to itself, parked between its rounds. */
  async #interact(method: string, params: Params, context: ServerContext, signal: AbortSignal) {
    const digest = digestOf(method, params);
    const state = context.mcpReq.requestState();
    const call =
      state === undefined
        ? await this.#begin(method, params, context, digest)
        : this.#carPark.take(String(state), digest);
    if (!call) throw await expired();
    const giveUp = () => call.cancel();
    signal.addEventListener('abort', giveUp, { once: true });
    call.tell = tellTo(context);
    if (state !== undefined) call.answer(objectOr(context.mcpReq.inputResponses));
    const outcome: Outcome = await call.next();
    call.tell = null;
    signal.removeEventListener('abort', giveUp);
    signal.throwIfAborted();
    if ('error' in outcome) throw outcome.error;
    if ('result' in outcome) return outcome.result.value;
    this.#carPark.park(call, this.#instance.retirement.hold());
    return { resultType: 'input_required' as const, inputRequests: outcome.questions, requestState: call.handle };
  }

  async #begin(method: string, params: Params, context: ServerContext, digest: string): Promise<ParkedCall> {
    const { target } = this.#instance.spec;
    if ('reason' in target) throw new Error(target.message);
    const envelope = envelopeOf(context);
    const call = new ParkedCall(digest, () => this.#options.affinity.newId('parked'));
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
      await upstream
        .request('logging/setLevel', { level }, AbortSignal.timeout(this.#options.silenceMs))
        .catch(() => {});
    call.begin(connection, this.#options.silenceMs, (signal) =>
      upstream.request(method, withoutEnvelope(params), signal, heard),
    );
    return call;
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

/** The SDK is loaded by then: a request of its made this retry. */
async function expired(): Promise<Error> {
  const { ProtocolError } = await import('@modelcontextprotocol/server');
  return new ProtocolError(-32602, 'Invalid or expired requestState');
}
