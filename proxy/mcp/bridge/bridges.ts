import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../../routing/instance.ts';
import type { RoutedService } from '../../routing/router.ts';
import { type Connect, connectUpstream } from '../../upstream/connect.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import type { WarmUpstream } from '../../upstream/warm.ts';
import type { Inbound } from '../inbound.ts';
import type { Bridges } from '../service-face.ts';
import type { Sessions } from '../sessions.ts';
import { legacyError } from './errors.ts';
import { type Behind, LegacyDoor } from './legacy-door.ts';
import { OwnLink, SharedLink } from './legacy-link.ts';
import { type ClientEnd, type LegacyClient, type Link, readInitialize } from './link.ts';
import { ModernBridge } from './modern-client.ts';
import { ModernLink } from './modern-link.ts';

export interface BridgeOptions {
  sessions: Sessions;
  connect?: Connect;
  /** How long a connection of a client's own may take to open. */
  connectTimeoutMs: number;
  /** How long a call waits for its client's answers, and how many may wait. */
  parkedMs: number;
  parked: number;
}

/** The bridges themselves, for faces that put several services together. */
export interface AllBridges extends Bridges, AsyncDisposable {
  /** How many calls wait for their clients' answers. */
  readonly parked: number;
  linkTo(instance: Instance, client: LegacyClient, door: ClientEnd): Link;
  /** `silenceMs` is how long its server may leave a call without a word. */
  modernBridge(instance: Instance, silenceMs?: number): ModernBridge;
}

/** The bridges between clients and upstreams of different eras, and to upstreams that are no HTTP servers. */
export function createBridges({
  sessions,
  connect = connectUpstream,
  connectTimeoutMs,
  ...parking
}: BridgeOptions): AllBridges {
  const modern = new Map<Instance, ModernBridge>();
  return {
    get parked() {
      return [...modern.values()].reduce((sum, bridge) => sum + bridge.parked, 0);
    },
    openLegacy,
    answerModern,
    linkTo,
    modernBridge,
    [Symbol.asyncDispose]: close,
  };

  async function openLegacy(
    service: RoutedService,
    instance: Instance,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    const client = readInitialize(inbound);
    await warmOf(instance).get();
    const id = sessions.newId();
    const silence = { silenceMs: service.timeoutMs, askingMs: parking.parkedMs };
    const door = new LegacyDoor(id, (door) => behind(instance, linkTo(instance, client, door)), silence);
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

  /** The way to an instance for one 2025 client. The instance must have been met, so that its era is known. */
  function linkTo(instance: Instance, client: LegacyClient, door: ClientEnd): Link {
    const warm = warmOf(instance);
    if (warm.era === 'modern') return new ModernLink(warm, client, door);
    if (Object.keys(client.capabilities).length === 0) return new SharedLink(warm, client, door);
    const { target } = instance.spec;
    if ('reason' in target) throw new UpstreamFault(target.reason, target.message, { executed: 'no' });
    return new OwnLink(target, client, door, { connect, timeoutMs: connectTimeoutMs });
  }

  async function answerModern(
    service: RoutedService,
    instance: Instance,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    await warmOf(instance).get();
    await modernBridge(instance, service.timeoutMs).answer(request, response, inbound);
  }

  /** The way to an instance for 2026 clients: one for all of them. */
  function modernBridge(instance: Instance, silenceMs?: number): ModernBridge {
    const bridge =
      modern.get(instance) ??
      new ModernBridge(instance, warmOf(instance), {
        connect,
        timeoutMs: connectTimeoutMs,
        parkedMs: parking.parkedMs,
        parked: parking.parked,
      });
    modern.set(instance, bridge);
    bridge.silenceMs = silenceMs ?? bridge.silenceMs;
    return bridge;
  }

  async function close(): Promise<void> {
    for (const bridge of modern.values()) bridge.close();
  }
}

/** A session's way behind its door: what is not for the upstream is answered here. */
function behind(instance: Instance, link: Link): Behind {
  return {
    async request({ method, params }, call) {
      // Nothing has begun yet: that this instance cannot be reached is the caller's business, who may try another.
      if (method === 'initialize') return { result: await link.initialize() };
      try {
        const { value } = await instance.carry(() => link.request(method, params, call));
        instance.foundByCall(null);
        return { result: value };
      } catch (error) {
        if (error instanceof UpstreamFault) instance.foundByCall(error);
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
