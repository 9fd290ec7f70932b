import { HEALTH_OF, type InstanceStatus, type Reason } from '../../catalog/status.ts';
import type { ToolDefinition } from '../../catalog/tool.ts';
import type { InstanceSpec } from '../../proxy/services/service.ts';
import { type Connect, connectUpstream, type Target } from '../../proxy/upstream/connect.ts';
import { JsonRpcError, UpstreamFault } from '../../proxy/upstream/fault.ts';
import { findSignIn } from './sign-in.ts';
import { isShallow, isToolSchema } from './tool-schema.ts';

/** What one look at an instance saw. A failure is a result, not an exception. */
export interface Look {
  instance: InstanceStatus;
  /** What was seen, in words: for people and for evidence. */
  message: string;
  /** The tools as listed; null when the look did not get that far. */
  tools: ToolDefinition[] | null;
  /** Nobody was met: what runs it was found in a registry, or not. */
  isLookedUp?: boolean;
  /** What was asked, where that is something else than a server: for evidence. */
  evidence?: { step: string; request: string };
}

export interface LookOptions {
  connect?: Connect;
  /** The longest that a whole look may take. */
  timeoutMs?: number;
}

export type LookAt = (spec: InstanceSpec, options: LookOptions) => Promise<Look>;

/** An answer slower than this is degraded. A process has its start for free: it starts once. */
const SLOW_MS = 3000;

/** Connects the way the proxy would, lists the tools, and says what it saw. Never calls a tool. */
export async function lookAt(
  spec: InstanceSpec,
  { connect = connectUpstream, timeoutMs = 20_000 }: LookOptions = {},
): Promise<Look> {
  const { target } = spec;
  if ('reason' in target) return seen(spec, target.reason, target.message);
  if (target.transport !== 'stdio' && !isWebAddress(target.http.url)) {
    return seen(spec, 'needs-config', 'Its address is no http or https URL: it may have values to fill in');
  }
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await using upstream = await connect(target, { signal });
    const met = () => ({
      era: upstream.era,
      protocolVersion: upstream.protocolVersion,
      stepsMs: upstream.stepsMs,
    });
    try {
      const listed = await upstream.listTools(signal);
      const tools = listed.filter(isShallow);
      const malformed = upstream.malformedTools + listed.length - tools.length;
      const [reason, message] = judge(spec, upstream.stepsMs, tools, malformed);
      return seen(spec, reason, message, met(), tools);
    } catch (error) {
      const fault = error instanceof JsonRpcError ? null : reasonOf(error, signal, timeoutMs);
      if (fault && NOT_OF_TOOLS.has(fault.reason)) {
        const { instance, ...look } = await unreachable(spec, target, fault, connect, signal);
        return { ...look, instance: { ...instance, ...met() } };
      }
      const why = error instanceof JsonRpcError ? `${error.message} (${error.code})` : fault?.message;
      return seen(spec, 'tools-list-failed', `It answers, but not to tools/list: ${why}`, met());
    }
  } catch (error) {
    return unreachable(spec, target, reasonOf(error, signal, timeoutMs), connect, signal);
  }
}

/** Refusals that say nothing of the list: many servers greet anyone, and want a sign-in for their tools. */
const NOT_OF_TOOLS: ReadonlySet<Reason> = new Set(['auth-required', 'auth-opaque', 'rate-limited', 'bot-wall']);

/** Whether an address can be gone to: it may have values to fill in. */
export function isWebAddress(url: string): boolean {
  return !/[{}]/.test(url) && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** The verdict on a server that listed its tools: the first thing wrong with it, or nothing. */
function judge(
  { transport }: InstanceSpec,
  steps: InstanceStatus['stepsMs'],
  tools: ToolDefinition[],
  malformed: number,
): [Reason, string] {
  const invalid = tools.filter((tool) => !isToolSchema(tool.inputSchema)).map(({ name }) => name);
  if (malformed > 0 || invalid.length > 0) {
    return [
      'invalid-tool-schema',
      `${malformed + invalid.length} of its tools have no valid schema: ${invalid.slice(0, 5).join(', ')}`,
    ];
  }
  const { http = 0, mcp = 0, tools: listing = 0 } = steps;
  const answerMs = transport === 'stdio' ? listing : http + mcp + listing;
  if (answerMs > SLOW_MS) return ['slow', `It answers in ${answerMs} ms; our limit is ${SLOW_MS} ms`];
  if (transport === 'sse') return ['deprecated-transport', 'It works over HTTP with SSE, which newer clients drop'];
  return ['ok', `It answers, and lists ${tools.length} tools`];
}

async function unreachable(
  spec: InstanceSpec,
  target: Target,
  fault: UpstreamFault,
  connect: Connect,
  signal: AbortSignal,
): Promise<Look> {
  if (target.transport === 'stdio') return seen(spec, fault.reason, fault.message);
  if (fault.reason === 'auth-required' || fault.reason === 'auth-opaque') {
    const signIn = await findSignIn(target.http, fault.resourceMetadata, signal);
    if (!signIn) return seen(spec, 'auth-opaque', `${fault.message}, and does not say how`);
    return seen(spec, 'auth-required', fault.message, { auth: { resourceMetadata: signIn } });
  }
  if (fault.reason === 'not-mcp' && (await speaksOther(target, connect, signal))) {
    return seen(spec, 'wrong-transport', `It is declared as ${target.transport}, and speaks the other way`);
  }
  return seen(spec, fault.reason, fault.message);
}

/** Whether the same address answers over the transport that the entry does not declare. */
async function speaksOther(
  target: Exclude<Target, { transport: 'stdio' }>,
  connect: Connect,
  signal: AbortSignal,
): Promise<boolean> {
  const transport = target.transport === 'sse' ? 'streamable-http' : 'sse';
  try {
    await using _upstream = await connect(
      { ...target, transport },
      { signal: AbortSignal.any([signal, AbortSignal.timeout(3000)]) },
    );
    return true;
  } catch (error) {
    return error instanceof UpstreamFault && error.reason === 'auth-required';
  }
}

function reasonOf(error: unknown, signal: AbortSignal, timeoutMs: number): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (signal.aborted) return new UpstreamFault('timeout', `no answer in ${timeoutMs} ms`, { cause: error });
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
