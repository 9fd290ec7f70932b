import type { Evidence, Health } from '../../../catalog/status/status.ts';
import type { Look } from '../look.ts';
import type { StatusRecord } from '../record.ts';

type Kept = StatusRecord['evidence'];

/** What a look did and saw, as it is kept and shown: 4 KiB at most, whatever a server says. */
export function evidenceOf(
  name: string,
  { instance: { id, transport, reason, protocolVersion, stepsMs }, message, evidence, asked }: Look,
): Evidence {
  const byProbe = `npm run probe -- --only ${name}`;
  if (evidence) return { ...evidence, repeat: evidence.repeat ?? byProbe };
  const steps = Object.entries(stepsMs).map(([step, ms]) => `${step} ${ms} ms`);
  return {
    step: asked?.step ?? Object.keys(stepsMs).at(-1) ?? 'start',
    request: asked?.request ?? `${id} over ${transport}: server/discover, else initialize; then tools/list`,
    response: [`${reason}: ${message}`, protocolVersion ?? '', steps.join(', ')]
      .filter(Boolean)
      .join('\n')
      .slice(0, 4096),
    repeat: byProbe,
  };
}

/** The evidence of the last good and the last bad look, after one more. */
export function keptEvidence(before: Kept | undefined, health: Health, evidence: Evidence | null): Kept {
  const { good = null, bad = null } = before ?? {};
  if (evidence === null || health === 'unknown') return { good, bad };
  return health === 'unhealthy' ? { good, bad: evidence } : { good: evidence, bad };
}

/** Evidence as a status gives it: of the newest look first. Of one that could not see, only as long as it is the newest. */
export function shownEvidence({ good, bad }: Kept, health: Health, evidence: Evidence | null): Evidence[] {
  const blind = health === 'unknown' && evidence ? [evidence] : [];
  const seen = health === 'healthy' || health === 'degraded' ? [good, bad] : [bad, good];
  return [...blind, ...seen.flatMap((each) => each ?? [])];
}
