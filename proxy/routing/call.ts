import { nearest } from '../../catalog/nearest.ts';
import type { ToolDefinition } from '../../catalog/tool.ts';
import { ProxyError } from '../error.ts';
import { JsonRpcError, SessionGone, UpstreamFault } from '../upstream/fault.ts';
import { checkArguments } from './arguments.ts';
import type { Instance } from './instance.ts';
import { pick } from './pick.ts';
import { mayRetry } from './retry.ts';
import type { RoutedService } from './router.ts';

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
  /** The caller gave up. */
  signal: AbortSignal;
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
export async function callTool(service: RoutedService, { tool: name, args, signal }: ToolCall): Promise<CallOutcome> {
  const started = performance.now();
  const deadline = AbortSignal.timeout(service.timeoutMs);
  const until = AbortSignal.any([signal, deadline]);
  try {
    return await service.gate.pass(async () => {
      const tool = await findTool(service, name, until);
      const errors = checkArguments(tool, args);
      if (errors.length > 0) {
        const detail = `The arguments do not fit ${service.name} · ${name}: ${errors.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`;
        throw new ProxyError('invalid_arguments', detail, { errors });
      }
      const outcome = await tryInstances(service, tool, args, until);
      return { ...outcome, totalMs: performance.now() - started };
    }, until);
  } catch (error) {
    if (deadline.aborted && !signal.aborted && !(error instanceof ProxyError)) {
      const detail = `${service.name} · ${name} did not answer in ${service.timeoutMs} ms`;
      throw new ProxyError('upstream_timeout', detail, { cause: error, executed: 'maybe', attempts: 1 });
    }
    throw error;
  }
}

/** The tool's definition, from what is known; asked of the upstream before anybody is told that it does not exist. */
export async function findTool(service: RoutedService, name: string, signal: AbortSignal): Promise<ToolDefinition> {
  const known = service.tools().find((tool) => tool.name === name);
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
async function freshTools(service: RoutedService, signal: AbortSignal): Promise<ToolDefinition[] | null> {
  for (const instance of pick(service.instances)) {
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

async function tryInstances(
  service: RoutedService,
  tool: ToolDefinition,
  args: Record<string, unknown>,
  signal: AbortSignal,
) {
  let fault: UpstreamFault | undefined;
  let attempts = 0;
  for (const instance of pick(service.instances.filter(({ upstream }) => upstream !== null))) {
    // A connection that rested may have ended meanwhile: then the same instance is worth a second try.
    const tries = instance.upstream?.current ? 2 : 1;
    for (let tried = 0; tried < tries; tried += 1) {
      attempts += 1;
      const before = performance.now();
      try {
        const result = await instance.carry(() => callOn(instance, tool.name, args, signal));
        instance.foundByCall(null);
        if (result.value.resultType === 'input_required') throw needsInput(service, tool, instance, attempts);
        return { ...result, instanceId: instance.spec.id, attempts, upstreamMs: performance.now() - before };
      } catch (error) {
        if (error instanceof JsonRpcError) throw refused(service, tool, error, instance, attempts);
        if (!(error instanceof UpstreamFault)) throw error;
        instance.foundByCall(error);
        fault = error;
        if (!mayRetry(error, tool)) throw broken(service, tool, error, instance, attempts);
      }
    }
  }
  throw unreachable(service, fault, attempts);
}

async function callOn({ upstream: warm }: Instance, name: string, args: Record<string, unknown>, signal: AbortSignal) {
  if (!warm) throw new UpstreamFault('not-runnable', 'this instance cannot be reached', { executed: 'no' });
  const upstream = await warm.get(signal);
  try {
    return await upstream.callTool(name, args, signal);
  } catch (error) {
    if (error instanceof SessionGone) warm.forget(upstream);
    throw error;
  }
}

/** Why nobody can be called, when nobody was: the first instance's own words. */
function firstFault({ instances }: RoutedService): UpstreamFault {
  const [first] = pick(instances);
  const { reason, error } = first?.live ?? { reason: 'not-runnable' as const, error: null };
  return new UpstreamFault(reason, error ?? 'it has no instance', { executed: 'no' });
}

/** Nobody could be called: why, and what would help. */
export function unreachable(service: RoutedService, found?: UpstreamFault, attempts = 0): ProxyError {
  const { name } = service;
  const fault = found ?? firstFault(service);
  const { reason, message: why, executed } = fault;
  if (reason === 'needs-config' || reason === 'not-runnable') {
    return new ProxyError('service_not_configured', `${name} cannot be called: ${why}`, {
      cause: fault,
      executed,
      attempts,
    });
  }
  if (reason === 'auth-required' || reason === 'auth-opaque') {
    const detail = `${name} wants a sign-in: give it an Authorization header in proxy.config.json`;
    return new ProxyError('upstream_auth_required', detail, { cause: fault, executed, attempts });
  }
  const detail = `${name} has no instance that answers now (${reason}): ${why}`;
  return new ProxyError('no_healthy_instance', detail, {
    cause: fault,
    executed,
    attempts,
    retryable: true,
    retryAfterMs: 1000,
  });
}

function broken(
  { name }: RoutedService,
  tool: ToolDefinition,
  fault: UpstreamFault,
  { spec }: Instance,
  attempts: number,
): ProxyError {
  const detail = `${name} · ${tool.name} may have run, but no answer came (${fault.reason}): ${fault.message}`;
  const code = fault.reason === 'crashed' || fault.reason === 'tcp' ? 'upstream_closed' : 'upstream_unreachable';
  return new ProxyError(code, detail, { cause: fault, executed: fault.executed, instanceId: spec.id, attempts });
}

function refused(
  { name }: RoutedService,
  tool: ToolDefinition,
  error: JsonRpcError,
  { spec }: Instance,
  attempts: number,
): ProxyError {
  const { code, message, data } = error;
  const upstream = { code, message, ...(data === undefined ? {} : { data }) };
  const detail = `${name} · ${tool.name} was refused by its server: ${message} (${code})`;
  return new ProxyError('upstream_error', detail, {
    cause: error,
    executed: 'maybe',
    instanceId: spec.id,
    attempts,
    upstream,
  });
}

function needsInput({ name }: RoutedService, tool: ToolDefinition, { spec }: Instance, attempts: number): ProxyError {
  const detail = `${name} · ${tool.name} asks its user something, which this way of calling cannot pass on`;
  return new ProxyError('input_required', detail, { executed: 'maybe', instanceId: spec.id, attempts });
}
