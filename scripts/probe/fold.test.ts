import { describe, expect, it } from 'vitest';
import { HEALTH_OF, Reason } from '../../catalog/status/status.ts';
import { anEntry, aTool } from '../../catalog/testing.ts';
import { fingerprintTools } from '../../catalog/tools/tool.ts';
import { NOTHING } from './fold/memory.ts';
import { fold } from './fold.ts';
import type { Look } from './look.ts';
import { StatusRecord } from './record.ts';
import { AT, aLook } from './testing.ts';

const entry = anEntry();
const noon = AT;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function after(ms: number, from = noon): string {
  return new Date(Date.parse(from) + ms).toISOString();
}

/** The record after one look for each reason, the first at noon, the others `everyMs` after one another. Each must parse. */
function folded(
  reasons: Reason[],
  { everyMs = 30 * MINUTE_MS, from = noon, before }: { everyMs?: number; from?: string; before?: StatusRecord } = {},
): StatusRecord {
  const record = reasons.reduce<StatusRecord | undefined>((so, reason, index) => {
    const next = fold(entry, '1.0.0', [aLook(reason)], so, after(index * everyMs, from));
    expect(StatusRecord.parse(next)).toEqual(next);
    return next;
  }, before);
  if (!record) throw new Error('no reasons');
  return record;
}

/** How long a good look takes here. */
const LOOK_MS = { p50: 60, p95: 60 };

/** A day's count, as a record keeps it. */
function aDay(date: string, over: Partial<StatusRecord['days'][number]> = {}): StatusRecord['days'][number] {
  return { date, up: 0, degraded: 0, down: 0, maintenance: 0, excluded: 0, latencyMs: null, ...over };
}

