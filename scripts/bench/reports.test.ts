import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../command.ts';
import { CostRun } from './cost-run.ts';
import { FailuresRun } from './failures/failures-run.ts';
import { reportOf as failureReportOf } from './failures/report.ts';
import { reportOf as costReportOf } from './report.ts';

/** Every report of a benchmark: how its words are made of what was measured. */
const REPORTS: { name: string; reportOf(run: unknown): string }[] = [
  { name: 'cost', reportOf: (run) => costReportOf(CostRun.parse(run)) },
  { name: 'failures', reportOf: (run) => failureReportOf(FailuresRun.parse(run)) },
];

it.each(REPORTS)('the report of $name says what was measured, and nothing else', ({ name, reportOf }) => {
  const file = (ending: string) => readFileSync(join(ROOT, 'docs', 'benchmarks', `${name}.${ending}`), 'utf8');
  expect(file('md')).toBe(reportOf(JSON.parse(file('json'))));
});
