import { HEALTH_OF, type InstanceStatus, type Reason } from '../../catalog/status/status.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import type { InstanceSpec } from '../../proxy/services/service.ts';
import type { Abortable } from '../../proxy/upstream/abort.ts';
import { type Connect, connectUpstream, type Target } from '../../proxy/upstream/connect.ts';
import { JsonRpcError, UpstreamFault } from '../../proxy/upstream/fault.ts';
import type { Upstream } from '../../proxy/upstream/upstream.ts';
import type { LookEvidence } from './evidence.ts';
import { judge } from './judge.ts';
import { speaksOther } from './other-transport.ts';
import { lookAtCard } from './server-card.ts';
import { findSignIn } from './sign-in.ts';
import { stepLimit } from './step-limit.ts';
import { isShallow } from './tool-schema.ts';
import { type Watched, watch } from './watched.ts';

/** What one look at an instance saw. A failure is a result, not an exception. */
export interface Look {
  instance: InstanceStatus;
  /** What was seen, in words: for people and for evidence. */
  message: string;
  /** The tools as listed; null when the look did not get that far. */
  tools: ToolDefinition[] | null;
  /** What was sent and answered in the step it ended with; absent where there was no HTTP to see. */
  evidence?: LookEvidence;
  /** What was asked, where that was no server over HTTP. */
  asked?: { step: string; request: string };
  /** Nobody was met: a registry was asked for its package. */
  isLookedUp?: boolean;
}

export interface LookOptions {
  connect?: Connect;
  /** The longest that a whole look may take, and its list of tools. */
  timeoutMs?: number;
  stepTimeoutMs?: number;
}

export type LookAt = (spec: InstanceSpec, options: LookOptions) => Promise<Look>;

/** One socket at a time, where a stream does not take one for itself; beside it one for what cannot wait. */
function limitsOf({ transport }: Target) {
  return { connections: transport === 'sse' ? 2 : 1 };
}

/** Connects the way the proxy would, lists the tools, and says what it saw. Never calls a tool, and keeps nothing. */
export async function lookAt(
  spec: InstanceSpec,
  { connect = connectUpstream, timeoutMs = 20_000, stepTimeoutMs = 10_000 }: LookOptions = {},
): Promise<Look> {
  const { target } = spec;
  if ('reason' in target) return seen(spec, target.reason, target.message);
  if (target.transport !== 'stdio' && !isWebAddress(target.http.url)) {
    return seen(spec, 'needs-config', 'Its address is no http or https URL: it may have values to fill in');
  }
  const watched = watch(target);
  const signal = AbortSignal.timeout(timeoutMs);
  const looked = await meetAndList(spec, watched, { connect, signal, timeoutMs, stepTimeoutMs });
  if (!('fault' in looked)) return looked;
  const { fault, met } = looked;
  const { instance, ...look } = await explained(spec, watched, fault, { connect, signal });
  const stepsMs = { ...watched.stepsMs(), ...met?.stepsMs, ...instance.stepsMs };
  return { ...look, instance: { ...instance, ...met, stepsMs } };
}

/** What was found out of a server before it failed. */
type Met = Pick<InstanceStatus, 'era' | 'protocolVersion' | 'stepsMs' | 'certificate'>;

interface Ways {
  connect: Connect;
  signal: AbortSignal;
  timeoutMs: number;
  stepTimeoutMs: number;
}

/** A look that ended with an answer, or the fault it ended with. Its connections are closed then. */
async function meetAndList(
  spec: InstanceSpec,
  watched: Watched,
  ways: Ways,
): Promise<Look | { fault: UpstreamFault; met?: Met }> {
  const { connect, signal, timeoutMs, stepTimeoutMs } = ways;
  try {
    await using upstream = await connect(watched.target, { signal, limits: limitsOf(watched.target) });
    const met = () => metOf(upstream, watched);
    using limit = stepLimit(signal, stepTimeoutMs);
    try {
      const listed = await upstream.listTools(limit.signal);
      return await judged(spec, watched, upstream, { listed, signal });
    } catch (error) {
      const overMs = limit.isOver ? stepTimeoutMs : timeoutMs;
      const fault = error instanceof JsonRpcError ? null : faultOf(error, limit.signal, overMs);
      if (fault && NOT_OF_TOOLS.has(fault.reason)) return { fault, met: met() };
      const why = error instanceof JsonRpcError ? `${error.message} (${error.code})` : fault?.message;
      const message = `It answers, but not to tools/list: ${why}`;
      return { ...seen(spec, 'tools-list-failed', message, met()), ...watched.evidence(message, 'tools') };
    }
  } catch (error) {
    return { fault: faultOf(error, signal, timeoutMs) };
  }
}

