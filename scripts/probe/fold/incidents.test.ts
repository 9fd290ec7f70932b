import { describe, expect, it } from 'vitest';
import type { Incident, Reason } from '../../../catalog/status/status.ts';
import { anEntry } from '../../../catalog/testing.ts';
import { fold } from '../fold.ts';
import { StatusRecord } from '../record.ts';
import { aLook } from '../testing.ts';

const HALF_HOUR_MS = 1_800_000;
const START = Date.parse('2026-11-22T00:00:00.000Z');
const entry = anEntry();

function at(run: number): string {
  return new Date(START + run * HALF_HOUR_MS).toISOString();
}

/** The record after a run for each reason, half an hour apart. */
function recordAfter(reasons: Reason[], before?: StatusRecord, from = 0): StatusRecord {
  const record = reasons.reduce<StatusRecord | undefined>(
    (so, reason, run) => fold(entry, '1.0.0', [aLook(reason, { message: `run ${from + run}` })], so, at(from + run)),
    before,
  );
  expect(StatusRecord.parse(record)).toEqual(record);
  return StatusRecord.parse(record);
}

/** Incidents as [first run, confirmed, ended], in runs. */
function times(incidents: Incident[]): (number | null)[][] {
  const run = (moment: string | null) => (moment === null ? null : (Date.parse(moment) - START) / HALF_HOUR_MS);
  return incidents.map(({ startedAt, confirmedAt, endedAt }) => [startedAt, confirmedAt, endedAt].map(run));
}

const flaps: Reason[] = ['ok', 'dns', 'dns', 'ok', 'ok', 'dns', 'dns', 'ok', 'ok', 'dns', 'dns'];

describe('an incident', () => {
  it('begins with the first bad run, is confirmed by the second, and says why', () => {
    const { incidents, status } = recordAfter(['ok', 'tcp', 'dns', 'dns']);
    expect(incidents).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        ...{ server: 'com.example/weather', severity: 'major', reason: 'dns', cause: 'run 2' },
        ...{ startedAt: at(1), confirmedAt: at(2), endedAt: null },
        evidence: expect.objectContaining({ response: 'dns: run 2' }),
      },
    ]);
    expect(status.incidents).toEqual(incidents.map(({ id }) => id));
  });

  it('ends with the first of two good runs', () => {
    expect(times(recordAfter(['ok', 'dns', 'dns', 'ok']).incidents)).toEqual([[1, 2, null]]);
    expect(times(recordAfter(['ok', 'dns', 'dns', 'ok', 'slow']).incidents)).toEqual([[1, 2, 3]]);
  });

  it('is none for a single bad run, or for what is only slow', () => {
    expect(recordAfter(['ok', 'dns', 'ok', 'slow', 'slow', 'dns', 'ok']).incidents).toEqual([]);
  });

  it('lasts through looks that do not count', () => {
    const { incidents } = recordAfter(['ok', 'dns', 'dns', 'bot-wall', 'bot-wall', 'ok', 'rate-limited', 'ok']);
    expect(times(incidents)).toEqual([[1, 2, 5]]);
  });
});

describe('an incident that flaps', () => {
  it('is kept open over good runs, until the server has kept still for twelve hours', () => {
    const flapping = recordAfter([...flaps, 'ok', 'ok']);
    expect(flapping.status.flapping).toBe(true);
    expect(times(flapping.incidents)).toEqual([
      [1, 2, 3],
      [5, 6, 7],
      [9, 10, null],
    ]);
    expect(flapping.incidents.map((incident) => incident.flapping)).toEqual([undefined, undefined, true]);
    const calm = recordAfter(Array<Reason>(24).fill('ok'), flapping, 13);
    expect([calm.status.flapping, times(calm.incidents).at(-1)]).toEqual([false, [9, 10, 11]]);
  });

  it('takes a new outage in', () => {
    const again = recordAfter([...flaps, 'ok', 'ok', 'tcp', 'tcp', 'ok', 'ok']);
    expect(times(again.incidents).at(-1)).toEqual([9, 10, null]);
  });

  it('is a minor one where the server only keeps changing, and about the worse of its states', () => {
    const restless = (['ok', 'slow', 'ok', 'slow', 'ok', 'slow', 'ok'] as const).flatMap((reason) => [reason, reason]);
    const { incidents } = recordAfter(restless);
    expect(incidents).toMatchObject([{ severity: 'minor', reason: 'slow', flapping: true, endedAt: null }]);
    const [{ cause } = { cause: '' }] = incidents;
    expect(cause).toBe('It changed 5 times in 24 hours');
    const worse = recordAfter(['dns', 'dns'], recordAfter(restless), restless.length);
    expect(worse.incidents).toMatchObject([{ severity: 'major', reason: 'dns', startedAt: at(2) }]);
  });
});

describe('the incidents of a server', () => {
  it('are the newest fifty, and none that ended long ago', () => {
    const outage: Reason[] = ['dns', 'dns', 'ok', 'ok', ...Array<Reason>(22).fill('ok')];
    const many = recordAfter(Array.from({ length: 60 }, () => outage).flat());
    expect([many.incidents.length, many.incidents.at(-1)?.startedAt]).toEqual([50, at(59 * 26)]);
    const day = 48;
    const since = 59 * 26 + 2;
    expect(recordAfter(['ok'], many, since + 90 * day).incidents).toHaveLength(1);
    expect(recordAfter(['ok'], many, since + 90 * day + 1).incidents).toEqual([]);
  });

  it('do not overlap, even where the clock is set back', () => {
    const before = recordAfter(['ok', 'dns', 'dns', 'ok', 'ok'], undefined, 100);
    const { incidents } = recordAfter(['dns', 'dns', 'ok', 'ok'], before, 50);
    expect(times(incidents)).toEqual([
      [101, 102, 103],
      [103, 103, 103],
    ]);
  });
});
