import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProxyError } from '../error.ts';
import { HttpCaller } from '../routing/caller.ts';
import { askedTimeout } from '../routing/deadline.ts';
import type { Flight } from '../routing/flight.ts';
import type { Instance } from '../routing/instance.ts';
import { refuseQuarantined } from '../routing/quarantine.ts';
import { mayRepeat } from '../routing/retry.ts';
import { route } from '../routing/route.ts';
import type { RoutedService } from '../routing/router.ts';
import { SessionGone, UpstreamFault } from '../upstream/fault.ts';
import type { Exchange, Forwarder } from '../upstream/forward.ts';
import type { PassageOptions } from '../upstream/passage.ts';
import { forwardedHeaders } from '../upstream/passed-headers.ts';
import { changedLists } from './bridge/hearing.ts';
import { SessionMemory } from './bridge/session-memory.ts';
import { initializeAt, sessionOf } from './byte-initialize.ts';
import type { Inbound } from './inbound.ts';
import { noteListing } from './note-listing.ts';
import { sendNoSession } from './reply.ts';
import type { ClientSession } from './sessions.ts';

export interface ByteSessionOptions {
  /** The client's own `initialize`, to be said again to another instance, or to one that has forgotten it. */
  opening: Exchange;
  answerBytes: number;
  /** The session has ended, and could not be begun again. */
  onGone: () => void;
}

/** Where the session lives upstream. */
interface Place {
  /** Null when it could not be begun: the next request tries again. */
  instance: Instance | null;
  /** The upstream's own session id. */
  id: Promise<string>;
}

const FAREWELL_MS = 1000;
const INITIALIZED = Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}');
const ACCEPTED = ['content-type', 'application/json', 'accept', 'application/json, text/event-stream'];

/**
 * A 2025 client's session with a service: ours stands for the upstream's, and all else is bytes. Where the upstream has
 * forgotten its session, or is gone, the session is begun again with the client's own words, and the client sees nothing
 * of it.
 */
export class ByteSession implements ClientSession {
  readonly #service: RoutedService;
  readonly #options: ByteSessionOptions;
  readonly #memory = new SessionMemory();
  #place: Place;
  /** The client's listening stream: when the session moves, it is ended, so that the client opens another. */
  #listening: ServerResponse | null = null;

  constructor(
    service: RoutedService,
    { instance, upstreamId }: { instance: Instance; upstreamId: string },
    options: ByteSessionOptions,
  ) {
    this.#service = service;
    this.#options = options;
    this.#place = { instance, id: Promise.resolve(upstreamId) };
  }

  async answer(request: IncomingMessage, response: ServerResponse, inbound: Inbound | null): Promise<void> {
    const { 'mcp-session-id': own } = request.headers;
    const headers = forwardedHeaders(request.rawHeaders);
    const added: Record<string, string> = typeof own === 'string' ? { 'mcp-session-id': own } : {};
    try {
      if (!inbound) await this.#listen(headers, response, added);
      else if (inbound.message.id === undefined || inbound.message.method === undefined)
        await this.#tell(headers, response, inbound, added);
      else await this.#call(headers, response, inbound, added);
    } catch (error) {
      const isGone =
        error instanceof SessionGone || (error instanceof ProxyError && error.cause instanceof SessionGone);
      if (!isGone) throw error;
      this.#options.onGone();
      sendNoSession(response, inbound?.message.id ?? null);
    }
  }

  async close(): Promise<void> {
    await this.#say('DELETE', null);
  }

