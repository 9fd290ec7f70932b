import type { IncomingMessage, ServerResponse } from 'node:http';
import { leavingOf } from '../body.ts';
import { ProxyError } from '../error.ts';
import { unreachable } from '../routing/call.ts';
import type { Instance } from '../routing/instance.ts';
import { pick } from '../routing/pick.ts';
import type { RoutedService, Router } from '../routing/router.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import type { Forwarder, ReadAnswer } from '../upstream/forward.ts';
import { forwardedHeaders, returned } from '../upstream/passed-headers.ts';
import { ByteSession } from './byte-session.ts';
import { type Inbound, readInbound } from './inbound.ts';
import { notAllowed, rpcError, sendFault, sendNoSession } from './reply.ts';
import type { Sessions } from './sessions.ts';

export interface ServiceFaceOptions {
  sessions: Sessions;
  bodyBytes: number;
  answerBytes: number;
}

/** The bridges to upstreams that do not speak the client's way. */
export interface Bridges {
  /** Begins a session for a client that said `initialize`. */
  openLegacy(
    service: RoutedService,
    instance: Instance,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void>;
  answerModern(
    service: RoutedService,
    instance: Instance,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound,
  ): Promise<void>;
}

/**
 * `/mcp/{service}`: one service as if connected directly. Where client and upstream are of one era and the upstream is
 * reached over streamable HTTP, bytes pass untouched; else a bridge stands between them.
 */
export function serviceFace(
  router: Router,
  bridges: Bridges,
  { sessions, bodyBytes, answerBytes }: ServiceFaceOptions,
) {
  return async (name: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const service = router.resolve(name);
    const sessionId = request.headers['mcp-session-id'];
    let inbound: Inbound | null = null;
    try {
      if (request.method === 'POST') inbound = await readInbound(request, bodyBytes);
      else if (request.method !== 'GET' && request.method !== 'DELETE') throw notAllowed();
      if (typeof sessionId === 'string' && inbound?.era !== 'modern') {
        if (await answerInSession(service, sessionId, request, response, inbound)) return;
        sendNoSession(response, inbound?.message.id ?? null);
        return;
      }
      await answerOutside(service, request, response, inbound);
    } catch (error) {
      const fault = error instanceof UpstreamFault ? problemOf(service, error) : error;
      sendFault(response, fault, inbound?.message.id ?? null);
    }
  };

  async function answerInSession(
    service: RoutedService,
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<boolean> {
    if (request.method !== 'DELETE') return sessions.answer(id, service.name, request, response, inbound);
    if (!(await sessions.end(id, service.name))) return false;
    response.writeHead(200).end();
    return true;
  }

  async function answerOutside(
    service: RoutedService,
    request: IncomingMessage,
    response: ServerResponse,
    inbound: Inbound | null,
  ): Promise<void> {
    const signal = AbortSignal.any([leavingOf(response), silenceOf(service)]);
    const { method } = inbound?.message ?? {};
    const isListening = inbound === null || method === 'subscriptions/listen';
    await onSomeInstance(service, isListening, async (instance) => {
      const { upstream, forwarder } = instance;
      if (!upstream)
        throw new UpstreamFault(instance.live.reason, instance.live.error ?? 'it cannot be reached', {
          executed: 'no',
        });
      const era = upstream.era ?? (await upstream.get(signal)).era;
      if (method === 'initialize' && inbound?.era === 'legacy') {
        if (forwarder && (await openBytes(service, instance, forwarder, request, response, inbound, { era, signal })))
          return;
        await bridges.openLegacy(service, instance, request, response, inbound);
      } else if (forwarder && (inbound === null || inbound.era === era || inbound.era === 'legacy')) {
        // Without a session, a legacy message or a GET is for a server that keeps none; any other will say so itself.
        const exchange = {
          method: methodOf(request),
          headers: forwardedHeaders(request.rawHeaders),
          body: inbound?.body ?? null,
        };
        const id = inbound?.message.id;
        const finding = await forwarder.forward(exchange, response, {
          idleMs: isListening ? 0 : service.timeoutMs,
          apart: isListening || id === undefined,
          ...(id === undefined ? {} : { onSilence: (fault) => silenceMessage(service, fault, id) }),
        });
        instance.foundByCall(finding);
      } else if (inbound?.era === 'modern') {
        await bridges.answerModern(service, instance, request, response, inbound);
      } else {
        sendNoSession(response, inbound?.message.id ?? null);
      }
    });
  }

  /** Passes `initialize` on. False when the upstream knows no such thing, so that it has to be bridged. */
  async function openBytes(
    service: RoutedService,
    instance: Instance,
    forwarder: Forwarder,
    request: IncomingMessage,
    response: ServerResponse,
    { body }: Inbound,
    { era, signal }: { era: string; signal: AbortSignal },
  ): Promise<boolean> {
    const exchange = { method: 'POST' as const, headers: forwardedHeaders(request.rawHeaders), body };
    const answer = await forwarder.read(exchange, { idleMs: service.timeoutMs, maxBytes: answerBytes, signal });
    // A server that cannot begin now has begun nothing: another may.
    if (answer.status >= 500 && !String(answer.headers['content-type']).startsWith('application/json'))
      throw new UpstreamFault('http-5xx', `the upstream answered ${answer.status}`, { executed: 'no' });
    if (era === 'modern' && refusesLegacy(answer)) return false;
    const upstreamId = answer.headers['mcp-session-id'];
    const added: Record<string, string> = {};
    if (typeof upstreamId === 'string' && answer.status < 300) {
      const id = sessions.newId();
      const session = new ByteSession(instance, upstreamId, {
        idleMs: service.timeoutMs,
        onSilence: (fault, id) => silenceMessage(service, fault, id),
        onGone: () => sessions.forget(id),
      });
      // Who has left meanwhile knows no id to come back with.
      if (response.destroyed) {
        await session.close();
        return true;
      }
      sessions.add(id, service.name, session);
      added['mcp-session-id'] = id;
    }
    response.writeHead(answer.status, { ...returned(answer.headers), 'content-length': answer.body.length, ...added });
    response.end(answer.body);
    instance.foundByCall(null);
    return true;
  }
}

/** Aborts when a service had its time to begin. */
function silenceOf({ timeoutMs }: RoutedService): AbortSignal {
  const silence = new AbortController();
  const fault = new UpstreamFault('timeout', `no answer in ${timeoutMs} ms`, { executed: 'no' });
  setTimeout(() => silence.abort(fault), timeoutMs).unref();
  return silence.signal;
}

/** The answer to a call whose stream has begun, when nothing more is heard of the upstream. */
function silenceMessage(service: RoutedService, fault: UpstreamFault, id: string | number): object {
  return { jsonrpc: '2.0', id, error: rpcError(mayHaveRun(service, fault, 1)) };
}

/** Tries the instances in turn for as long as a request certainly has not run. */
async function onSomeInstance(
  service: RoutedService,
  isListening: boolean,
  work: (instance: Instance) => Promise<void>,
): Promise<void> {
  let fault: UpstreamFault | undefined;
  let attempts = 0;
  for (const instance of pick(service.instances)) {
    attempts += 1;
    try {
      // A stream that only listens is no load.
      await (isListening ? work(instance) : instance.carry(() => work(instance)));
      return;
    } catch (error) {
      if (!(error instanceof UpstreamFault)) throw error;
      instance.foundByCall(error);
      fault = error;
      if (error.executed !== 'no') throw mayHaveRun(service, error, attempts);
    }
  }
  throw unreachable(service, fault, attempts);
}

/** In a session there is but one instance to try. */
function problemOf(service: RoutedService, fault: UpstreamFault): ProxyError {
  return fault.executed === 'no' ? unreachable(service, fault, 1) : mayHaveRun(service, fault, 1);
}

function mayHaveRun({ name }: RoutedService, fault: UpstreamFault, attempts: number): ProxyError {
  const code = fault.reason === 'timeout' ? 'upstream_timeout' : 'upstream_closed';
  const detail = `${name} gave no answer (${fault.reason}): ${fault.message}`;
  return new ProxyError(code, detail, { cause: fault, executed: fault.executed, attempts });
}

/** A server of the modern era alone answers `initialize` with an error: unsupported version, or unknown method. */
function refusesLegacy({ status, body }: ReadAnswer): boolean {
  return status >= 400 || /"code"\s*:\s*-32(?:601|022)\b/.test(body.toString('utf8', 0, 4096));
}

function methodOf({ method }: IncomingMessage): 'GET' | 'POST' | 'DELETE' {
  return method === 'POST' || method === 'DELETE' ? method : 'GET';
}
