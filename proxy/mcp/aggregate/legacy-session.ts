import type { RoutedService } from '../../routing/router.ts';
import { CLIENT_INFO } from '../../upstream/identity.ts';
import type { Answer } from '../../upstream/peer.ts';
import type { Bridges } from '../bridge/bridges.ts';
import { legacyError } from '../bridge/errors.ts';
import type { Behind, Call, LegacyDoor } from '../bridge/legacy-door.ts';
import { agreedVersion, type ClientEnd, type LegacyClient, type Link } from '../bridge/link.ts';
import type { InboundMessage } from '../inbound.ts';
import { routeOf } from './routes.ts';
import type { View } from './view.ts';

/** What a face of many services can do, whatever each of them can. */
export const FACE_CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
};

/** A 2025 client's session with a face: one link to each service that it has used so far. */
export class AggregateSession implements Behind {
  readonly #view: View;
  readonly #client: LegacyClient;
  readonly #door: ClientEnd;
  readonly #bridges: Bridges;
  readonly #instructions: string;
  readonly #onClose: () => void;
  readonly #links = new Map<string, Promise<Link>>();
  #level: Record<string, unknown> | null = null;

  constructor(
    view: View,
    client: LegacyClient,
    door: LegacyDoor,
    { bridges, instructions, onClose }: { bridges: Bridges; instructions: string; onClose: () => void },
  ) {
    this.#view = view;
    this.#client = client;
    this.#door = withoutListChanges(door);
    this.#bridges = bridges;
    this.#instructions = instructions;
    this.#onClose = onClose;
  }

  async request({ method, params = {} }: InboundMessage & { method: string }, call: Call): Promise<Answer> {
    try {
      return { result: await this.#answer(method, params, call) };
    } catch (error) {
      return { error: legacyError(error) };
    }
  }

  notification({ method, params = {} }: InboundMessage & { method: string }): void {
    for (const open of this.#links.values()) void open.then((link) => link.notification(method, params));
  }

  async close(): Promise<void> {
    this.#onClose();
    const open = [...this.#links.values()];
    this.#links.clear();
    await Promise.allSettled(open.map(async (link) => (await link).close()));
  }

  async #answer(method: string, params: Record<string, unknown>, call: Call): Promise<Record<string, unknown>> {
    if (method === 'ping') return {};
    if (method === 'initialize') {
      const protocolVersion = agreedVersion(this.#client.protocolVersion);
      return {
        protocolVersion,
        capabilities: FACE_CAPABILITIES,
        serverInfo: CLIENT_INFO,
        instructions: this.#instructions,
      };
    }
    if (method === 'logging/setLevel') return this.#setLevel(params, call);
    const route = await routeOf(this.#view, method, params);
    if ('answer' in route) return route.answer;
    return this.#pass(route.service, method, route.params, call);
  }

  async #pass(
    service: RoutedService,
    method: string,
    params: Record<string, unknown>,
    call: Call,
  ): Promise<Record<string, unknown>> {
    const { value } = await (await this.#linkOf(service, call)).request(method, params, call);
    return value;
  }

  /** A level is set for the whole face: for the links there are, and for those to come. */
  async #setLevel(params: Record<string, unknown>, call: Call): Promise<Record<string, unknown>> {
    this.#level = params;
    await Promise.allSettled(
      [...this.#links.values()].map(async (link) => (await link).request('logging/setLevel', params, call)),
    );
    return {};
  }

  #linkOf(service: RoutedService, call: Call): Promise<Link> {
    const known = this.#links.get(service.name) ?? this.#open(service, call);
    this.#links.set(service.name, known);
    return known;
  }

  async #open(service: RoutedService, call: Call): Promise<Link> {
    const link = this.#bridges.linkTo(service, this.#client, this.#door);
    if (this.#level) await link.request('logging/setLevel', this.#level, call).catch(() => {});
    return link;
  }
}

/** That one service's lists have changed is told by the face, once its own lists have. */
function withoutListChanges(door: ClientEnd): ClientEnd {
  return {
    tell: (message, call) => {
      if (!('method' in message && String(message.method).endsWith('/list_changed'))) door.tell(message, call);
    },
    ask: (method, params, call) => door.ask(method, params, call),
    get latestCall() {
      return door.latestCall;
    },
  };
}
