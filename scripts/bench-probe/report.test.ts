import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { textOf } from '../bench/text.ts';
import { ROOT } from '../command.ts';
import { addressOf, indexOf, toolsOf } from './fleet.ts';
import { ProbeBench } from './probe-bench.ts';
import { NODE_FLAGS } from './programs.ts';
import { probeGoals, probeReport, probeVerdict } from './report.ts';

const run: ProbeBench = {
  ...{ schemaVersion: 1, command: 'npm run bench:probe', commit: 'c0ffee', at: '2026-11-22T12:00:00Z', seconds: 60 },
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 8, system: 'Linux 6', load: 0.1 },
  ...{ node: '20.20.2', remotes: 1000, delayMs: 200, folds: 10_000 },
  lookRounds: [5000, 7000, 5500].map((ms) => ({ ms, cpuMs: 3000, rssMb: 210, seen: { ok: 999, slow: 1 } })),
  foldRounds: [{ ms: 2000, foldMs: 500, cpuMs: 1900, rssMb: 300 }],
};

describe('the report of a bench of probes', () => {
  it('holds the median of all rounds against each goal', () => {
    expect(probeGoals(run).map((goal) => [goal.figure, goal.limit, probeVerdict(goal)])).toEqual([
      [5.5, 6, 'met'],
      [210, 200, 'missed by 5 %'],
      [2, 3, 'met'],
    ]);
    expect(probeReport(run)).toContain('| Looks at 1000 remotes | ≤ 6.00 s | 5.50 s | met |');
    expect(probeReport(run)).toContain('| 2 | 7.00 | 3.00 | 210 | 999 ok, 1 slow |');
  });

  it('is made of what was written, and of nothing else', () => {
    expect(probeReport(ProbeBench.parse(JSON.parse(textOf(run))))).toBe(probeReport(run));
  });

  it('is of a process that runs as a probe does', () => {
    expect(packageJson.scripts.probe).toBe(`node ${NODE_FLAGS.join(' ')} scripts/probe.ts`);
  });

  it('says what is written in docs/benchmarks, where that is', () => {
    const read = (name: string) => {
      try {
        return readFileSync(join(ROOT, 'docs', 'benchmarks', name), 'utf8');
      } catch {
        return null;
      }
    };
    const json = read('probe.json');
    if (json !== null) expect(read('probe.md')).toBe(probeReport(ProbeBench.parse(JSON.parse(json))));
  });
});

describe('the servers of a bench', () => {
  it('have an address each, and tools of their own', () => {
    const indexes = [0, 1, 99, 100, 9999, 10_000];
    const addresses = indexes.map(addressOf);
    expect(new Set(addresses).size).toBe(indexes.length);
    expect(addresses.map((address) => indexOf(`${address}:8080`))).toEqual(indexes);
    expect(toolsOf(1)).not.toEqual(toolsOf(2));
  });
});
