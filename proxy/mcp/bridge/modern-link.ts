import * as z from 'zod';
import { JsonRpcError } from '../../upstream/fault.ts';
import type { Message } from '../../upstream/message.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import { inLegacyWords } from './errors.ts';
import { Hearing } from './hearing.ts';
import type { Call } from './legacy-door.ts';
import { legacyOutput, legacyTools } from './legacy-output.ts';
import { agreedVersion, type ClientEnd, type LegacyClient, type Link } from './link.ts';

/** A call that asks its user more often than this asks in circles. */
const MAX_ROUNDS = 10;

const InputRequired = z.looseObject({
  resultType: z.literal('input_required'),
  inputRequests: z
    .record(z.string(), z.looseObject({ method: z.string(), params: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
  requestState: z.string().optional(),
});

/**
 * A 2025 client in front of a 2026 server. The server keeps no session, so ours is all there is: each request carries
 * what the client said of itself, and a result that asks for input becomes questions on the client's own stream.
 */
export class ModernLink implements Link {
  readonly #warm: WarmUpstream;
  readonly #client: LegacyClient;
  readonly #door: ClientEnd;
  readonly #hearing: Hearing;
  #level: string | undefined;

  constructor(warm: WarmUpstream, client: LegacyClient, door: ClientEnd) {
    this.#warm = warm;
    this.#client = client;
    this.#door = door;
    this.#hearing = new Hearing(warm, (message) => door.tell(legacyNotification(message)));
  }

  async initialize(): Promise<Record<string, unknown>> {
    const { serverInfo, capabilities, instructions } = await this.#warm.get();
    return {
      protocolVersion: agreedVersion(this.#client.protocolVersion),
      capabilities: legacyCapabilities(capabilities),
      serverInfo,
      ...(instructions === undefined ? {} : { instructions }),
    };
  }

  async request(method: string, params: Record<string, unknown> = {}, call: Call, signal = call.signal) {
    if (method === 'ping') return { value: {} };
    if (method === 'logging/setLevel') {
      this.#level = typeof params.level === 'string' ? params.level : undefined;
      return { value: {} };
    }
    if (method === 'resources/subscribe') {
      await this.#hearing.subscribe(String(params.uri), signal);
      return { value: {} };
    }
    if (method === 'resources/unsubscribe') {
      this.#hearing.unsubscribe(String(params.uri));
      return { value: {} };
    }
    let sent = params;
    for (let round = 0; round <= MAX_ROUNDS; round += 1) {
      const asked = this.#warm.request(method, this.#asClient(sent), signal, {
        notification: (message) => this.#door.tell(legacyNotification(message), call),
      });
      const { value } = await asked.catch((error: unknown) => {
        throw inLegacyWords(error, method);
      });
      const { data: asks } = InputRequired.safeParse(value);
      if (!asks) return { value: this.#legacyResult(value, method, params) };
      const inputResponses = await this.#ask(asks.inputRequests, call);
      sent = {
        ...params,
        inputResponses,
        ...(asks.requestState === undefined ? {} : { requestState: asks.requestState }),
      };
    }
    throw new JsonRpcError(-32603, `The server asked for input more than ${MAX_ROUNDS} times`);
  }

  /** Of a client's notifications none means anything to a server without sessions. */
  notification(): void {}

  async close(): Promise<void> {
    this.#hearing.close();
  }

  /** Who asks, and what it can be asked, in every request (MCP 2026-07-28, `_meta`). */
  #asClient(params: Record<string, unknown>): Record<string, unknown> {
    const meta = typeof params._meta === 'object' ? params._meta : {};
    return {
      ...params,
      _meta: {
        ...meta,
        'io.modelcontextprotocol/clientInfo': this.#client.clientInfo,
        'io.modelcontextprotocol/clientCapabilities': this.#client.capabilities,
        // Servers of the older era log to whoever has not said a level.
        'io.modelcontextprotocol/logLevel': this.#level ?? 'debug',
      },
    };
  }

  async #ask(requests: z.infer<typeof InputRequired>['inputRequests'], call: Call): Promise<Record<string, unknown>> {
    const answers = await Promise.all(
      Object.entries(requests).map(async ([key, { method, params }]) => {
        const answer = await this.#door.ask(method, params, call);
        if ('error' in answer) throw new JsonRpcError(answer.error.code, answer.error.message, answer.error.data);
        return [key, answer.result] as const;
      }),
    );
    return Object.fromEntries(answers);
  }

  /** A result without what only 2026-07-28 knows. */
  #legacyResult(
    { resultType: _type, ttlMs: _ttl, cacheScope: _scope, _meta, ...result }: Record<string, unknown>,
    method: string,
    { name }: Record<string, unknown>,
  ) {
    const kept = { ...result, ...withoutOwnKeys(_meta) };
    if (method === 'tools/list' && 'tools' in kept) return { ...kept, tools: legacyTools(kept.tools) };
    if (method !== 'tools/call') return kept;
    return legacyOutput(kept, this.#warm.knownTools?.find((tool) => tool.name === name)?.outputSchema);
  }
}

/** What the bridge adds for a 2025 client: a level to log at, and resources to subscribe to. */
function legacyCapabilities(capabilities: Record<string, unknown>): Record<string, unknown> {
  const { resources } = capabilities;
  return {
    ...capabilities,
    logging: capabilities.logging ?? {},
    ...(typeof resources === 'object' ? { resources: { ...resources, subscribe: true } } : {}),
  };
}

function legacyNotification({ jsonrpc, method, params = {} }: Message): object {
  const { _meta, ...rest } = params;
  return { jsonrpc, method, params: { ...rest, ...withoutOwnKeys(_meta) } };
}

/** `_meta` without the protocol's own keys of the modern era; without `_meta` when nothing else was in it. */
function withoutOwnKeys(meta: unknown): { _meta?: Record<string, unknown> } {
  if (typeof meta !== 'object' || meta === null) return {};
  const kept = Object.entries(meta).filter(([key]) => !key.startsWith('io.modelcontextprotocol/'));
  return kept.length > 0 ? { _meta: Object.fromEntries(kept) } : {};
}
