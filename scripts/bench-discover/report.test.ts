import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../catalog/json/json-edit.ts';
import { catalogFile } from '../../catalog/read-catalog.ts';
import { judgeFile } from '../../catalog/rules/judge.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { textOf } from '../bench/text.ts';
import { ROOT } from '../command.ts';
import { DiscoverBench, type WalkRound } from './discover-bench.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { discoverFaults, discoverGoals, discoverReport, discoverVerdict } from './report.ts';
import { serverOf } from './servers.ts';

const walk: WalkRound = {
  ...{ ms: 4000, sourceMs: 1000, cpuMs: 3500, rssMb: 330 },
  ...{ found: 25_000, added: 25_000, newer: 0, same: 0, fault: '' },
};
const finds = { ms: 4000, cpuMs: 4500, finds: 100_000, servers: 25_000, flags: 0 };
const run: DiscoverBench = {
  ...{ schemaVersion: 1, command: 'npm run bench:discover', commit: 'c0ffee', at: '2026-11-22T12:00:00Z', seconds: 60 },
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 8, system: 'Linux 6', load: 0.1 },
  ...{ node: '20.20.2', servers: 25_000, changed: 200, fullRounds: [walk] },
  deltaRounds: [3000, 7000, 4500].map((ms) => ({ ...walk, ms, found: 200, added: 0, newer: 200 })),
  ...{ knownRounds: [finds], newRounds: [{ ...finds, ms: 5500 }] },
  ...{ judgedKnownRounds: [finds], judgedNewRounds: [{ ...finds, ms: 9000 }] },
};

describe('the report of a bench of discovery', () => {
  it('holds the median of all rounds against each goal', () => {
    expect(discoverGoals(run).map((goal) => [goal.figure, goal.limit, discoverVerdict(goal)])).toEqual([
      [4.5, 5, 'met'],
      [330, 300, 'missed by 10 %'],
      [4, 5, 'met'],
      [5.5, 5, 'missed by 10 %'],
    ]);
    expect(discoverReport(run)).toContain('| 2 | 7.00 | 1.00 | 3.50 | 330 | 200 | 0 | 200 |');
  });

  it('is worth nothing where not all was found', () => {
    expect(discoverFaults(run)).toEqual([]);
    expect(discoverFaults({ ...run, fullRounds: [{ ...walk, added: 24_999 }] })).toHaveLength(1);
    expect(discoverFaults({ ...run, judgedNewRounds: [{ ...finds, flags: 1 }] })).toHaveLength(1);
    expect(discoverFaults({ ...run, knownRounds: [{ ...finds, servers: 1 }] })).toHaveLength(1);
  });

  it('is made of what was written, and of nothing else', () => {
    expect(discoverReport(DiscoverBench.parse(JSON.parse(textOf(run))))).toBe(discoverReport(run));
  });

  it('says what is written in docs/benchmarks, where that is', () => {
    const read = (name: string) => {
      try {
        return readFileSync(join(ROOT, 'docs', 'benchmarks', name), 'utf8');
      } catch {
        return null;
      }
    };
    const json = read('discover.json');
    if (json !== null) expect(read('discover.md')).toBe(discoverReport(DiscoverBench.parse(JSON.parse(json))));
  });

  it('is of a process that runs as discovery does', () => {
    const command = ['node', ...NODE_FLAGS, '--import', 'tsx', 'scripts/discover.ts'].join(' ');
    expect(packageJson.scripts.discover).toBe(command);
  });

  it('is of servers without fault', () => {
    expect(judgeFile(catalogFile('server.json', jsonText(serverOf(7))))).toEqual([]);
  });
});
