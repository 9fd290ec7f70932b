import { describe, expect, it } from 'vitest';
import { aStatus } from '../testing.ts';
import { HEALTH_OF, Health, Reason, Status, StatusSummaries, summarize } from './status.ts';

describe('HEALTH_OF', () => {
  it('has a health for every reason, and reasons for every health', () => {
    expect(Reason.options).toEqual(Object.keys(HEALTH_OF));
    expect(new Set(Object.values(HEALTH_OF))).toEqual(new Set(Health.options));
  });
});

describe('Status', () => {
  it('takes what our builder makes, for every reason', () => {
    const statuses = Reason.options.map((reason) => aStatus({ reason }));
    expect(statuses.map((status) => Status.parse(status))).toEqual(statuses);
  });

  it('refuses days of more than a quarter of a year, or in other letters, and times that are none', () => {
    const wrong = [
      { days: 'u'.repeat(91) },
      { days: 'x' },
      { since: 'yesterday' },
      { checkedAt: '2026-11-22T09:37:02+01:00' },
    ];
    expect(wrong.filter((over) => Status.safeParse({ ...aStatus(), ...over }).success)).toEqual([]);
    expect(Status.safeParse({ ...aStatus(), colour: 'green' }).success).toBe(false);
  });
});

describe('summarize', () => {
  it('leaves out evidence and incidents, and nothing else', () => {
    const evidence = [{ step: 'mcp', request: 'a', response: 'b', repeat: 'c' }];
    const status = aStatus({ evidence, incidents: ['i-1'] });
    const summary = summarize(status);
    expect({ ...summary, evidence, incidents: ['i-1'] }).toEqual(status);
    const summaries = { schemaVersion: 1, at: status.checkedAt, statuses: [summary] };
    expect(StatusSummaries.parse(summaries)).toEqual(summaries);
    expect(StatusSummaries.safeParse({ ...summaries, statuses: [status] }).success).toBe(false);
  });
});
