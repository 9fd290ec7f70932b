import { describe, expect, it } from 'vitest';
import { Incidents, StatusReport } from '../../catalog/status/status-report.ts';
import { anIncident } from '../../catalog/testing.ts';
import { aSite, aSnapshot, contentsOf, ofEveryServer } from '../testing.ts';
import { incidents, report } from './status.ts';

const files = contentsOf(ofEveryServer(report, aSite()));
const reportOn = (name: string) =>
  StatusReport.parse(JSON.parse(files.get(`status/servers/com.example/${name}.json`) ?? ''));

describe("a server's report", () => {
  it('tells its status, its incidents and the changes of its tools in full', () => {
    expect(reportOn('ok')).toMatchObject({
      health: 'healthy',
      incidents: [{ id: '1'.repeat(16), reason: 'timeout', evidence: { step: 'mcp' } }],
      toolChanges: [{ change: 'additive' }, { change: 'breaking', removed: ['old', 'older'] }],
    });
    expect(reportOn('hostile').evidence).toHaveLength(1);
  });

  it('is there for a server that nobody has checked, and says so', () => {
    expect(reportOn('email')).toMatchObject({ reason: 'never-checked', since: null, checkedAt: null, incidents: [] });
  });

  it('is there for every server', () => {
    expect(files.size).toBe(aSnapshot().entries.length);
  });
});

describe('the incidents of all servers', () => {
  const listed = (snapshot = aSnapshot()) => {
    const [[path, text] = ['', '']] = [...contentsOf(incidents(aSite(snapshot)))];
    expect(path).toBe('status/incidents.json');
    return Incidents.parse(JSON.parse(text)).incidents;
  };

  it('come newest first', () => {
    expect(listed().map(({ id }) => id[0])).toEqual(['4', '3', '1', '5', '2']);
  });

  it('are all that last, and the newest 500 that ended', () => {
    const many = Array.from({ length: 600 }, (_none, index) =>
      anIncident({
        id: String(index).padStart(16, '0'),
        startedAt: new Date(Date.parse('2026-11-12T00:00:00Z') + index * 1000).toISOString(),
        ...(index < 50 ? { endedAt: null } : {}),
      }),
    );
    const histories = new Map([['com.example/ok', { incidents: many, toolChanges: [], evidence: [] }]]);
    const shown = listed({ ...aSnapshot(), histories });
    expect(shown.filter(({ endedAt }) => endedAt === null)).toHaveLength(50);
    expect(shown.filter(({ endedAt }) => endedAt !== null)).toHaveLength(500);
    expect(shown.at(0)?.id).toBe('0000000000000599');
    expect(shown.at(50 + 500 - 1)?.id).toBe('0000000000000000');
  });

  it('leave out servers that are deleted', () => {
    const histories = new Map([['com.example/gone', { incidents: [anIncident()], toolChanges: [], evidence: [] }]]);
    expect(listed({ ...aSnapshot(), histories })).toEqual([]);
  });
});
