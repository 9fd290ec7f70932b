import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { textOf } from '../bench/text.ts';
import { ROOT } from '../command.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { siteGoals, siteReport, siteVerdict } from './report.ts';
import { SiteBench } from './site-bench.ts';

const build = {
  ...{
    servers: 10_000,
    ms: 20_000,
    cpuMs: 22_000,
    htmlMs: 13_200,
    rssMb: 450,
    files: 9,
    packed: false,
    bytes: 2 ** 31,
    diskBytes: 2 ** 29,
    pages: 4,
    pageBytes: 4 * 12_288,
  },
  changed: { ms: [3000, 900, 800], written: [40, 40, 7] },
};
const run: SiteBench = {
  ...{ schemaVersion: 1, command: 'npm run bench:site', commit: 'c0ffee', at: '2026-11-22T12:00:00Z', seconds: 60 },
  machine: { cpu: 'a CPU', cores: 2, memoryGb: 8, system: 'Linux 6', load: 0.1 },
  ...{ node: '20.20.2', browser: '147.0' },
  builds: [build, { ...build, servers: 50_000 }],
  searches: [{ words: 'mail', found: 3, bytes: 20_480, allBytes: 40_960, files: 4, coldMs: [90, 40], warmMs: [5, 7] }],
};

describe('the report of a bench of the site', () => {
  it('holds each figure against its goal', () => {
    expect(siteGoals(run).map((goal) => [goal.figure, goal.limit, siteVerdict(goal)])).toEqual([
      [13.2, 12, 'missed by 10 %'],
      [20, 25, 'met'],
      [450, 500, 'met'],
      [0.9, 1, 'met'],
      [20, 120, 'met'],
      [512, 1024, 'met'],
      [12, 14, 'met'],
      [20, 100, 'met'],
      [7, 30, 'met'],
    ]);
    expect(siteReport(run)).toContain('| 10000 servers: pages | ≤ 12.0 s | 13.2 s | missed by 10 % |');
    expect(siteReport(run)).toContain('| mail | 3 | 4 | 20.0 | 40.0 | 90.0 | 7.0 |');
  });

  it('runs as npm run build does', () => {
    const command = ['node', ...NODE_FLAGS, '--import', 'tsx', 'scripts/build.ts'].join(' ');
    expect(packageJson.scripts.build).toBe(command);
  });

  it('is made of what was written, and of nothing else', () => {
    expect(siteReport(SiteBench.parse(JSON.parse(textOf(run))))).toBe(siteReport(run));
  });

  it('says what is written in docs/benchmarks, where that is', () => {
    const read = (name: string) => {
      try {
        return readFileSync(join(ROOT, 'docs', 'benchmarks', name), 'utf8');
      } catch {
        return null;
      }
    };
    const json = read('site.json');
    if (json !== null) expect(read('site.md')).toBe(siteReport(SiteBench.parse(JSON.parse(json))));
  });
});
