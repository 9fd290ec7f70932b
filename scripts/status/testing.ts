import type { ProbeRun } from '../../catalog/status/probe-run.ts';
import type { Incident } from '../../catalog/status/status.ts';
import { aStatus, aTool } from '../../catalog/testing.ts';
import { NOTHING } from '../probe/fold/memory.ts';
import type { StatusRecord } from '../probe/record.ts';
import type { Store } from './store.ts';

/** Builders for tests of stores: each gives what the test does not care about. */

/** A moment some seconds after the first look (RFC 3339). */
export function at(seconds: number): string {
  return new Date(Date.parse('2026-11-22T09:37:02Z') + seconds * 1000).toISOString();
}

/** A server's record, as a look after some seconds left it. */
export function aRecord(server = 'com.example/weather', seconds = 0, over: Partial<StatusRecord> = {}): StatusRecord {
  const moment = at(seconds);
  return {
    status: aStatus({ server, checkedAt: moment }),
    samples: [{ at: moment, mark: 'u', latencyMs: 4 }],
    days: [],
    tools: [aTool()],
    listedBy: 'remote-0',
    toolChanges: [],
    memory: NOTHING,
    incidents: [],
    evidence: { good: null, bad: null },
    ...over,
  };
}

/** A time in which the server did not answer, confirmed half an hour after it began, and not over. */
export function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    ...{ id: '0123456789abcdef', server: 'com.example/weather', severity: 'major', reason: 'timeout' },
    ...{ cause: 'no answer in 10000 ms', startedAt: at(0), confirmedAt: at(1800), endedAt: null },
    evidence: { step: 'http', request: 'POST /mcp', response: 'nothing', repeat: 'npm run probe' },
    ...over,
  };
}

/** A run that took a second and found nothing bad. */
export function aRun(id = 'run-1', seconds = 0): ProbeRun {
  const run = { id, plannedAt: null, startedAt: at(seconds), endedAt: at(seconds + 1) };
  return { ...run, looked: 1, bad: 0, void: null };
}

/** A store of some servers, all looked at after so many seconds. */
export function aStore(names: string[], seconds = 0, runs: ProbeRun[] = []): Store {
  return { records: new Map(names.map((name) => [name, aRecord(name, seconds)])), runs };
}
