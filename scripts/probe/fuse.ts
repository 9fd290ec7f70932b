import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import type { Health, Reason } from '../../catalog/status/status.ts';

/** A canary in a run: what a look at it must see, and what was seen. */
export interface SeenCanary {
  name: string;
  expected: Reason;
  seen: Reason;
}

/** One server in a run: whether it was up before (confirmed), and what this run says. */
export interface InRun {
  wasUp: boolean;
  health: Health;
}

const FEWEST = 10;
const MOST = 0.3;

/**
 * Why a run counts for nothing, null when it counts: a canary was misjudged, or more than 30 % of at least 10 servers
 * that were up fail at once. Then the fault is more likely ours than theirs. Pure.
 */
export function voidOf(servers: InRun[], canaries: SeenCanary[]): ProbeRun['void'] {
  const misjudged = canaries.filter(({ expected, seen }) => expected !== seen);
  if (misjudged.length > 0) {
    const words = misjudged.map(({ name, expected, seen }) => `${name} is ${expected} and was seen as ${seen}`);
    return { cause: 'canary', detail: words.join('; ').slice(0, 500) };
  }
  const up = servers.filter(({ wasUp }) => wasUp);
  const failed = up.filter(({ health }) => health === 'unhealthy').length;
  if (up.length < FEWEST || failed <= MOST * up.length) return null;
  return { cause: 'fuse', detail: `${failed} of ${up.length} servers that were up failed at once` };
}
