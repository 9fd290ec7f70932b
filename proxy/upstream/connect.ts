import { ConnectError } from '../../catalog/net/connect-error.ts';
import { USER_AGENT } from '../../catalog/net/user-agent.ts';
import type { Era, StepsMs } from '../../catalog/status/status.ts';
import type { Channel, ChannelEvents } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import type { HttpLimits, HttpTarget } from './http.ts';
import { initialize, meet, OURSELVES, type Speaker } from './meet.ts';
import type { OpenApiSettings } from './openapi/openapi-service.ts';
import { type Listener, Peer } from './peer.ts';
import { openRestTools, type RestToolsSettings } from './rest-tools.ts';
import { openSse } from './sse.ts';
import { openStdio, type StdioCommand, type StdioLimits } from './stdio.ts';
import { StreamableHttpChannel } from './streamable-http.ts';
import { Upstream } from './upstream.ts';
import { openWebSocket } from './websocket.ts';

/** Where an instance is: a process to start, or a URL (`ws` or `wss` for WebSocket). */
export type Target =
  | { transport: 'stdio'; command: StdioCommand }
  | { transport: 'streamable-http' | 'sse' | 'websocket'; http: HttpTarget }
  | { transport: 'openapi'; http: HttpTarget; openapi: OpenApiSettings }
  | { transport: 'rest'; http: HttpTarget; rest: RestToolsSettings };

export interface ConnectOptions {
  signal: AbortSignal;
  /** The era this target was found to speak before: saves asking the other way first. */
  era?: Era | undefined;
  /** How long discovery may go unanswered before the server is asked the older way. */
  silenceMs?: number | undefined;
  /** Whom we speak for: the client's own capabilities and name, instead of ours, which offer nothing. */
  speaker?: Speaker;
  /** Hears what the upstream says of no particular request. */
  listener?: Listener;
  /** The upstream ended by itself. Not called for our own `close`. */
  onEnded?: (fault: UpstreamFault) => void;
  /** Whether what a server says of no request is to be heard, where that takes a stream of its own. */
  listens?: boolean | undefined;
  limits?: Partial<HttpLimits & StdioLimits>;
}

export type Connect = (target: Target, options: ConnectOptions) => Promise<Upstream>;

/**
 * Connects to an instance and meets the server there: what proxy and probe share, so that "healthy" means "callable".
 * Throws `UpstreamFault` with the reason, or the signal's own reason; nothing stays open then.
 */
export const connectUpstream: Connect = async (target, options) => {
  try {
    return await connectOnce(target, options);
  } catch (error) {
    // Some servers end, or hang up, when the first thing they hear is not `initialize`: next they hear just that.
    if (options.era === 'legacy' || !isEndOf(target, error)) throw error;
    return connectOnce(target, { ...options, era: 'legacy' });
  }
};

async function connectOnce(
  target: Target,
  { signal, era, silenceMs, speaker, listener, onEnded, listens, limits = {} }: ConnectOptions,
): Promise<Upstream> {
  signal.throwIfAborted();
  const started = performance.now();
  const met: { peer?: Peer; upstream?: Upstream } = {};
  const events: ChannelEvents = {
    message: (received) => met.peer?.receive(received),
    closed: (fault) => {
      met.peer?.fail(fault);
      if (!met.upstream || met.upstream.ended) return;
      met.upstream.ended = fault;
      onEnded?.(fault);
    },
  };
  const channel = await open(target, events, { signal, listens, limits });
  const openedMs = performance.now() - started;
  try {
    const peer = new Peer(channel, listener);
    met.peer = peer;
    const meeting = await meetAs(peer, target, { era, signal, silenceMs, speaker: speaker ?? OURSELVES });
    const metMs = performance.now() - started;
    met.upstream = new Upstream(channel, peer, meeting, () => stepsOf(channel, openedMs, metMs));
    return met.upstream;
  } catch (error) {
    await channel.close();
    throw error;
  }
}

async function meetAs(
  peer: Peer,
  target: Target,
  { era, signal, silenceMs, speaker }: Pick<ConnectOptions, 'era' | 'signal' | 'silenceMs'> & { speaker: Speaker },
) {
  // HTTP with SSE ended before the modern era began; for a REST service we answer ourselves, in the older way.
  if (era === 'legacy' || ['sse', 'openapi', 'rest'].includes(target.transport))
    return initialize(peer, signal, speaker);
  return meet(peer, signal, speaker, silenceMs);
}

async function open(
  target: Target,
  events: ChannelEvents,
  { signal, listens, limits }: Pick<ConnectOptions, 'signal' | 'listens'> & Required<Pick<ConnectOptions, 'limits'>>,
): Promise<Channel> {
  if (target.transport === 'stdio') return openStdio(target.command, events, limits);
  const http = { ...target.http, headers: { 'user-agent': USER_AGENT, ...target.http.headers } };
  if (target.transport === 'sse') return openSse(http, events, { ...limits, signal });
  if (target.transport === 'websocket') return openWebSocket(http, events, { ...limits, signal });
  if (target.transport === 'openapi') {
    // It reads YAML and more, which takes memory that nobody needs without such a service.
    const { openOpenApi } = await import('./openapi/openapi-service.ts');
    return openOpenApi(http, target.openapi, events, limits);
  }
  if (target.transport === 'rest') return openRestTools(http, target.rest, events, limits);
  return new StreamableHttpChannel(http, events, { ...limits, listens });
}

/**
 * What each step took. Over HTTP, `http` is what any answer of this server costs: the least time, of all exchanges, from
 * a request to the head of its answer; `mcp` is the rest of the meeting. So a delay shows in the step that has it.
 */
function stepsOf(channel: Channel, openedMs: number, metMs: number): StepsMs {
  if (!channel.origin) return { connect: Math.round(openedMs), mcp: Math.round(metMs - openedMs) };
  const { times, quickestMs = 0 } = channel.origin;
  const { resolve = 0, connect = 0, tls } = times;
  const rest = Math.max(0, Math.round(metMs - resolve - connect - (tls ?? 0) - quickestMs));
  return { resolve, connect, ...(tls === undefined ? {} : { tls }), http: quickestMs, mcp: rest };
}

/**
 * Connects, and gives up after so long. Whatever goes wrong, it was before anything was asked of the server: nothing has
 * run, and another instance may be tried.
 */
export async function connectWithin(
  timeoutMs: number,
  connect: Connect,
  target: Target,
  { signal, ...options }: Omit<ConnectOptions, 'signal'> & { signal?: AbortSignal },
): Promise<Upstream> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await connect(target, { ...options, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (cause) {
    if (timeout.aborted && !signal?.aborted)
      throw new UpstreamFault('timeout', `no connection in ${timeoutMs} ms`, { cause, executed: 'no' });
    if (!(cause instanceof UpstreamFault) || cause.executed === 'no') throw cause;
    const { reason, message, resourceMetadata } = cause;
    throw new UpstreamFault(reason, message, { cause, executed: 'no', resourceMetadata });
  }
}

/** Whether it was there, and left before we had met. */
function isEndOf({ transport }: Target, error: unknown): boolean {
  if (!(error instanceof UpstreamFault)) return false;
  if (transport === 'stdio') return error.reason === 'crashed';
  return transport === 'websocket' && error.reason === 'tcp' && !(error.cause instanceof ConnectError);
}
