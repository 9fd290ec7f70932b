import type { Status } from '../../../catalog/status/status.ts';
import type { Day, Mark, Sample } from '../record.ts';
import { percentilesOf } from './latency.ts';

const DAY_MS = 86_400_000;
const FIELD = { u: 'up', g: 'degraded', d: 'down', m: 'maintenance', '-': 'excluded' } as const satisfies Record<
  Mark,
  keyof Day
>;

/** The samples of the last 24 hours. */
export function lastDay(samples: Sample[], at: string): Sample[] {
  const now = Date.parse(at);
  // A clock that was set right leaves samples of the future behind. As text these times sort as they follow in time.
  const from = new Date(now - DAY_MS).toISOString();
  const to = new Date(now + DAY_MS).toISOString();
  return samples.filter((sample) => sample.at > from && sample.at < to);
}

/** The days (UTC, oldest first, at most 90) with one more check in that of the moment; `samples` are those of its last 24 hours. */
export function counted(days: Day[], at: string, mark: Mark, samples: Sample[]): Day[] {
  const date = at.slice(0, 10);
  const latencyMs = percentilesOf(samples.filter((sample) => sample.at.startsWith(date)));
  const field = FIELD[mark];
  const found = days.find((day) => day.date === date);
  const today = found ?? { date, up: 0, degraded: 0, down: 0, maintenance: 0, excluded: 0 };
  const all = [...days.filter((day) => day !== found), { ...today, [field]: today[field] + 1, latencyMs }];
  return all.sort((a, b) => (a.date < b.date ? -1 : 1)).slice(-90);
}

/** Checks that found the server up, of those that count. */
export function uptimeOf(samples: Sample[], days: Day[], at: string): Status['uptime'] {
  return {
    '24h': upOfSamples(samples),
    '7d': upOfDays(days, 7, at),
    '30d': upOfDays(days, 30, at),
    '90d': upOfDays(days, 90, at),
  };
}

function upOfSamples(samples: Sample[]): [number, number] | null {
  const up = samples.filter(({ mark }) => mark === 'u' || mark === 'g').length;
  const all = up + samples.filter(({ mark }) => mark === 'd').length;
  return all === 0 ? null : [up, all];
}

function upOfDays(days: Day[], span: number, at: string): [number, number] | null {
  const [today = '', from = ''] = [datesTo(at)[0], datesTo(at)[span - 1]];
  const within = days.filter(({ date }) => date >= from && date <= today);
  const up = within.reduce((sum, day) => sum + day.up + day.degraded, 0);
  const all = within.reduce((sum, day) => sum + day.down, up);
  return all === 0 ? null : [up, all];
}

/** One letter a day, from the first day that was recorded (at most 90 days ago) to today. */
export function lettersOf(days: Day[], at: string): string {
  const first = days[0]?.date;
  if (first === undefined) return '';
  let [letters, next] = ['', days.length - 1];
  for (const date of datesTo(at)) {
    if (date < first) break;
    while ((days[next]?.date ?? '') > date) next -= 1;
    letters = letterOf(days[next]?.date === date ? days[next] : undefined) + letters;
  }
  return letters;
}

function letterOf(day: Day | undefined): string {
  if (!day) return '-';
  const up = day.up + day.degraded;
  if (up + day.down === 0) return day.maintenance > 0 ? 'm' : '-';
  if (day.down > 0) return up > 0 ? 'p' : 'd';
  return day.degraded > 0 ? 'g' : 'u';
}

let dates = [''];

/** The last 90 dates, newest first. Kept from call to call, since all servers of a run share them. */
function datesTo(at: string): string[] {
  if (dates[0] === at.slice(0, 10)) return dates;
  const now = Date.parse(at);
  dates = Array.from({ length: 90 }, (_none, ago) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10));
  return dates;
}
