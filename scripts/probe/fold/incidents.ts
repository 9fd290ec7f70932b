import { createHash } from 'node:crypto';
import type { Evidence, Incident } from '../../../catalog/status/status.ts';
import type { Memory, Standing } from './memory.ts';
import { isUp } from './remember.ts';

const MOST = 50;
const KEPT_MS = 90 * 86_400_000;

/** The look that a change of memory comes from. */
export interface Cause {
  server: string;
  message: string;
  evidence: Evidence;
}

/**
 * The incidents of a server, oldest first, after a look that counts changed what is remembered of it. Pure. At most the
 * newest 50, and those that ended in the last 90 days; only the newest can be open.
 */
export function incidentsAfter(
  incidents: Incident[],
  before: Memory,
  after: Memory,
  at: string,
  cause: Cause,
): Incident[] {
  const last = incidents.at(-1);
  const open = last?.endedAt === null ? last : undefined;
  const past = open ? incidents.slice(0, -1) : incidents;
  const current = open ? grown(open, before, after, cause) : begun(past.at(-1), before, after, at, cause);
  return kept(current ? [...past, ended(current, after)] : past, at);
}

/** A new incident, when a server went down, or began to flap without one. */
function begun(last: Incident | undefined, before: Memory, after: Memory, at: string, cause: Cause): Incident | null {
  const wentDown = isDown(after.known) && !isDown(before.known);
  if (!after.known || !(wentDown || (after.flapping && !before.flapping))) return null;
  // Flapping began with the first of the changes that were too many.
  const began = wentDown ? after.known.since : (after.changes[0] ?? at);
  const startedAt = later(began, last?.endedAt ?? null);
  return {
    id: createHash('sha256').update(`${cause.server} ${startedAt}`).digest('hex').slice(0, 16),
    server: cause.server,
    ...aboutOf(before, after, cause),
    startedAt,
    confirmedAt: later(at, startedAt),
    endedAt: null,
    evidence: cause.evidence,
    ...(after.flapping ? { flapping: true } : {}),
  };
}

/** An open incident: it can turn out to be worse, or to flap. */
function grown(open: Incident, before: Memory, after: Memory, cause: Cause): Incident {
  const worse = open.severity === 'minor' && isDown(after.known);
  return {
    ...open,
    ...(worse ? { ...aboutOf(before, after, cause), evidence: cause.evidence } : {}),
    ...(after.flapping ? { flapping: true } : {}),
  };
}

/** What an incident is about: being down, or else the worse of the two states that a server changes between. */
function aboutOf(
  before: Memory,
  { known, changes }: Memory,
  { message }: Cause,
): Pick<Incident, 'severity' | 'reason' | 'cause'> {
  if (known && isDown(known)) return { severity: 'major', reason: known.reason, cause: message.slice(0, 500) };
  const about = known?.health === 'degraded' ? known : before.known;
  return {
    severity: 'minor',
    reason: about?.reason ?? 'slow',
    cause: `It changed ${changes.length} times in 24 hours`,
  };
}

/** It ends with the first good look since which all was well; one that flaps only when it has been calm. */
function ended(incident: Incident, { known, flapping, changes }: Memory): Incident {
  if (flapping || !known || !isUp(known)) return incident;
  return { ...incident, endedAt: later(changes.at(-1) ?? known.since, incident.startedAt) };
}

function kept(incidents: Incident[], at: string): Incident[] {
  const now = Date.parse(at);
  return incidents.filter(({ endedAt }) => endedAt === null || now - Date.parse(endedAt) <= KEPT_MS).slice(-MOST);
}

function isDown(standing: Standing | null): boolean {
  return standing?.health === 'unhealthy';
}

/** A clock that was set back must not make an incident begin before the one before it ended. */
function later(moment: string, other: string | null): string {
  return other !== null && Date.parse(other) > Date.parse(moment) ? other : moment;
}
