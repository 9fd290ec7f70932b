import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf, HttpCaller } from '../routing/caller.ts';
import { askedTimeout } from '../routing/deadline.ts';
import type { Flight } from '../routing/flight.ts';
import type { Instance } from '../routing/instance.ts';
import { refuseQuarantined } from '../routing/quarantine.ts';
import { mayRepeat } from '../routing/retry.ts';
import { route } from '../routing/route.ts';
import type { RoutedService, Router } from '../routing/router.ts';
import { forwardedHeaders } from '../upstream/passed-headers.ts';
import type { Affinity } from '../workers/affinity.ts';
import type { Bridges } from './bridge/bridges.ts';
import { retryElsewhere } from './bridge/retry-elsewhere.ts';
import { openBytes } from './byte-opening.ts';
import { takesBytes } from './byte-session.ts';
import { type Inbound, readInbound } from './inbound.ts';
import { ListCache } from './list-cache.ts';
import { noteListing } from './note-listing.ts';
import { sendJson } from './plain-request.ts';
import { notAllowed, sendFault, sendNoSession } from './reply.ts';
import type { Sessions } from './sessions.ts';

export interface ServiceFaceOptions {
  sessions: Sessions;
  bridges: Bridges;
  affinity: Affinity;
  bodyBytes: number;
  answerBytes: number;
}

/**
 * `/mcp/{service}`: one service as if connected directly. Where client and upstream are of one era and the upstream is
 * reached over streamable HTTP, bytes pass untouched; else a bridge stands between them.
 */
export class ServiceFace {
  readonly #router: Router;
  readonly #options: ServiceFaceOptions;
  readonly #lists = new WeakMap<RoutedService, ListCache>();

  constructor(router: Router, options: ServiceFaceOptions) {
    this.#router = router;
    this.#options = options;
  }

  /** Answers a request for the service of this name. Throws `ProxyError` when there is none. */
  async answer(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const service = this.#router.resolve(name);
    const { 'mcp-session-id': sessionId } = request.headers;
    let inbound: Inbound | null = null;
    try {
      if (request.method === 'POST') inbound = await readInbound(request, this.#options.bodyBytes);
      else if (request.method !== 'GET' && request.method !== 'DELETE') throw notAllowed();
      if (inbound?.era === 'modern') await this.#answerModern(service, request, response, inbound);
      else if (typeof sessionId === 'string')
        await this.#options.sessions.serve({ id: sessionId, service: service.name }, request, response, inbound);
      else if (inbound?.message.method === 'initialize') await this.#open(service, request, response, inbound);
      else await this.#answerWithoutSession(service, request, response, inbound);
    } catch (error) {
      sendFault(response, error, inbound?.message.id ?? null);
    }
  }

  async #answerModern(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    const lists = this.#listsOf(service);
    const key = lists.keyOf(inbound, request);
    const kept = key === null ? undefined : lists.answer(key, inbound.message.id ?? 0);
    if (kept !== undefined) return sendJson(response, kept);
    const isRetry = typeof inbound.message.params?.requestState === 'string';
    if (isRetry && (await retryElsewhere(this.#options.affinity, request, response, inbound))) return;
    if (service.instances.some(isModern) || (await canPass(service, isModern, response)))
      await this.#pass(service, isModern, request, response, inbound, key);
    else await this.#options.bridges.answerModern(service, request, response, inbound);
  }

  async #open(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void> {
    const { sessions, answerBytes } = this.#options;
    const isOpened =
      (await canPass(service, takesBytes, response)) &&
      (await openBytes(service, request, response, inbound, { sessions, answerBytes }));
    if (isOpened) return;
    await this.#options.bridges.openLegacy(service, request, response, inbound);
  }

  /** Without a session, a legacy message or a GET is for a server that keeps none; any other will say so itself. */
  async #answerWithoutSession(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<void> {
    if (await canPass(service, takesBytes, response)) await this.#pass(service, takesBytes, request, response, inbound);
    else sendNoSession(response, inbound?.message.id ?? null);
  }

  #listsOf(service: RoutedService): ListCache {
    let lists = this.#lists.get(service);
    if (!lists) {
      lists = new ListCache(service);
      this.#lists.set(service, lists);
    }
    return lists;
  }

  /** Bytes in, bytes out. */
  async #pass(
    service: RoutedService,
    can: (instance: Instance) => boolean,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
    keptUnder: string | null = null,
  ): Promise<void> {
    const { method, id, params } = inbound?.message ?? {};
    const isListening = inbound === null || method === 'subscriptions/listen';
    const tool = method === 'tools/call' ? String(params?.name) : (method ?? 'listen');
    if (method === 'tools/call') refuseQuarantined(service, tool);
    const caller = new HttpCaller(response);
    const timeoutMs = askedTimeout(params, service) ?? service.timeoutMs;
    const until = performance.now() + timeoutMs;
    const work = { tool, mayRepeat: mayRepeat(method, service.tool(tool)), isListening, caller, can, until };
    const lists = this.#listsOf(service);
    const { changes } = lists;
    const exchange = {
      method:
        request.method === 'POST'
          ? ('POST' as const)
          : request.method === 'DELETE'
            ? ('DELETE' as const)
            : ('GET' as const),
      headers: forwardedHeaders(request.rawHeaders),
      body: inbound?.body ?? null,
    };
    const forward = (instance: Instance, flight: Flight) =>
      forwarderOf(instance).forward(exchange, response, {
        idleMs: isListening ? 0 : timeoutMs,
        apart: isListening || id === undefined,
        watcher: flight,
        keep: keptUnder === null ? undefined : (body) => lists.keep(keptUnder, body, changes),
        onStream: isListening ? () => lists.clear() : undefined,
      });
    const act = (instance: Instance, flight: Flight) => {
      const passing = forward(instance, flight);
      const isEnded = isListening ? endsWithInstance(passing, instance, response) : passing;
      return isEnded.then((finding) => {
        flight.note(finding);
        if (method === 'tools/list') noteListing(instance);
      });
    };
    const pass = async () => {
      // While it stood in line, there may have come others.
      if (!service.instances.some(can)) await canPass(service, can, response);
      await route(service, work, act);
    };
    // A stream that only listens is no load.
    await (isListening ? pass() : service.gate.pass(pass, caller, until));
  }
}

/** A stream that only listens has no end of its own: it is ended when its instance goes. */
function endsWithInstance<T>(passing: Promise<T>, { retirement }: Instance, response: ServerResponse): Promise<T> {
  return passing.finally(retirement.onLeave(() => response.end()));
}

/** Whether some instance can take a client's bytes. Meets one when none of them was met yet. */
async function canPass(
  service: RoutedService,
  can: (instance: Instance) => boolean,
  response: ServerResponse,
): Promise<boolean> {
  const http = service.instances.filter(takesBytes);
  if (http.length > 0 && !http.some(({ upstream }) => upstream?.era)) {
    const signal = AbortSignal.any([new HttpCaller(response).signal, AbortSignal.timeout(service.timeoutMs)]);
    const work = { tool: 'server/discover', mayRepeat: true, caller: callerOf(signal), can: takesBytes };
    await route(service, work, async ({ upstream }) => void (await upstream?.get(signal)));
  }
  return service.instances.some(can);
}

/** A server of the modern era may well know the older one, too, and is asked. None is the other way round. */
function isModern(instance: Instance): boolean {
  return takesBytes(instance) && instance.upstream?.era === 'modern';
}

function forwarderOf({ forwarder, spec }: Instance) {
  if (!forwarder) throw new Error(`${spec.id} is not reached over HTTP`);
  return forwarder;
}
