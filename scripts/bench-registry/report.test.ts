import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf } from '../bench/text.ts';
import { ROOT } from '../command.ts';
import { RegistryBench } from './registry-bench.ts';
import { registryGoals, registryReport, registryVerdict } from './report.ts';

const round = (cpuMs: number) => ({ answers: 1000, ms: 500, cpuMs, p50Ms: 1, p99Ms: 2, bytes: 1500 });
const index = { readMs: 1500, readCpuMs: 1400, heldMs: 25, rssMb: 300 };
const run: RegistryBench = {
  ...{ schemaVersion: 1, command: 'npm run bench:registry', commit: 'c0ffee', at: '2026-11-22T12:00:00Z', seconds: 60 },
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 8, system: 'Linux 6', load: 0.1 },
  node: '20.20.2',
  sizes: [
    {
      servers: 50_000,
      first: [index],
      again: [index],
      files: [{ ms: 30_000, again: 9000, files: 10, rssMb: 900 }],
      search: [{ buildMs: 4000, p50Ms: 1, p95Ms: 4.5, cpuP99Ms: 16 }],
    },
  ],
  cells: [
    {
      ...{ servers: 50_000, question: 'one server by name', goal: 0.7 },
      ours: [round(100), round(100)],
      constant: [round(80), round(60)],
    },
  ],
};

describe('the report of a bench of the registry', () => {
  it('holds the median of all rounds against each goal', () => {
    expect(registryGoals(run).map((goal) => [goal.what, goal.figure, registryVerdict(goal)])).toEqual([
      ['Snapshot of 50000 servers indexed', 1500, 'met'],
      ['Memory (RSS) with 50000 servers', 300, 'met'],
      ['Longest hold while 50000 are swapped', 25, 'missed by 25 %'],
      ['Ranked search of 50000, 95 of 100', 4.5, 'met'],
      ['Ranked search of 50000, 99 of 100: CPU', 16, 'missed by 7 %'],
      ['Static API of 50000 servers written', 30_000, 'met'],
      ['50000 servers, one server by name', 0.7, 'met'],
    ]);
  });

  it('is made of what was written, and of nothing else', () => {
    expect(registryReport(RegistryBench.parse(JSON.parse(textOf(run))))).toBe(registryReport(run));
  });

  it('says what is written in docs/benchmarks, where that is', () => {
    const read = (name: string) => {
      try {
        return readFileSync(join(ROOT, 'docs', 'benchmarks', name), 'utf8');
      } catch {
        return null;
      }
    };
    const json = read('registry.json');
    if (json !== null) expect(read('registry.md')).toBe(registryReport(RegistryBench.parse(JSON.parse(json))));
  });
});
