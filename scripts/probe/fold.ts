import { driftOf } from '../../catalog/drift.ts';
import type { Entry } from '../../catalog/entry.ts';
import type { Health, InstanceStatus, Status } from '../../catalog/status.ts';
import { fingerprintTools, type ToolDefinition } from '../../catalog/tool.ts';
import type { Look } from './look.ts';
import type { Day, Mark, Sample, StatusRecord } from './record.ts';

const MARKS: Record<Health, Mark> = { healthy: 'u', degraded: 'g', unhealthy: 'd', unknown: '-' };
const RANK: Record<Health, number> = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 };
const DAY_MS = 86_400_000;

/** A server's record after one more look at each of its instances: it is as healthy as the best of them. Pure. */
export function fold(
  entry: Entry,
  version: string,
  looks: Look[],
  before: StatusRecord | undefined,
  at: string,
): StatusRecord {
  const ranked = looks.toSorted((a, b) => RANK[a.instance.health] - RANK[b.instance.health]);
  const best = ranked[0];
  const { health, reason } = best?.instance ?? { health: 'unknown' as const, reason: 'not-runnable' as const };
  const listed = ranked.find(({ tools }) => tools !== null)?.tools ?? null;
  const tools = listed ?? before?.tools ?? null;
  const samples = lastDay(
    [...(before?.samples ?? []), { at, mark: MARKS[health], latencyMs: best ? latencyOf(best.instance) : null }],
    at,
  );
  const days = counted(before?.days ?? [], at, MARKS[health]);
  const unchanged = before?.status.health === health && before.status.reason === reason;
  const status: Status = {
    schemaVersion: 1,
    server: entry.name,
    version,
    health,
    reason,
    since: unchanged ? before.status.since : at,
    checkedAt: at,
    instances: looks.map(({ instance }) => instance),
    tools: listed ? toolsStatus(entry, listed, at) : (before?.status.tools ?? null),
    uptime: {
      '24h': upOfSamples(samples),
      '7d': upOfDays(days, 7, at),
      '30d': upOfDays(days, 30, at),
      '90d': upOfDays(days, 90, at),
    },
    latencyMs: percentiles(samples.flatMap(({ latencyMs }) => latencyMs ?? [])),
    days: letters(days, at),
    flapping: false,
    incidents: before?.status.incidents ?? [],
    evidence: best ? [evidenceOf(entry.name, best)] : [],
  };
  return { status, samples, days, tools };
}

/** What a caller waits for: the answer to the opening and the list; a process that runs already costs only the list. */
function latencyOf({ transport, stepsMs: { http = 0, mcp, tools = 0 } }: InstanceStatus): number | null {
  if (mcp === undefined) return null;
  return transport === 'stdio' ? tools : http + mcp + tools;
}

function toolsStatus(entry: Entry, listed: ToolDefinition[], at: string): Status['tools'] {
  const { setHash, tools } = fingerprintTools(listed);
  return { count: tools.length, setHash, drift: entry.lock ? driftOf(entry.lock.tools, tools) : null, listedAt: at };
}

function lastDay(samples: Sample[], at: string): Sample[] {
  const now = Date.parse(at);
  // A clock that was set right leaves samples of the future behind.
  return samples.filter((sample) => Math.abs(now - Date.parse(sample.at)) < DAY_MS);
}

function counted(days: Day[], at: string, mark: Mark): Day[] {
  const date = at.slice(0, 10);
  const today: Day = days.find((day) => day.date === date) ?? { date, up: 0, degraded: 0, down: 0, excluded: 0 };
  const field = ({ u: 'up', g: 'degraded', d: 'down', '-': 'excluded' } as const)[mark];
  const others = days.filter((day) => day.date !== date);
  const all = [...others, { ...today, [field]: today[field] + 1 }];
  return all.sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-90);
}

function upOfSamples(samples: Sample[]): [number, number] | null {
  const marks = samples.map(({ mark }) => mark).filter((mark) => mark !== '-');
  return marks.length === 0 ? null : [marks.filter((mark) => mark !== 'd').length, marks.length];
}

function upOfDays(days: Day[], span: number, at: string): [number, number] | null {
  const from = dateBefore(at, span - 1);
  const within = days.filter(({ date }) => date >= from && date <= at.slice(0, 10));
  const up = within.reduce((sum, day) => sum + day.up + day.degraded, 0);
  const all = within.reduce((sum, day) => sum + day.up + day.degraded + day.down, 0);
  return all === 0 ? null : [up, all];
}

/** One letter a day, from the first day that was recorded (at most 90 days ago) to today. */
function letters(days: Day[], at: string): string {
  const first = days[0]?.date;
  if (first === undefined) return '';
  const byDate = new Map(days.map((day) => [day.date, day]));
  let text = '';
  for (let ago = 89; ago >= 0; ago -= 1) {
    const date = dateBefore(at, ago);
    if (date >= first) text += letter(byDate.get(date));
  }
  return text;
}

function letter(day: Day | undefined): string {
  if (!day || day.up + day.degraded + day.down === 0) return '-';
  if (day.down > 0) return day.up + day.degraded > 0 ? 'p' : 'd';
  return day.degraded > 0 ? 'g' : 'u';
}

function dateBefore(at: string, days: number): string {
  return new Date(Date.parse(at) - days * DAY_MS).toISOString().slice(0, 10);
}

/** Nearest-rank percentiles. */
function percentiles(values: number[]): Status['latencyMs'] {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95) };
}

function evidenceOf(
  name: string,
  { instance: { id, transport, reason, protocolVersion, stepsMs }, message, evidence }: Look,
): Status['evidence'][number] {
  const steps = Object.entries(stepsMs).map(([step, ms]) => `${step} ${ms} ms`);
  return {
    step: evidence?.step ?? Object.keys(stepsMs).at(-1) ?? 'start',
    request: evidence?.request ?? `${id} over ${transport}: server/discover, else initialize; then tools/list`,
    response: [`${reason}: ${message}`, protocolVersion ?? '', steps.join(', ')]
      .filter(Boolean)
      .join('\n')
      .slice(0, 4096),
    repeat: `npm run probe -- --only ${name}`,
  };
}
