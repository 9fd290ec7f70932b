import { describe, expect, it } from 'vitest';
import type { Incident } from '../../catalog/status/status.ts';
import { anEntry } from '../../catalog/testing.ts';
import type { Clock } from './clock.ts';
import { confirmed } from './confirm.ts';
import { type Course, courseAfter } from './fold/course.ts';
import { evidenceOf } from './fold/evidence.ts';
import { NOTHING } from './fold/memory.ts';
import { fold } from './fold.ts';
import { foldRun } from './fold-run.ts';
import type { Look } from './look.ts';
import type { StatusRecord } from './record.ts';
import { aLook } from './testing.ts';
import { verdictOf } from './verdict.ts';

/**
 * A thousand server-weeks, each by itself, with a run each half hour. One look in five fails by chance, whatever the
 * others did. In one run of two hundred everything fails for the minute from its start on, so that four of the five
 * looks do. A third of the weeks have one real outage, of ten minutes to twelve hours, at any time. By reckoning, 0.6
 * false incidents are to be expected: two bad runs in a row, of 0.13 % each. At a run each ten minutes it would be 1.8.
 */
const WEEKS = 1000;
const RUNS = 336;
const EVERY_MS = 1_800_000;
const NOISE = 0.2;
const BURSTS = 0.005;
const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-02T00:00:00.000Z');

const GOOD = [aLook('ok')];
const BAD = [aLook('timeout')];
const CAUSES = new Map(
  [GOOD, BAD]
    .flat()
    .map((look) => [look.instance.reason, { server: 's', message: look.message, evidence: evidenceOf('s', look) }]),
);

interface Outage {
  from: number;
  to: number;
}

/** One week of one server: its outage, what each run saw, and the course of it. */
interface Week {
  outage: Outage | null;
  seen: Look[][];
  course: Course;
}

/** By the course alone, since whole records would cost ten times as long and say the same (below). */
async function aWeek(random: () => number): Promise<Week> {
  const outage = random() < 1 / 3 ? anOutage(random) : null;
  let course: Course | undefined;
  let [now, burstEnd] = [START, 0];
  const clock: Clock = {
    now: () => new Date(now),
    sleep: async (ms) => {
      now += ms;
    },
  };
  const look = async () => (now < burstEnd || isDuring(outage, now) || random() < NOISE ? BAD : GOOD);
  const seen: Look[][] = [];
  for (let run = 0; run < RUNS; run += 1) {
    now = START + run * EVERY_MS;
    burstEnd = random() < BURSTS ? now + MINUTE_MS : 0;
    const { looks, at } = await confirmed(look, { clock });
    const verdict = verdictOf(looks);
    course = courseAfter(course, verdict, at, CAUSES.get(verdict.reason) ?? null);
    seen.push(looks);
  }
  return { outage, seen, course: course ?? { memory: NOTHING, incidents: [] } };
}

function isDuring(outage: Outage | null, moment: number): boolean {
  return outage !== null && outage.from <= moment && moment < outage.to;
}

function anOutage(random: () => number): Outage {
  const from = START + random() * (RUNS - 48) * EVERY_MS;
  return { from, to: from + (10 + random() * 710) * MINUTE_MS };
}

/** Mulberry32: small, quick, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Whether the outage was to be found and was, and how many incidents were none. */
function reportOf({ outage, course }: Week): { due: number; found: number; falsely: number } {
  const incidents = course.incidents.map(({ startedAt, confirmedAt, endedAt }) => ({
    from: Date.parse(startedAt),
    confirmed: Date.parse(confirmedAt),
    to: endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt),
  }));
  const falsely = incidents.filter(({ from, to }) => !outage || to < outage.from || from > outage.to).length;
  const starts = Array.from({ length: RUNS }, (_none, run) => START + run * EVERY_MS);
  const [first, second] = starts.filter((start) => isDuring(outage, start) && isDuring(outage, start + MINUTE_MS));
  if (first === undefined || second === undefined) return { due: 0, found: 0, falsely };
  const isFound = incidents.some(({ from, confirmed }) => from <= first && confirmed <= second);
  return { due: 1, found: isFound ? 1 : 0, falsely };
}

describe('a thousand server-weeks', () => {
  it('have at most one false incident, and each outage of two whole runs is found by the second', {
    timeout: 30_000,
  }, async () => {
    const random = randomOf(20261122);
    const total = { due: 0, found: 0, falsely: 0 };
    for (let week = 0; week < WEEKS; week += 1) {
      const { due, found, falsely } = reportOf(await aWeek(random));
      total.due += due;
      total.found += found;
      total.falsely += falsely;
    }
    expect(total.falsely).toBeLessThanOrEqual(1);
    expect(total.due).toBeGreaterThan(250);
    expect(total.found).toBe(total.due);
  });

  it('give whole records the same incidents', async () => {
    const random = randomOf(1);
    const entry = anEntry();
    for (let count = 0; count < 5; count += 1) {
      const { seen, course } = await aWeek(random);
      let record: StatusRecord | undefined;
      for (const [run, looks] of seen.entries()) {
        record = fold(entry, '1.0.0', looks, record, new Date(START + run * EVERY_MS).toISOString());
      }
      const timesOf = (incidents: Incident[] = []) =>
        incidents.map(({ startedAt, confirmedAt, endedAt }) => [startedAt, confirmedAt, endedAt]);
      expect(timesOf(record?.incidents)).toEqual(timesOf(course.incidents));
    }
  });
});

describe('a registry whose own network fails for a minute in one run of twenty', () => {
  it('has no false incident where a canary looks out for that', async () => {
    const random = randomOf(2);
    const entries = Array.from({ length: 30 }, (_none, index) =>
      anEntry({ server: { name: `com.example/s-${index}` } }),
    );
    let records: ReadonlyMap<string, StatusRecord> = new Map();
    let voids = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const at = new Date(START + run * EVERY_MS).toISOString();
      const burst = random() < 0.05;
      // Of five looks the burst takes four, chance the others.
      const badShare = burst ? NOISE : NOISE ** 5;
      const servers = entries.map((entry) => ({
        entry,
        version: '1.0.0',
        looks: random() < badShare ? BAD : GOOD,
        at,
      }));
      const canaries = [{ name: 'bird', expected: 'ok', seen: burst ? 'timeout' : 'ok' } as const];
      const done = foldRun({ id: at, plannedAt: null, startedAt: at, endedAt: at }, servers, { records, canaries });
      records = done.records;
      voids += done.run.void ? 1 : 0;
    }
    expect(voids).toBeGreaterThan(8);
    expect([...records.values()].flatMap(({ incidents }) => incidents)).toEqual([]);
  });
});
