import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerContext } from '@modelcontextprotocol/server';
import { callerOf } from '../../routing/caller.ts';
import { askedTimeout, withinAsked } from '../../routing/deadline.ts';
import type { Instance } from '../../routing/instance.ts';
import { refuseQuarantined, shownList } from '../../routing/quarantine.ts';
import { mayRepeat } from '../../routing/retry.ts';
import { route } from '../../routing/route.ts';
import type { RoutedService } from '../../routing/router.ts';
import { type Abortable, realSignal } from '../../upstream/abort.ts';
import { type Connect, connectUpstream } from '../../upstream/connect.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import type { Affinity } from '../../workers/affinity.ts';
import type { Inbound } from '../inbound.ts';
import { noteListing } from '../note-listing.ts';
import type { Sessions } from '../sessions.ts';
import { legacyError } from './errors.ts';
import { changedLists } from './hearing.ts';
import { type Behind, LegacyDoor } from './legacy-door.ts';
import { OwnLink, SharedLink } from './legacy-link.ts';
import { type ClientEnd, type LegacyClient, type Link, readInitialize } from './link.ts';
import { ModernBridge, type Params } from './modern-client.ts';
import type { ModernDoor } from './modern-door.ts';
import { ModernLink } from './modern-link.ts';
import { RoutedLink } from './routed-link.ts';

export interface BridgeOptions {
  sessions: Sessions;
  connect?: Connect;
  /** How long a connection of a client's own may take to open. */
  connectTimeoutMs: number;
  /** How long a call waits for its client's answers, and how many may wait. */
  parkedMs: number;
  parked: number;
  affinity: Affinity;
}

/** The bridges between clients and upstreams of different eras, and to upstreams that are no HTTP servers. */
export class Bridges implements AsyncDisposable {
  readonly #options: BridgeOptions & { connect: Connect };
  readonly #modern = new Map<Instance, ModernBridge>();
  readonly #doors = new Map<RoutedService, ModernDoor>();

  constructor({ connect = connectUpstream, ...options }: BridgeOptions) {
    this.#options = { connect, ...options };
  }

  /** Begins a session for a 2025 client that said `initialize`. */
  async openLegacy(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    const client = readInitialize(inbound);
    const { sessions, parkedMs } = this.#options;
    const id = sessions.newId();
    const silence = { silenceMs: service.timeoutMs, askingMs: parkedMs };
    const door = new LegacyDoor(id, (door) => behind(this.linkTo(service, client, door)), silence);
    try {
      await door.answer(request, response, inbound);
    } catch (error) {
      response.removeHeader('mcp-session-id');
      await door.close();
      throw error;
    }
    // Who has left before the answer knows no id to come back with.
    if (response.writableEnded) sessions.add(id, service.name, door);
    else await door.close();
  }

  /** The way to a service for one 2025 client. */
  linkTo(service: RoutedService, client: LegacyClient, door: ClientEnd): RoutedLink {
    const onMoved = ({ upstream }: Instance) => {
      for (const message of changedLists(upstream?.current?.capabilities ?? {})) door.tell(message);
    };
    return new RoutedLink(service, (instance) => this.#linkAt(instance, client, door), onMoved);
  }

  /** Answers one message of a 2026 client. */
  async answerModern(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    await (this.#doors.get(service) ?? (await this.#openDoor(service))).answer(request, response, inbound);
  }

  /** The SDK behind it is loaded when it is first needed. */
  async #openDoor(service: RoutedService): Promise<ModernDoor> {
    const { ModernDoor } = await import('./modern-door.ts');
    const known = this.#doors.get(service);
    if (known) return known;
    const door = new ModernDoor(service, this.request, { connectMs: this.#options.connectTimeoutMs });
    this.#doors.set(service, door);
    return door;
  }

  /** One request of a 2026 client, at an instance of a service; a retry where its call is parked. */
  readonly request = async (
    service: RoutedService,
    method: string,
    params: Params,
    context: ServerContext,
  ): Promise<Record<string, unknown>> => {
    const { signal } = context.mcpReq;
    const state = context.mcpReq.requestState();
    const bound = state === undefined ? undefined : this.#whereParked(service, String(state));
    const tool = method === 'tools/call' ? String(params.name) : method;
    if (method === 'tools/call') refuseQuarantined(service, tool);
    const work = { tool, mayRepeat: !bound && mayRepeat(method, service.tool(tool)), bound };
    const act = async (until: Abortable) => {
      const { value, instance } = await route(service, { ...work, caller: callerOf(until) }, (instance, flight) =>
        this.#bridgeTo(instance, service).request(method, params, context, realSignal(flight.signalWith(until))),
      );
      if (method !== 'tools/list') return value;
      noteListing(instance);
      return shownList(service, value);
    };
    return service.gate.pass(() => withinAsked(askedTimeout(params, service), signal, act), callerOf(signal));
  };

  /** Calls that wait for their clients' answers. */
  get parked(): number {
    return [...this.#modern.values()].reduce((sum, { parked }) => sum + parked, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const door of this.#doors.values()) door.close();
    for (const bridge of this.#modern.values()) bridge.close();
  }

  /** The instances of some services are others now: those who listen to one hear the new ones, and what has changed. */
  follow(changed: readonly RoutedService[], removed: readonly RoutedService[]): void {
    for (const service of changed) this.#doors.get(service)?.follow();
    for (const service of removed) {
      this.#doors.get(service)?.close();
      this.#doors.delete(service);
    }
  }

  /** The instance where a call of a service is parked; it may have retired meanwhile. */
  #whereParked(service: RoutedService, handle: string): Instance | undefined {
    return [...this.#modern].find(([, bridge]) => bridge.service === service && bridge.holds(handle))?.[0];
  }

  /** The instance must have been met, so that its era is known. */
  #linkAt(instance: Instance, client: LegacyClient, door: ClientEnd): Link {
    const warm = warmOf(instance);
    if (warm.era === 'modern') return new ModernLink(warm, client, door);
    if (Object.keys(client.capabilities).length === 0) return new SharedLink(warm, client, door);
    const { target } = instance.spec;
    if ('reason' in target) throw new UpstreamFault(target.reason, target.message, { executed: 'no' });
    const { connect, connectTimeoutMs: timeoutMs } = this.#options;
    return new OwnLink(target, client, door, { connect, timeoutMs });
  }

  #bridgeTo(instance: Instance, service: RoutedService): ModernBridge {
    const { connectTimeoutMs: timeoutMs, ...options } = this.#options;
    const known = this.#modern.get(instance);
    if (known) return known;
    const settings = { ...options, timeoutMs, silenceMs: service.timeoutMs };
    const bridge = new ModernBridge(service, instance, warmOf(instance), settings);
    this.#modern.set(instance, bridge);
    instance.retirement.onLeave(() => {
      this.#modern.delete(instance);
      bridge.close();
    });
    return bridge;
  }
}

/** A session's way behind its door: what is not for the upstream is answered here. */
function behind(link: Link): Behind {
  return {
    async request({ method, params }, call) {
      // Nothing has begun yet: that nobody can be reached is not an answer, but a refusal to begin.
      if (method === 'initialize') return { result: await link.initialize() };
      try {
        const { value } = await link.request(method, params, call);
        return { result: value };
      } catch (error) {
        return { error: legacyError(error) };
      }
    },
    notification: ({ method, params }) => link.notification(method, params),
    close: () => link.close(),
  };
}

function warmOf({ upstream, live }: Instance): WarmUpstream {
  if (!upstream) throw new UpstreamFault(live.reason, live.error ?? 'it cannot be reached', { executed: 'no' });
  return upstream;
}
