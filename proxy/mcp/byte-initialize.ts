import type { Instance } from '../routing/instance.ts';
import { UpstreamFault } from '../upstream/fault.ts';
import type { Exchange, ReadAnswer } from '../upstream/forward.ts';

/** Says a client's `initialize` to an instance. Throws `UpstreamFault`. */
export async function initializeAt(
  { forwarder }: Instance,
  opening: Exchange,
  { timeoutMs, answerBytes, signal }: { timeoutMs: number; answerBytes: number; signal: AbortSignal },
): Promise<ReadAnswer> {
  if (!forwarder) throw new UpstreamFault('not-runnable', 'bytes cannot reach it', { executed: 'no' });
  const answer = await forwarder.read(opening, { idleMs: timeoutMs, maxBytes: answerBytes, signal });
  // A server that cannot begin now has begun nothing: another may.
  if (answer.status >= 500 && !String(answer.headers['content-type']).startsWith('application/json'))
    throw new UpstreamFault('http-5xx', `the upstream answered ${answer.status}`, { executed: 'no' });
  return answer;
}

/** The session that an answer to `initialize` began, if it did. */
export function sessionOf({ status, headers }: ReadAnswer): string | null {
  const { 'mcp-session-id': id } = headers;
  return typeof id === 'string' && status < 300 ? id : null;
}
