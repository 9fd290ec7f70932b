import type { Era, StepsMs } from '../../catalog/status.ts';
import type { Channel, ChannelEvents } from './channel.ts';
import { UpstreamFault } from './fault.ts';
import type { HttpLimits, HttpTarget } from './http.ts';
import { USER_AGENT } from './identity.ts';
import { initialize, meet, OURSELVES, type Speaker } from './meet.ts';
import { type Listener, Peer } from './peer.ts';
import { openSse } from './sse.ts';
import { openStdio, type StdioCommand, type StdioLimits } from './stdio.ts';
import { StreamableHttpChannel } from './streamable-http.ts';
import { Upstream } from './upstream.ts';

/** Where an instance is: a process to start, or a URL. */
export type Target =
  | { transport: 'stdio'; command: StdioCommand }
  | { transport: 'streamable-http' | 'sse'; http: HttpTarget };

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
    // Some processes end when the first thing they hear is not `initialize`: they get a second start, and hear just that.
    if (target.transport !== 'stdio' || options.era === 'legacy' || !isCrash(error)) throw error;
    return connectOnce(target, { ...options, era: 'legacy' });
  }
};

async function connectOnce(
  target: Target,
  { signal, era, silenceMs, speaker, listener, onEnded, limits = {} }: ConnectOptions,
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
  const channel = await open(target, events, signal, limits);
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
  // HTTP with SSE ended before the modern era began.
  if (era === 'legacy' || target.transport === 'sse') return initialize(peer, signal, speaker);
  return meet(peer, signal, speaker, silenceMs);
}

function open(
  target: Target,
  events: ChannelEvents,
  signal: AbortSignal,
  limits: Partial<HttpLimits & StdioLimits>,
): Promise<Channel> {
  if (target.transport === 'stdio') return openStdio(target.command, events, limits);
  const http = { ...target.http, headers: { 'user-agent': USER_AGENT, ...target.http.headers } };
  if (target.transport === 'sse') return openSse(http, events, { ...limits, signal });
  return Promise.resolve(new StreamableHttpChannel(http, events, limits));
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

function isCrash(error: unknown): boolean {
  return error instanceof UpstreamFault && error.reason === 'crashed';
}
