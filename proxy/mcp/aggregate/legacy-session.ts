import { unreachable } from '../../routing/call.ts';
import type { Instance } from '../../routing/instance.ts';
import { pick } from '../../routing/pick.ts';
import type { RoutedService } from '../../routing/router.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import { CLIENT_INFO } from '../../upstream/identity.ts';
import type { Answer } from '../../upstream/peer.ts';
import type { AllBridges } from '../bridge/bridges.ts';
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
  readonly #bridges: AllBridges;
  readonly #instructions: string;
  readonly #onClose: () => void;
  readonly #links = new Map<string, Promise<{ link: Link; instance: Instance }>>();
  #level: Record<string, unknown> | null = null;

  constructor(
    view: View,
    client: LegacyClient,
    door: LegacyDoor,
    { bridges, instructions, onClose }: { bridges: AllBridges; instructions: string; onClose: () => void },
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
    for (const open of this.#links.values())
      void open.then(({ link }) => link.notification(method, params)).catch(() => {});
  }

  async close(): Promise<void> {
    this.#onClose();
    const open = [...this.#links.values()];
    this.#links.clear();
    await Promise.allSettled(open.map(async (link) => (await link).link.close()));
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
    const { link, instance } = await this.#linkOf(service, call);
    try {
      const { value } = await instance.carry(() => link.request(method, params, call));
      instance.foundByCall(null);
      return value;
    } catch (error) {
      if (error instanceof UpstreamFault) {
        instance.foundByCall(error);
        if (error.executed === 'no') this.#drop(service);
      }
      throw error;
    }
  }

  /** A level is set for the whole face: for the links there are, and for those to come. */
  async #setLevel(params: Record<string, unknown>, call: Call): Promise<Record<string, unknown>> {
    this.#level = params;
    const open = await Promise.allSettled(this.#links.values());
    await Promise.allSettled(
      open.map(
        async (link) => link.status === 'fulfilled' && link.value.link.request('logging/setLevel', params, call),
      ),
    );
    return {};
  }

  #linkOf(service: RoutedService, call: Call): Promise<{ link: Link; instance: Instance }> {
    const known = this.#links.get(service.name) ?? this.#open(service, call);
    this.#links.set(service.name, known);
    known.catch(() => this.#links.delete(service.name));
    return known;
  }

  async #open(service: RoutedService, call: Call): Promise<{ link: Link; instance: Instance }> {
    let fault: UpstreamFault | undefined;
    for (const instance of pick(service.instances.filter(({ upstream }) => upstream !== null))) {
      try {
        await instance.upstream?.get();
        const link = this.#bridges.linkTo(instance, this.#client, this.#door);
        link.notification('notifications/initialized', {});
        if (this.#level) await link.request('logging/setLevel', this.#level, call).catch(() => {});
        return { link, instance };
      } catch (error) {
        if (!(error instanceof UpstreamFault)) throw error;
        instance.foundByCall(error);
        fault = error;
      }
    }
    throw unreachable(service, fault);
  }

  #drop({ name }: RoutedService): void {
    const open = this.#links.get(name);
    this.#links.delete(name);
    void open?.then(({ link }) => link.close()).catch(() => {});
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
