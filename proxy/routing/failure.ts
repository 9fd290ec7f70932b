import { type ErrorCode, ProxyError } from '../error.ts';
import { type JsonRpcError, UpstreamFault } from '../upstream/fault.ts';
import type { Instance } from './instance.ts';
import { rank } from './pick.ts';
import type { RoutedService } from './router.ts';

/** Where a piece of work was, in the end. */
interface Tried {
  instance: Instance;
  attempts: number;
}

/** Nobody could be called: why, and what would help. */
export function unreachable(service: RoutedService, found?: UpstreamFault, attempts = 0): ProxyError {
  const { name } = service;
  const fault = found ?? firstFault(service);
  const { reason, message: why, executed } = fault;
  const details = { cause: fault, executed, attempts };
  if (reason === 'needs-config' || reason === 'not-runnable')
    return new ProxyError('service_not_configured', `${name} cannot be called: ${why}`, details);
  if (reason === 'auth-required' || reason === 'auth-opaque') {
    const detail = `${name} wants a sign-in: give it an Authorization header in proxy.config.json`;
    return new ProxyError('upstream_auth_required', detail, details);
  }
  const detail = `${name} has no instance that answers now (${reason}): ${why}`;
  return new ProxyError('no_healthy_instance', detail, { ...details, retryable: true, retryAfterMs: 1000 });
}

/** Why nobody can be called, when nobody was: the first instance's own words. */
function firstFault({ instances }: RoutedService): UpstreamFault {
  const [first] = rank(instances);
  const { reason, error } = first?.live ?? { reason: 'not-runnable' as const, error: null };
  return new UpstreamFault(reason, error ?? 'it has no instance', { executed: 'no' });
}

/** It may have run, and there is no answer. */
export function failed(
  { name }: RoutedService,
  tool: string,
  fault: UpstreamFault,
  { instance, attempts }: Tried,
): ProxyError {
  const detail = `${name} · ${tool} may have run, but no answer came (${fault.reason}): ${fault.message}`;
  const { executed } = fault;
  return new ProxyError(codeOf(fault), detail, { cause: fault, executed, instanceId: instance.spec.id, attempts });
}

function codeOf({ reason }: UpstreamFault): ErrorCode {
  if (reason === 'timeout') return 'upstream_timeout';
  return reason === 'crashed' || reason === 'tcp' ? 'upstream_closed' : 'upstream_unreachable';
}

/** Its server said no. */
export function refused(
  { name }: RoutedService,
  tool: string,
  error: JsonRpcError,
  { instance, attempts }: Tried,
): ProxyError {
  const { code, message, data } = error;
  const upstream = { code, message, ...(data === undefined ? {} : { data }) };
  const detail = `${name} · ${tool} was refused by its server: ${message} (${code})`;
  const instanceId = instance.spec.id;
  return new ProxyError('upstream_error', detail, { cause: error, executed: 'maybe', instanceId, attempts, upstream });
}

/** It asks its user something, and nobody can be asked. */
export function needsInput({ name }: RoutedService, tool: string, { instance, attempts }: Tried): ProxyError {
  const detail = `${name} · ${tool} asks its user something, which this way of calling cannot pass on`;
  return new ProxyError('input_required', detail, { executed: 'maybe', instanceId: instance.spec.id, attempts });
}

/** The caller's time was over before anybody could be called. */
export function tooLate({ name }: RoutedService, tool: string, timeoutMs: number, cause: unknown): ProxyError {
  const detail = `${name} · ${tool} could not be called within ${timeoutMs} ms`;
  return new ProxyError('upstream_timeout', detail, { cause, executed: 'no', retryable: true });
}
