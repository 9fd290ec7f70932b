import type { Reason, StepsMs } from '../../catalog/status/status.ts';
import type { Target } from '../../proxy/upstream/connect.ts';
import type { UpstreamFault } from '../../proxy/upstream/fault.ts';
import { Witness } from '../../proxy/upstream/witness.ts';
import { evidenceOf, type LookEvidence, type Step } from './evidence.ts';

/** A target whose exchanges are seen: how far it came, and what was said. Of others than MCP over HTTP nothing is. */
export interface Watched {
  target: Target;
  /** The steps to the first answer, as far as it came. */
  stepsMs(): StepsMs;
  /** Milliseconds since 1970; null where there is no certificate. */
  certificateEndsAt(): number | null;
  /** What was seen so far, as the evidence of a step. */
  evidence(message: string, step: Step): { evidence?: LookEvidence };
  /** The step that a look failed in. */
  stepOf(fault: UpstreamFault): Step;
}

/** Gives a target a witness, where it takes one. */
export function watch(target: Target): Watched {
  const witness = new Witness();
  const isSeen = target.transport === 'streamable-http' || target.transport === 'sse';
  const http = isSeen ? { ...target.http, witness } : null;
  return {
    target: http && isSeen ? { ...target, http } : target,
    stepsMs: () => stepsOf(witness),
    certificateEndsAt: () => witness.times.certificateEndsAt ?? null,
    evidence: (message, step) => (http ? { evidence: evidenceOf({ http, witness, message }, step) } : {}),
    stepOf: ({ reason, executed }) => {
      if (reason === 'tcp') return executed === 'no' ? 'connect' : witness.quickestMs === undefined ? 'http' : 'mcp';
      return FAILED_IN[reason] ?? (http ? firstMissing(witness, http.url) : 'start');
    },
  };
}

function stepsOf({ times: { resolve, connect, tls }, quickestMs }: Witness): StepsMs {
  return {
    ...(resolve === undefined ? {} : { resolve }),
    ...(connect === undefined ? {} : { connect }),
    ...(tls === undefined ? {} : { tls }),
    ...(quickestMs === undefined ? {} : { http: quickestMs }),
  };
}

/** What is not here failed where it got no further. */
const FAILED_IN: Partial<Record<Reason, Step>> = {
  dns: 'resolve',
  'private-address': 'resolve',
  tls: 'tls',
  'http-5xx': 'http',
  'rate-limited': 'http',
  'bot-wall': 'http',
  'not-mcp': 'mcp',
  'wrong-transport': 'mcp',
};

function firstMissing({ times, quickestMs }: Witness, url: string): Step {
  if (quickestMs !== undefined) return 'mcp';
  if (times.resolve === undefined) return 'resolve';
  if (times.connect === undefined) return 'connect';
  return url.startsWith('https:') && times.tls === undefined ? 'tls' : 'http';
}
