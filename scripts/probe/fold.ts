import type { Entry } from '../../catalog/entry.ts';
import { isSameJson } from '../../catalog/json/json.ts';
import type { Health, Status, ToolsStatus } from '../../catalog/status/status.ts';
import { driftOf } from '../../catalog/tools/drift.ts';
import { fingerprintTools, type ToolDefinition } from '../../catalog/tools/tool.ts';
import { courseAfter } from './fold/course.ts';
import { counted, lastDay, lettersOf, uptimeOf } from './fold/days.ts';
import { evidenceOf, keptEvidence, shownEvidence } from './fold/evidence.ts';
import { latencyOf, percentilesOf } from './fold/latency.ts';
import { excused } from './fold/maintenance.ts';
import { shown } from './fold/remember.ts';
import { toolChangesAfter } from './fold/tool-changes.ts';
import type { Look } from './look.ts';
import type { Mark, StatusRecord } from './record.ts';
import { ranked, type Verdict, verdictOf } from './verdict.ts';

const MARKS: Record<Health, Mark> = { healthy: 'u', degraded: 'g', unhealthy: 'd', unknown: '-' };

/**
 * A server's record after one more run looked at each of its instances. Pure, and the same in whatever order the looks
 * come. The looks are what a run ended with: bad ones are confirmed (`confirm.ts`), and the run is not void. What counts
 * counts at once; health, changes and incidents follow as `fold/remember.ts` says.
 */
export function fold(
  entry: Entry,
  version: string,
  looks: Look[],
  before: StatusRecord | undefined,
  at: string,
): StatusRecord {
  const judged = excused(looks, entry.listing, at);
  const [best] = ranked(judged);
  const verdict = verdictOf(judged);
  const evidence = best ? evidenceOf(entry.name, best) : null;
  const cause = best && evidence ? { server: entry.name, message: best.message, evidence } : null;
  const { memory, incidents } = courseAfter(before, verdict, at, cause);
  const standing = shown(memory, at);
  const mark = markOf(verdict);
  const samples = lastDay(
    [...(before?.samples ?? []), { at, mark, latencyMs: best ? latencyOf(best.instance) : null }],
    at,
  );
  const days = counted(before?.days ?? [], at, mark, samples);
  const listing = ranked(judged).find(({ tools }) => tools !== null);
  const listed = listing?.tools ?? null;
  const seen = listed && toolsStatus(entry, listed, before, at);
  const kept = keptEvidence(before?.evidence, verdict.health, evidence);
  const status: Status = {
    schemaVersion: 1,
    server: entry.name,
    version,
    ...standing,
    checkedAt: at,
    instances: judged.map(({ instance }) => instance),
    tools: seen ?? before?.status.tools ?? null,
    uptime: uptimeOf(samples, days, at),
    latencyMs: percentilesOf(samples),
    days: lettersOf(days, at),
    flapping: memory.flapping,
    incidents: incidents.map(({ id }) => id),
    evidence: shownEvidence(kept, verdict.health, evidence),
  };
  const change = listing && listed && seen && { tools: listed, setHash: seen.setHash, by: listing.instance.id };
  return {
    status,
    samples,
    days,
    tools: listed ?? before?.tools ?? null,
    listedBy: listing?.instance.id ?? before?.listedBy ?? null,
    toolChanges: toolChangesAfter(before, change ?? null, at),
    memory,
    incidents,
    evidence: kept,
  };
}

function markOf({ health, reason }: Verdict): Mark {
  return reason === 'maintenance' ? 'm' : MARKS[health];
}

function toolsStatus(
  entry: Entry,
  listed: ToolDefinition[],
  before: StatusRecord | undefined,
  at: string,
): ToolsStatus {
  const known = before?.status.tools;
  // Tools seldom change: to compare them takes a tenth of what it takes to fingerprint them.
  if (known && !entry.lock && isSameJson(before.tools, listed)) return { ...known, drift: null, listedAt: at };
  const { setHash, tools } = fingerprintTools(listed);
  return { count: tools.length, setHash, drift: entry.lock ? driftOf(entry.lock.tools, tools) : null, listedAt: at };
}