describe('fold', () => {
  it('makes a record of a first look', () => {
    const tools = [aTool()];
    const record = fold(entry, '1.0.0', [aLook('ok', { tools })], undefined, noon);
    expect(record).toEqual({
      status: {
        ...{ schemaVersion: 1, server: 'com.example/weather', version: '1.0.0' },
        ...{ health: 'healthy', reason: 'ok', since: noon, checkedAt: noon },
        instances: [aLook().instance],
        tools: { count: 1, setHash: fingerprintTools(tools).setHash, drift: null, listedAt: noon },
        uptime: { '24h': [1, 1], '7d': [1, 1], '30d': [1, 1], '90d': [1, 1] },
        latencyMs: { p50: 60, p95: 60 },
        ...{ days: 'u', flapping: false, incidents: [] },
        evidence: [
          {
            step: 'tools',
            request: 'remote-0 over streamable-http: server/discover, else initialize; then tools/list',
            response: 'ok: seen\n2026-07-28\nresolve 1 ms, connect 2 ms, http 10 ms, mcp 20 ms, tools 30 ms',
            repeat: 'npm run probe -- --only com.example/weather',
          },
        ],
      },
      samples: [{ at: noon, mark: 'u', latencyMs: 60 }],
      days: [aDay('2026-11-22', { up: 1, latencyMs: LOOK_MS })],
      tools,
      listedBy: 'remote-0',
      toolChanges: [],
      memory: { ...NOTHING, known: { health: 'healthy', reason: 'ok', since: noon } },
      incidents: [],
      evidence: { good: record.status.evidence[0], bad: null },
    });
    expect(StatusRecord.parse(record)).toEqual(record);
  });

  it.each(Reason.options)(
    'gives a valid record for %s, and once it is confirmed the health it stands for',
    (reason) => {
      const { status, samples } = folded([reason, reason, reason]);
      const mark =
        reason === 'maintenance'
          ? 'm'
          : { healthy: 'u', degraded: 'g', unhealthy: 'd', unknown: '-' }[HEALTH_OF[reason]];
      expect([status.health, status.reason, samples.map((sample) => sample.mark)]).toEqual([
        HEALTH_OF[reason],
        reason,
        [mark, mark, mark],
      ]);
    },
  );

  it('says that a server without an instance cannot be run', () => {
    const record = fold(entry, '1.0.0', [], undefined, noon);
    expect(StatusRecord.parse(record)).toEqual(record);
    expect(record.status).toMatchObject({
      health: 'unknown',
      reason: 'not-runnable',
      instances: [],
      evidence: [],
      days: '-',
    });
    expect(record.samples).toEqual([{ at: noon, mark: '-', latencyMs: null }]);
  });

  it('is as healthy as the best of several instances, and shows them all in their order', () => {
    const looks = [
      aLook('timeout', { id: 'a' }),
      aLook('slow', { id: 'b' }),
      aLook('ok', { id: 'c' }),
      aLook('needs-config', { id: 'd' }),
    ];
    const { status, samples } = fold(entry, '1.0.0', looks, undefined, noon);
    expect([status.health, status.reason, samples[0]?.mark, status.evidence[0]?.request.slice(0, 6)]).toEqual([
      'healthy',
      'ok',
      'u',
      'c over',
    ]);
    expect(status.instances.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    const [timeout, slow, ok, unset] = looks;
    const reasonOf = (...some: (Look | undefined)[]) =>
      fold(
        entry,
        '1.0.0',
        some.flatMap((look) => look ?? []),
        undefined,
        noon,
      ).status.reason;
    expect([
      reasonOf(timeout, unset),
      reasonOf(unset, slow),
      reasonOf(timeout, slow),
      reasonOf(ok, aLook('auth-required')),
    ]).toEqual([...['needs-config', 'slow', 'slow', 'ok']]);
  });
});

describe('the tools of a record', () => {
  const lock = { schemaVersion: 1 as const, version: '1.0.0', era: 'modern' as const, ...fingerprintTools([aTool()]) };

  it('are those of the best instance that listed them', () => {
    const looks = [
      aLook('invalid-tool-schema', { tools: [aTool({ name: 'bad' })] }),
      aLook('ok', { tools: [aTool()] }),
    ];
    expect(fold(entry, '1.0.0', looks, undefined, noon).tools).toEqual([aTool()]);
  });

  it('are held against the lock', () => {
    const drift = (tools: ReturnType<typeof aTool>[]) =>
      fold(anEntry({ lock }), '1.0.0', [aLook('ok', { tools })], undefined, noon).status.tools?.drift;
    expect([drift([aTool()]), drift([]), drift([aTool({ title: 'T' })])]).toEqual(['none', 'breaking', 'cosmetic']);
  });

  it('stay when a later look fails, with the time they were listed at', () => {
    const before = fold(entry, '1.0.0', [aLook('ok', { tools: [aTool()] })], undefined, noon);
    const { status, tools } = folded(['timeout', 'tools-list-failed', 'needs-config'], {
      before,
      from: after(MINUTE_MS),
    });
    expect(tools).toEqual([aTool()]);
    expect(status.tools).toEqual(before.status.tools);
  });
});

describe('uptime', () => {
  it('counts degraded as up, and what is unknown not at all', () => {
    const { status } = folded(['ok', 'slow', 'timeout', 'rate-limited', 'auth-required', 'void-run']);
    expect(status.uptime).toEqual({ '24h': [3, 4], '7d': [3, 4], '30d': [3, 4], '90d': [3, 4] });
    const nothing = { '24h': null, '7d': null, '30d': null, '90d': null };
    expect(folded(['rate-limited', 'needs-config']).status.uptime).toEqual(nothing);
  });

  it('counts each window from its own first moment', () => {
    const days = [
      ...[aDay('2026-08-24', { down: 1 }), aDay('2026-08-25', { down: 1, up: 1 })], // 90 and 89 days ago
      ...[aDay('2026-10-23', { down: 1 }), aDay('2026-10-24', { down: 1, up: 1 })], // 30 and 29
      ...[aDay('2026-11-15', { down: 1 }), aDay('2026-11-16', { down: 1, degraded: 1 })], // 7 and 6
    ];
    const samples = [after(-DAY_MS), after(1 - DAY_MS)].map((at) => ({ at, mark: 'd' as const, latencyMs: null }));
    const record = folded(['ok'], { before: { ...folded(['ok']), days, samples } });
    expect(record.status.uptime).toEqual({ '24h': [1, 2], '7d': [2, 3], '30d': [3, 6], '90d': [4, 9] });
    expect(record.samples.map(({ at }) => at)).toEqual([after(1 - DAY_MS), noon]);
  });
});

describe('latency', () => {
  it('is what the answer took, without the connection, and for a process without its start', () => {
    const latency = (look: Look) => fold(entry, '1.0.0', [look], undefined, noon).samples[0]?.latencyMs;
    expect(latency(aLook())).toBe(60);
    expect(latency(aLook('ok', { transport: 'stdio', stepsMs: { connect: 500, mcp: 400, tools: 7 } }))).toBe(7);
    expect(latency(aLook('ok', { stepsMs: { mcp: 5 } }))).toBe(5);
    expect([latency(aLook('timeout')), latency(aLook('auth-required', { stepsMs: {} }))]).toEqual([null, null]);
  });

  it('has nearest-rank percentiles of the last day, of looks that were answered', () => {
    const percentiles = (values: (number | null)[]) => {
      const samples = values.map((latencyMs, index) => ({
        at: after(-index * MINUTE_MS),
        mark: 'u' as const,
        latencyMs,
      }));
      return fold(entry, '1.0.0', [aLook('timeout')], { ...folded(['ok']), samples }, noon).status.latencyMs;
    };
    expect(percentiles([])).toBeNull();
    expect(percentiles([null])).toBeNull();
    expect(percentiles([9])).toEqual({ p50: 9, p95: 9 });
    expect(percentiles([40, null, 10, 30, 20])).toEqual({ p50: 20, p95: 40 });
    expect(percentiles(Array.from({ length: 100 }, (_none, index) => 100 - index))).toEqual({ p50: 50, p95: 95 });
  });
});

describe('days', () => {
  it('have a letter each: up, degraded, down, partly down, not counted', () => {
    const letter = (...reasons: Reason[]) => folded(reasons).status.days;
    expect([
      letter('ok', 'rate-limited'),
      letter('ok', 'slow'),
      letter('dns'),
      letter('ok', 'dns'),
      letter('slow', 'dns'),
      letter('void-run'),
    ]).toEqual([...['u', 'g', 'd', 'p', 'p', '-']]);
  });

  it('leave a gap where nobody looked', () => {
    const before = folded(['ok', 'dns'], { everyMs: 3 * DAY_MS });
    expect(before.status.days).toBe('u--d');
    expect(folded(['slow'], { before, from: after(5 * DAY_MS) }).status.days).toBe('u--d-g');
  });

  it('change at midnight in UTC', () => {
    const record = folded(['ok', 'dns'], { from: '2026-12-31T23:59:59.999Z', everyMs: 1 });
    expect(record.status.days).toBe('ud');
    expect(record.days).toEqual([aDay('2026-12-31', { up: 1, latencyMs: LOOK_MS }), aDay('2027-01-01', { down: 1 })]);
  });

  it('each have the percentiles of their own good answers', () => {
    const samples = [10, 20, 30, 40].map((latencyMs, hours) => ({
      at: after((hours - 13) * 60 * MINUTE_MS), // the first at 23:00 of the day before
      mark: 'u' as const,
      latencyMs,
    }));
    const { days } = folded(['dns'], { before: { ...folded(['ok']), samples, days: [] } });
    expect(days).toEqual([aDay('2026-11-22', { down: 1, latencyMs: { p50: 30, p95: 40 } })]);
  });

  it('are ninety at most, and after a longer silence only those that still count', () => {
    const reasons = Array.from({ length: 100 }, (_none, index): Reason => (index < 10 ? 'dns' : 'ok'));
    const record = folded(reasons, { everyMs: DAY_MS });
    expect([record.days.length, record.status.days, record.status.uptime['90d']]).toEqual([
      90,
      'u'.repeat(90),
      [90, 90],
    ]);
    const later = folded(['slow'], { before: record, from: after(400 * DAY_MS) });
    expect(later.status.days).toBe(`${'-'.repeat(89)}g`);
    expect(later.status.uptime).toEqual({ '24h': [1, 1], '7d': [1, 1], '30d': [1, 1], '90d': [1, 1] });
  });
});

describe('a clock that goes backwards', () => {
  it('counts into the day that it shows, and finds its days again when it is right', () => {
    const today = folded(['ok', 'ok']);
    const yesterday = folded(['dns'], { before: today, from: after(-DAY_MS) });
    expect(yesterday.days).toEqual([
      aDay('2026-11-21', { down: 1 }),
      aDay('2026-11-22', { up: 2, latencyMs: LOOK_MS }),
    ]);
    expect(yesterday.status).toMatchObject({ days: 'd', uptime: { '7d': [0, 1] } });
    const again = folded(['ok'], { before: yesterday, from: after(MINUTE_MS) });
    expect(again.days).toEqual([aDay('2026-11-21', { down: 1 }), aDay('2026-11-22', { up: 3, latencyMs: LOOK_MS })]);
    expect(again.status).toMatchObject({ days: 'du', uptime: { '7d': [3, 4] } });
  });

  it('does not count for ever what it saw when it was far ahead', () => {
    const ahead = folded(['dns'], { before: folded(['ok']), from: after(3650 * DAY_MS) });
    const { status, samples } = folded(['ok'], { before: ahead, from: after(MINUTE_MS) });
    expect(samples).toEqual([{ at: after(MINUTE_MS), mark: 'u', latencyMs: 60 }]);
    expect(status.uptime).toEqual({ '24h': [1, 1], '7d': [2, 2], '30d': [2, 2], '90d': [2, 2] });
    expect(status.days).toBe('u');
  });
});

describe('announced maintenance', () => {
  const listing = { probe: { maintenance: [{ from: noon, to: '2026-11-22T15:00:00+02:00', reason: 'new disks' }] } };
  const planned = anEntry({ listing });
  const during = (reason: Reason, before: StatusRecord | undefined, at: string) =>
    fold(planned, '1.0.0', [aLook(reason, { tools: [aTool()] })], before, at);

  it('makes every look in its window count for nothing, whatever it saw', () => {
    const before = folded(['ok'], { from: after(-30 * MINUTE_MS) });
    const record = during('tcp', during('ok', before, noon), after(30 * MINUTE_MS));
    expect(StatusRecord.parse(record)).toEqual(record);
    expect(record.status).toMatchObject({
      ...{ health: 'unknown', reason: 'maintenance', since: noon, days: 'u', tools: null },
      uptime: { '24h': [1, 1], '90d': [1, 1] },
      instances: [{ health: 'unknown', reason: 'maintenance' }],
    });
    expect(record.status.evidence[0]?.response).toBe('maintenance: new disks');
    expect(record.memory.known).toEqual(before.memory.known);
    expect(during('ok', undefined, noon).status.days).toBe('m');
  });

  it('begins with its first moment and is over at its last', () => {
    const reasonAt = (at: string) => during('ok', undefined, at).status.reason;
    const hour = 60 * MINUTE_MS;
    expect([after(-1), noon, after(hour - 1), after(hour)].map(reasonAt)).toEqual([
      ...['ok', 'maintenance', 'maintenance', 'ok'],
    ]);
  });
});

describe('evidence', () => {
  it('is of the last good and the last bad look, the newest first, and of one that could not see', () => {
    const responses = (...reasons: Reason[]) =>
      folded(reasons).status.evidence.map(({ response }) => response.split(':')[0]);
    expect(responses('ok', 'dns')).toEqual(['dns', 'ok']);
    expect(responses('dns', 'ok', 'slow')).toEqual(['slow', 'dns']);
    expect(responses('dns', 'ok', 'bot-wall')).toEqual(['bot-wall', 'dns', 'ok']);
    expect(responses('bot-wall', 'ok')).toEqual(['ok']);
  });

  it('stays within its limits, whatever a server says', () => {
    const { status } = fold(entry, '1.0.0', [aLook('not-mcp', { message: '🌦'.repeat(100_000) })], undefined, noon);
    expect(status.evidence[0]?.response.length).toBe(4096);
    expect(status.evidence[0]?.step).toBe('start');
    expect(StatusRecord.shape.status.parse(status)).toEqual(status);
  });
});