/** Refusals that say nothing of the list: many servers greet anyone, and want a sign-in for their tools. */
const NOT_OF_TOOLS: ReadonlySet<Reason> = new Set(['auth-required', 'auth-opaque', 'rate-limited', 'bot-wall']);

/** The verdict on a server that listed its tools; then its card, which has no say in that. */
async function judged(
  spec: InstanceSpec,
  watched: Watched,
  upstream: Upstream,
  { listed, signal }: { listed: ToolDefinition[]; signal: AbortSignal },
): Promise<Look> {
  const met = metOf(upstream, watched);
  const tools = listed.filter(isShallow);
  const malformed = upstream.malformedTools + listed.length - tools.length;
  const begun = performance.now();
  const certificateEndsAt = watched.certificateEndsAt();
  const { transport } = spec;
  const [reason, message] = judge({ transport, ...met, tools, malformed, certificateEndsAt, now: Date.now() });
  const checked = performance.now();
  const stepsMs: InstanceStatus['stepsMs'] = { ...met.stepsMs, schemas: Math.round(checked - begun) };
  const evidence = watched.evidence(message, reason === 'invalid-tool-schema' ? 'schemas' : 'tools');
  const found: Partial<InstanceStatus> = { ...met, stepsMs };
  // Cards came with 2026-07-28: who speaks only older revisions is not asked for one at every look.
  if (transport === 'streamable-http' && met.era === 'modern' && upstream.origin) {
    const card = await lookAtCard(upstream.origin, signal);
    stepsMs.card = Math.round(performance.now() - checked);
    if (card) found.card = card;
  }
  return { ...seen(spec, reason, message, found, tools), ...evidence };
}

function metOf(upstream: Upstream, watched: Watched): Met {
  const endsAt = watched.certificateEndsAt();
  const { era, protocolVersion, stepsMs } = upstream;
  const certificate = endsAt === null ? {} : { certificate: { endsAt: new Date(endsAt).toISOString() } };
  return { era, protocolVersion, stepsMs, ...certificate };
}

/** What a fault means: of a sign-in, how it is done; of something else than MCP, whether it is just another transport. */
async function explained(
  spec: InstanceSpec,
  watched: Watched,
  fault: UpstreamFault,
  { connect, signal }: Pick<Ways, 'connect' | 'signal'>,
): Promise<Look> {
  const { target } = watched;
  const { reason, message, resourceMetadata } = fault;
  const plain = { ...seen(spec, reason, message), ...watched.evidence(message, watched.stepOf(fault)) };
  if (target.transport === 'stdio') return plain;
  if (reason === 'auth-required' || reason === 'auth-opaque') {
    const begun = performance.now();
    const auth = await findSignIn(target.http, resourceMetadata, signal);
    const stepsMs = { auth: Math.round(performance.now() - begun) };
    const evidence = watched.evidence(message, 'auth');
    if (auth) return { ...seen(spec, 'auth-required', message, { auth, stepsMs }), ...evidence };
    return { ...seen(spec, 'auth-opaque', `${message}, and does not say how`, { stepsMs }), ...evidence };
  }
  if (reason === 'not-mcp' && MCP_OVER_HTTP.has(target.transport) && (await speaksOther(target, connect, signal))) {
    const other = `It is declared as ${target.transport}, and speaks the other way`;
    return { ...plain, ...seen(spec, 'wrong-transport', other) };
  }
  return plain;
}

const MCP_OVER_HTTP: ReadonlySet<Target['transport']> = new Set(['streamable-http', 'sse']);

/** Whether an address can be gone to: it may have values to fill in. */
export function isWebAddress(url: string): boolean {
  return !/[{}]/.test(url) && URL.canParse(url) && /^(https?|wss?):$/.test(new URL(url).protocol);
}

function faultOf(error: unknown, signal: Abortable, afterMs: number): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (signal.aborted) return new UpstreamFault('timeout', `no answer in ${afterMs} ms`, { cause: error });
  throw error;
}

/** What there is to say of an instance, for a reason. */
export function seen(
  { id, transport }: InstanceSpec,
  reason: Reason,
  message: string,
  found: Partial<InstanceStatus> = {},
  tools: ToolDefinition[] | null = null,
): Look {
  const instance: InstanceStatus = {
    id,
    transport,
    health: HEALTH_OF[reason],
    reason,
    era: null,
    protocolVersion: null,
    stepsMs: {},
    ...found,
  };
  return { instance, message, tools };
}
