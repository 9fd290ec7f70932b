import { nearest } from '../../catalog/nearest.ts';
import type { ToolDefinition } from '../../catalog/tools/tool.ts';
import { ProxyError } from '../error.ts';
import type { Abortable } from '../upstream/abort.ts';
import { JsonRpcError, SessionGone, UpstreamFault } from '../upstream/fault.ts';
import { checkArguments } from './arguments.ts';
import type { Caller } from './caller.ts';
import { Deadline } from './deadline.ts';
import { needsInput, refused, tooLate, unreachable } from './failure.ts';
import type { Flight } from './flight.ts';
import { hedged } from './hedge.ts';
import type { Instance } from './instance.ts';
import { rank } from './pick.ts';
import { refuseQuarantined } from './quarantine.ts';
import { isRepeatable } from './retry.ts';
import { route } from './route.ts';
import type { RoutedService } from './router.ts';

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
  caller: Caller;
  /** How long it may take: at most, and unless it is set, as long as its service allows. */
  timeoutMs?: number | undefined;
}

/** What an upstream answered, and how it came about. A tool's own error (`isError`) is an answer like any other. */
export interface CallOutcome {
  value: Record<string, unknown>;
  /** The result as the very text the upstream sent. */
  text: string;
  instanceId: string;
  attempts: number;
  /** Milliseconds that the upstream took, and that everything took. */
  upstreamMs: number;
  totalMs: number;
}

/** Calls one tool of a service on the instance that is best for it. Throws `ProxyError`, worded for the caller. */
export async function callTool(
  service: RoutedService,
  { tool: name, args, caller, timeoutMs: asked = service.timeoutMs }: ToolCall,
): Promise<CallOutcome> {
  const timeoutMs = Math.min(asked, service.timeoutMs);
  const startedAt = performance.now();
  const until = new Deadline(caller, timeoutMs);
  try {
    return await service.gate.pass(async (): Promise<CallOutcome> => {
      const tool = await findTool(service, name, until.signal);
      refuseQuarantined(service, name);
      const errors = checkArguments(tool, args);
      if (errors.length > 0) {
        const detail = `The arguments do not fit ${service.name} · ${name}: ${errors.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`;
        throw new ProxyError('invalid_arguments', detail, { errors });
      }
      const work = { tool: name, mayRepeat: isRepeatable(tool), caller: until };
      const act = (instance: Instance, flight: Flight) =>
        callOn(instance, flight, { service, name, args, signal: until.signal });
      const isHedged = service.hedge && work.mayRepeat;
      const routed = await route(service, work, async (instance, flight) =>
        isHedged ? hedged(service, { work, instance, flight }, act) : { value: await act(instance, flight), instance },
      );
      const { value: result, instance } = routed.value;
      return {
        value: result.value,
        text: result.text,
        attempts: routed.attempts,
        upstreamMs: routed.upstreamMs,
        instanceId: instance.spec.id,
        totalMs: performance.now() - startedAt,
      };
    }, until);
  } catch (error) {
    throw until.late !== null && error === until.late ? tooLate(service, name, timeoutMs, error) : error;
  } finally {
    until.clear();
  }
}

/** The tool's definition, from what is known; asked of the upstream before anybody is told that it does not exist. */
export async function findTool(service: RoutedService, name: string, signal: Abortable): Promise<ToolDefinition> {
  const known = service.tool(name);
  if (known) return known;
  const asked = await freshTools(service, signal);
  const found = asked?.find((tool) => tool.name === name);
  if (found) return found;
  const names = (asked ?? service.tools()).map((tool) => tool.name);
  if (names.length === 0 && !asked) throw unreachable(service);
  const suggestions = nearest(name, names);
  const hint = suggestions.length > 0 ? `; the nearest: ${suggestions.join(', ')}` : '';
  throw new ProxyError('unknown_tool', `${service.name} has no tool ${JSON.stringify(name.slice(0, 100))}${hint}`, {
    suggestions,
  });
}

/** The tools as the first instance that answers lists them; null when none does. */
async function freshTools(service: RoutedService, signal: Abortable): Promise<ToolDefinition[] | null> {
  for (const instance of rank(service.instances)) {
    try {
      const tools = await instance.upstream?.tools(signal);
      if (tools) return tools;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UpstreamFault) instance.foundByCall(error);
    }
  }
  return null;
}

interface CallOn {
  service: RoutedService;
  name: string;
  args: Record<string, unknown>;
  signal: Abortable;
}

async function callOn(instance: Instance, flight: Flight, { service, name, args, signal }: CallOn) {
  const { upstream: warm } = instance;
  if (!warm) throw new UpstreamFault('not-runnable', 'this instance cannot be reached', { executed: 'no' });
  const until = flight.signalWith(signal);
  const upstream = await warm.get(until);
  try {
    const result = await upstream.callTool(name, args, until);
    if (result.value.resultType === 'input_required') throw needsInput(service, name, { instance, attempts: 1 });
    return result;
  } catch (error) {
    if (error instanceof SessionGone) warm.forget(upstream);
    // Answered, so that it is nothing against the instance.
    if (error instanceof JsonRpcError) throw refused(service, name, error, { instance, attempts: 1 });
    throw error;
  }
}
