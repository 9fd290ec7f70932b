import { HEALTH_OF } from '../../catalog/status/status.ts';
import { SessionGone, type UpstreamFault } from '../upstream/fault.ts';

/** What an instance learnt from a call or a check: null when all was well. */
export type Finding = UpstreamFault | null;

/** A sign-in wall, a forgotten session or a request to slow down says that somebody is there. */
export function countsAgainst(fault: UpstreamFault): boolean {
  if (fault instanceof SessionGone) return false;
  return HEALTH_OF[fault.reason] === 'unhealthy' || HEALTH_OF[fault.reason] === 'degraded';
}

/** It was reached, and gave no answer in time. */
export function isSlowness({ reason, executed }: UpstreamFault): boolean {
  return reason === 'timeout' && executed !== 'no';
}

/** Nobody is there: a connection refused, a process that ended. A slow or a strange answer may be one of its kind. */
export function isBeyondDoubt({ reason, executed }: UpstreamFault): boolean {
  return reason === 'crashed' || (executed === 'no' && (reason === 'tcp' || reason === 'dns' || reason === 'tls'));
}
