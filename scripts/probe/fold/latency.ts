import type { InstanceStatus, Status } from '../../../catalog/status/status.ts';
import type { Sample } from '../record.ts';

/** What a caller waits for, in milliseconds: the answer to the opening and the list; of a process, that runs already, the list. */
export function latencyOf({ transport, health, stepsMs: { http = 0, mcp, tools = 0 } }: InstanceStatus): number | null {
  if (mcp === undefined || health === 'unhealthy' || health === 'unknown') return null;
  return transport === 'stdio' ? tools : http + mcp + tools;
}

/** Nearest-rank percentiles of what the samples took, those that were answered well; null when there are none. */
export function percentilesOf(samples: Sample[]): Status['latencyMs'] {
  const sorted = samples
    .map(({ latencyMs }) => latencyMs)
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95) };
}