  async #call(
    headers: string[],
    response: ServerResponse,
    { message, body }: Inbound,
    added: Record<string, string>,
  ): Promise<void> {
    const { id = '', method, params = {} } = message;
    const service = this.#service;
    const idleMs = askedTimeout(params, service) ?? service.timeoutMs;
    const tool = method === 'tools/call' ? String(params.name) : (method ?? '');
    if (method === 'tools/call') refuseQuarantined(service, tool);
    const caller = new HttpCaller(response);
    const until = performance.now() + idleMs;
    const work = {
      tool,
      mayRepeat: mayRepeat(method, service.tool(tool)),
      caller,
      until,
      can: takesBytes,
      stay: this.#place.instance,
    };
    await service.gate.pass(
      () =>
        route(service, work, async (instance, flight) => {
          try {
            await this.#pass(
              { method: 'POST', headers, body },
              response,
              { added, idleMs, watcher: flight },
              instance,
              flight,
            );
            if (method === 'tools/list') noteListing(instance);
          } catch (error) {
            if (error instanceof UpstreamFault && error.reason === 'timeout') void this.#cancel(id);
            throw error;
          }
        }),
      caller,
      until,
    );
    if (method !== undefined) this.#memory.note(method, params);
  }

  /** An answer to the server, or a cancel, is what some call waits for: it does not stand in line behind calls. */
  async #tell(
    headers: string[],
    response: ServerResponse,
    { message, body }: Inbound,
    added: Record<string, string>,
  ): Promise<void> {
    const { instance, id } = this.#place;
    if (!instance) throw new SessionGone();
    const exchange: Exchange = { method: 'POST', headers: [...headers, 'mcp-session-id', await id], body };
    try {
      await forwarderOf(instance).forward(exchange, response, {
        session: true,
        added,
        idleMs: this.#service.timeoutMs,
        apart: true,
      });
    } catch (error) {
      if (!(error instanceof UpstreamFault) || response.headersSent) throw error;
      // It concerned a session that is no more: nobody has to hear it.
      if (message.method === undefined) throw error;
      instance.foundByCall(error);
      response.writeHead(202, added).end();
    }
  }

  async #listen(headers: string[], response: ServerResponse, added: Record<string, string>): Promise<void> {
    const caller = new HttpCaller(response);
    const stay = this.#place.instance;
    const work = { tool: 'listen', mayRepeat: true, isListening: true, caller, can: takesBytes, stay };
    this.#listening = response;
    await route(this.#service, work, async (instance, flight) => {
      const stayed = instance.retirement.onLeave(() => sayFarewell(instance, response));
      const exchange = { method: 'GET' as const, headers, body: null };
      await this.#pass(exchange, response, { added, idleMs: 0 }, instance, flight).finally(stayed);
    });
  }

  /** Passes an exchange at an instance; a second time, in a new session, when the first was forgotten: so it did not run. */
  async #pass(
    { method, headers: sent, body }: Exchange,
    response: ServerResponse,
    { added, idleMs, watcher }: Pick<PassageOptions, 'added' | 'idleMs' | 'watcher'>,
    instance: Instance,
    flight: Flight,
  ): Promise<void> {
    for (let isSecond = false; ; isSecond = true) {
      const place = this.#at(instance);
      try {
        const headers = sent.concat('mcp-session-id', await place.id);
        const passing = { session: true, added, idleMs, apart: idleMs === 0, watcher };
        flight.note(await forwarderOf(instance).forward({ method, headers, body }, response, passing));
        return;
      } catch (error) {
        if (!(error instanceof SessionGone) || isSecond) throw error;
        if (this.#place === place) this.#place = this.#begin(instance);
      }
    }
  }

  #at(instance: Instance): Place {
    if (this.#place.instance === instance) return this.#place;
    this.#place = this.#begin(instance);
    return this.#place;
  }

  /** Begins the session at an instance; once, however many requests wait for it. */
  #begin(instance: Instance): Place {
    this.#listening?.end();
    const place: Place = { instance, id: this.#initialize(instance) };
    place.id.catch(() => {
      if (this.#place === place) this.#place = { ...place, instance: null };
    });
    return place;
  }

  async #initialize(instance: Instance): Promise<string> {
    const { opening, answerBytes } = this.#options;
    const { timeoutMs } = this.#service;
    const signal = AbortSignal.timeout(timeoutMs);
    const id = sessionOf(await initializeAt(instance, opening, { timeoutMs, answerBytes, signal }));
    if (id === null) throw new SessionGone();
    const headers = [...opening.headers, 'mcp-session-id', id];
    const reading = { idleMs: timeoutMs, maxBytes: answerBytes, signal };
    const bodies = [INITIALIZED, ...this.#memory.said.map((said, index) => request(said, index))];
    for (const body of bodies) await forwarderOf(instance).read({ method: 'POST', headers, body }, reading);
    return id;
  }

  /** The server may still work at what nobody waits for any more. */
  async #cancel(requestId: string | number): Promise<void> {
    const message = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    await this.#say('POST', Buffer.from(JSON.stringify(message)));
  }

  /** Says something in our own name. It may well be that nobody listens any more. */
  async #say(method: 'POST' | 'DELETE', body: Buffer | null): Promise<void> {
    const { instance, id } = this.#place;
    const signal = AbortSignal.timeout(FAREWELL_MS);
    const options = { idleMs: FAREWELL_MS, maxBytes: 65_536, signal, apart: true };
    await id
      .then((known) => ({ method, headers: ['mcp-session-id', known, ...(body ? ACCEPTED : [])], body }))
      .then((exchange) => instance?.forwarder?.read(exchange, options))
      .catch(() => {});
  }
}

/** Whether bytes can pass to an instance as they are: over streamable HTTP. */
export function takesBytes({ forwarder }: Instance): boolean {
  return forwarder !== null;
}

/** Ends a client's listening stream when its instance goes: it opens another, and what it has listed may be no more. */
function sayFarewell({ upstream }: Instance, response: ServerResponse): void {
  const isStream = String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
  const lists = isStream ? changedLists(upstream?.current?.capabilities ?? {}) : [];
  response.end(lists.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join(''));
}

function forwarderOf({ forwarder, spec }: Instance): Forwarder {
  if (!forwarder) throw new Error(`${spec.id} is not reached over HTTP`);
  return forwarder;
}

/** What is said again, as a message. */
function request(
  { method, params }: { method: string; params: Record<string, unknown> | undefined },
  index: number,
): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: `again-${index}`, method, params }));
}
