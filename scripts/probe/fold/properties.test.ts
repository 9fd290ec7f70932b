import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEALTH_OF, type Incident, Reason } from '../../../catalog/status/status.ts';
import { anEntry } from '../../../catalog/testing.ts';
import { fold } from '../fold.ts';
import type { Look } from '../look.ts';
import { StatusRecord } from '../record.ts';
import { aLook } from '../testing.ts';
import { isUp } from './remember.ts';

/** What must hold of a record whatever is seen: histories of up to 80 runs, each of up to three instances. */

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-22T00:00:00.000Z');
const entry = anEntry({
  listing: {
    probe: { maintenance: [{ from: '2026-11-23T02:00:00Z', to: '2026-11-23T06:00:00Z', reason: 'new disks' }] },
  },
});

/** Mostly what is usual, so that histories hold outages and recoveries, and now and then any reason at all. */
const reason = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Reason>('ok') },
  { weight: 4, arbitrary: fc.constant<Reason>('timeout') },
  { weight: 1, arbitrary: fc.constantFrom(...Reason.options) },
);
const looks = fc
  .array(reason, { minLength: 0, maxLength: 3 })
  .map((reasons) => reasons.map((each, index) => aLook(each, { id: `i-${index}` })));
const run = fc.record({ looks, afterMinutes: fc.integer({ min: 1, max: 900 }), times: fc.integer({ min: 1, max: 4 }) });
const history = fc.array(run, { minLength: 1, maxLength: 40 }).map((runs) => {
  let now = START;
  return runs.flatMap(({ looks: seen, afterMinutes, times }) =>
    Array.from({ length: times }, () => {
      now += afterMinutes * MINUTE_MS;
      return { looks: seen, at: new Date(now).toISOString() };
    }),
  );
});

type History = { looks: Look[]; at: string }[];

/** The records after each run. */
function recordsOf(runs: History): StatusRecord[] {
  const records: StatusRecord[] = [];
  for (const { looks: seen, at } of runs) records.push(fold(entry, '1.0.0', seen, records.at(-1), at));
  return records;
}

function holds(property: (runs: History, records: StatusRecord[]) => void): void {
  fc.assert(
    fc.property(history, (runs) => property(runs, recordsOf(runs))),
    { seed: 20261122, numRuns: 60 },
  );
}

describe('a record, whatever is seen', () => {
  it('is valid, and the same for the same looks', () => {
    holds((runs, records) => {
      const [last, again] = [records.at(-1), recordsOf(runs).at(-1)];
      expect(again).toEqual(last);
      expect(StatusRecord.parse(last)).toEqual(last);
    });
  });

  it('is the same in whatever order the instances were looked at', () => {
    const inOrder = ({ status, ...record }: StatusRecord) => ({
      ...record,
      status: { ...status, instances: status.instances.toSorted((a, b) => (a.id < b.id ? -1 : 1)) },
    });
    holds((runs, records) => {
      const turned = runs.map((each, index) => ({
        ...each,
        looks: index % 2 ? each.looks.toReversed() : [...each.looks.slice(1), ...each.looks.slice(0, 1)],
      }));
      expect(recordsOf(turned).map(inOrder)).toEqual(records.map(inOrder));
    });
  });

  it('never counts less than before within a day', () => {
    holds((_runs, records) => {
      for (const [index, { days }] of records.entries()) {
        for (const before of records[index - 1]?.days ?? []) {
          const after = days.find(({ date }) => date === before.date) ?? before;
          for (const key of ['up', 'degraded', 'down', 'maintenance', 'excluded'] as const) {
            expect(after[key]).toBeGreaterThanOrEqual(before[key]);
          }
        }
      }
    });
  });

  it('is never up more often than it was counted', () => {
    holds((_runs, records) => {
      for (const { status } of records) {
        for (const window of Object.values(status.uptime)) {
          if (window) expect(window[0]).toBeLessThanOrEqual(window[1]);
        }
      }
    });
  });

  it('counts every look once', () => {
    holds((_runs, records) => {
      const sum = (records.at(-1)?.days ?? []).reduce(
        (all, { up, degraded, down, maintenance, excluded }) => all + up + degraded + down + maintenance + excluded,
        0,
      );
      expect(sum).toBeLessThanOrEqual(records.length);
      if (records.at(-1)?.days.length !== 90) expect(sum).toBe(records.length);
    });
  });
});

describe('a look that does not count, whatever came before', () => {
  it('changes neither up nor down, no incident, and no figure', () => {
    const unknown = fc.constantFrom(...Reason.options.filter((each) => HEALTH_OF[each] === 'unknown'));
    fc.assert(
      fc.property(history, unknown, (runs, blind) => {
        const before = recordsOf(runs).at(-1);
        // At the same moment, so that no window of time has moved on.
        const at = runs.at(-1)?.at ?? '';
        const after = fold(entry, '1.0.0', [aLook(blind)], before, at);
        const { unseen: _a, ...kept } = after.memory;
        expect({ ...kept, unseen: before?.memory.unseen }).toEqual(before?.memory);
        expect([after.incidents, after.status.flapping]).toEqual([before?.incidents, before?.status.flapping]);
        expect([after.status.uptime, after.status.latencyMs]).toEqual([
          before?.status.uptime,
          before?.status.latencyMs,
        ]);
        const [was, is] = [before?.status, after.status].map((each) => each && isUp(each));
        if (is !== was) expect(after.status.health).toBe('unknown');
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });
});

describe('incidents, whatever is seen', () => {
  it('begin before they are confirmed, never overlap, and only the last is open', () => {
    holds((_runs, records) => {
      for (const { incidents, status } of records) {
        expect(status.incidents).toEqual(incidents.map(({ id }) => id));
        expect(new Set(status.incidents).size).toBe(incidents.length);
        for (const [index, incident] of incidents.entries()) checkOrder(incident, incidents[index + 1]);
      }
    });
  });

  it('are open whenever a server is down or flaps, and else are not', () => {
    holds((_runs, records) => {
      for (const { incidents, memory } of records) {
        const open = incidents.at(-1)?.endedAt === null;
        expect(open).toBe(memory.known?.health === 'unhealthy' || memory.flapping);
      }
    });
  });

  it('say down only after two bad runs with nothing good between them', () => {
    holds((runs, records) => {
      for (const [index, { memory }] of records.entries()) {
        const wentDown =
          memory.known?.health === 'unhealthy' && records[index - 1]?.memory.known?.health !== 'unhealthy';
        if (!wentDown) continue;
        const counted = records.slice(0, index + 1).filter((record) => !/[m-]/.test(record.samples.at(-1)?.mark ?? ''));
        expect(counted.slice(-2).map(({ samples }) => samples.at(-1)?.mark)).toEqual(['d', 'd']);
        expect(runs[index]?.at).toBe(counted.at(-1)?.status.checkedAt);
      }
    });
  });
});

function checkOrder({ startedAt, confirmedAt, endedAt }: Incident, next: Incident | undefined): void {
  expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(confirmedAt));
  if (endedAt !== null) expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(endedAt));
  if (!next) return;
  expect(endedAt).not.toBeNull();
  expect(Date.parse(endedAt ?? '')).toBeLessThanOrEqual(Date.parse(next.startedAt));
}
