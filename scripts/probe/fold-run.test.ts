import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProbeRun } from '../../catalog/status/probe-run.ts';
import { Reason } from '../../catalog/status/status.ts';
import { anEntry } from '../../catalog/testing.ts';
import { foldRun, type SeenServer } from './fold-run.ts';
import type { StatusRecord } from './record.ts';
import { AT, aLook } from './testing.ts';

const entries = Array.from({ length: 12 }, (_none, index) => anEntry({ server: { name: `com.example/s-${index}` } }));
const HALF_HOUR_MS = 1_800_000;

function timesOf(run: number) {
  const startedAt = new Date(Date.parse(AT) + run * HALF_HOUR_MS).toISOString();
  return { id: startedAt, plannedAt: null, startedAt, endedAt: startedAt };
}

/** What a run saw: these reasons, of as many servers. */
function seen(run: number, reasons: Reason[]): SeenServer[] {
  return entries
    .slice(0, reasons.length)
    .map((entry, index) => ({ entry, version: '1.0.0', looks: [aLook(reasons[index])], at: timesOf(run).startedAt }));
}

function all(reason: Reason): Reason[] {
  return Array<Reason>(12).fill(reason);
}

describe('foldRun', () => {
  it('folds every server, and tells how many were bad', () => {
    const { run, records } = foldRun(timesOf(0), seen(0, ['ok', 'dns', 'bot-wall']), { records: new Map() });
    expect(ProbeRun.parse(run)).toEqual({ ...timesOf(0), looked: 3, bad: 1, void: null });
    expect([...records].map(([name, { status }]) => [name, status.reason])).toEqual([
      ['com.example/s-0', 'ok'],
      ['com.example/s-1', 'never-checked'],
      ['com.example/s-2', 'bot-wall'],
    ]);
  });

  it('leaves alone whom it did not see', () => {
    const { records } = foldRun(timesOf(0), seen(0, all('ok')), { records: new Map() });
    const after = foldRun(timesOf(1), seen(1, ['ok']), { records }).records;
    expect(after.get('com.example/s-1')).toBe(records.get('com.example/s-1'));
    expect(after.get('com.example/s-0')).not.toBe(records.get('com.example/s-0'));
  });

  it('keeps of a void run that it was, and changes no record', () => {
    const { records } = foldRun(timesOf(0), seen(0, all('ok')), { records: new Map() });
    const fused = foldRun(timesOf(1), seen(1, all('timeout')), { records });
    expect(ProbeRun.parse(fused.run)).toEqual({
      ...timesOf(1),
      ...{ looked: 12, bad: 12, void: { cause: 'fuse', detail: '12 of 12 servers that were up failed at once' } },
    });
    expect(fused.records).toEqual(records);
    const canaries = [{ name: 'bird', expected: 'ok', seen: 'dns' } as const];
    const sung = foldRun(timesOf(1), seen(1, ['ok']), { records, canaries });
    expect([sung.run.void?.cause, sung.records]).toEqual(['canary', records]);
  });

  it('finds an outage around a void run', () => {
    const runs = [all('ok'), ['dns' as const, ...all('ok').slice(1)], all('dns'), ['dns' as const]];
    const records = runs.reduce<ReadonlyMap<string, StatusRecord>>(
      (so, reasons, index) => foldRun(timesOf(index), seen(index, reasons), { records: so }).records,
      new Map(),
    );
    expect(records.get('com.example/s-0')?.status).toMatchObject({ health: 'unhealthy', since: timesOf(1).startedAt });
    expect(records.get('com.example/s-0')?.incidents).toMatchObject([{ confirmedAt: timesOf(3).startedAt }]);
  });

  it('gives the same in whatever order the servers were looked at, whatever was seen', () => {
    const runs = fc.array(fc.array(fc.constantFrom(...Reason.options), { minLength: 12, maxLength: 12 }), {
      minLength: 1,
      maxLength: 10,
    });
    const after = (history: Reason[][], turn: (servers: SeenServer[]) => SeenServer[]) =>
      history.reduce<{ run: ProbeRun | null; records: ReadonlyMap<string, StatusRecord> }>(
        ({ records }, reasons, index) => foldRun(timesOf(index), turn(seen(index, reasons)), { records }),
        { run: null, records: new Map() },
      );
    fc.assert(
      fc.property(runs, (history) => {
        expect(after(history, (servers) => servers.toReversed())).toEqual(after(history, (servers) => servers));
      }),
      { seed: 20261122, numRuns: 30 },
    );
  });
});
