import type { InstanceSpec } from '../../../proxy/services/service.ts';
import { type ConfirmOptions, confirmed } from '../confirm.ts';
import { excused } from '../fold/maintenance.ts';
import type { SeenCanary } from '../fuse.ts';
import type { Look, LookAt } from '../look.ts';
import { verdictOf } from '../verdict.ts';
import type { RunningCanary } from './canary.ts';

/** One canary, looked at. */
export interface ProbedCanary extends SeenCanary {
  looks: Look[];
}

export interface ProbeCanaryOptions
  extends Required<Pick<ConfirmOptions, 'clock'>>,
    Pick<ConfirmOptions, 'retryAfterMs'> {
  /** Looks when it is its turn, as the run does, unless the canary says otherwise. */
  lookInTurn(spec: InstanceSpec, look: LookAt | undefined): Promise<Look>;
}

/**
 * Looks at a canary, and again, as at a server that seems down, for as long as it is seen as something else. That it is
 * bad needs no confirmation.
 */
export async function probeCanary(
  { name, expected, spec, listing = {}, look }: RunningCanary,
  { lookInTurn, clock, retryAfterMs }: ProbeCanaryOptions,
): Promise<ProbedCanary> {
  const lookOnce = async () => excused([await lookInTurn(spec, look)], listing, clock.now().toISOString());
  const { looks } = await confirmed(lookOnce, { clock, retryAfterMs, isEnough: ({ reason }) => reason === expected });
  return { name, expected, seen: verdictOf(looks).reason, looks };
}
