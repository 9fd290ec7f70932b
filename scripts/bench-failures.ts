import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { stopOnSignal } from '../proxy/stop.ts';
import { Calm } from './bench/calm.ts';
import { type Amounts, FailuresRun } from './bench/failures/failures-run.ts';
import { figureOf, isMet } from './bench/failures/goal.ts';
import { goalsOf } from './bench/failures/goals.ts';
import { measureFailures } from './bench/failures/measure.ts';
import { reportOf } from './bench/failures/report.ts';
import { endPrograms } from './bench/processes.ts';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { bundlePrograms } from './bundle/programs.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL: Amounts = { rounds: 7, patienceMs: 60_000, looks: 150, soakCalls: 1_000_000, abandonedSessions: 10_000 };
const QUICK: Amounts = { rounds: 1, patienceMs: 5000, looks: 60, soakCalls: 20_000, abandonedSessions: 500 };
const MORE_IF_QUICK = 2;

const program = command('bench:failures', 'Let servers and their hosts fail, and see what callers of the proxy notice.')
  .option('--quick', 'one round of each, and few calls: to see that it all works, not for figures', false)
  .option('--only <words...>', 'only the rows whose name has one of these in it', [''])
  .addOption(
    setting('--report <folder>', 'where failures.json and failures.md go (default: docs/benchmarks, .cache if quick)'),
  );

interface Options {
  quick: boolean;
  only: string[];
  report?: string;
}

await run<Options>(program, async (options) => {
  const { quick, only, report, json } = options;
  stopOnSignal(() => [{ close: endPrograms, drainMs: 0 }]);
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const folder = join(ROOT, '.cache', 'bench-failures');
  await rm(folder, { recursive: true, force: true });
  const programs = await makePrograms(folder);
  const amounts = quick ? QUICK : FULL;
  const say = (progress: string) => process.stderr.write(`${progress}\n`);
  const more = quick ? MORE_IF_QUICK : 0;
  const measured = await measureFailures(
    { programs, folder },
    { amounts, only, more, calm: new Calm(amounts.patienceMs), say },
  );

  const text = textOf({
    ...{ schemaVersion: 1, command: commandOf(options), commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{ machine: begun.machine, versions: await versions(), amounts, ...measured },
  });
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'failures.json'), text);
  const written = FailuresRun.parse(JSON.parse(text));
  await writeFile(join(out, 'failures.md'), reportOf(written));
  if (json) console.log(text);
  else tell(written, join(out, 'failures.md'), quick);
  return failedOf(written, quick) === 0 ? EXIT.ok : EXIT.problems;
});

/** What to type for the same run. */
function commandOf({ quick, only }: Options): string {
  const words = only.filter((word) => word !== '');
  const flags = [...(quick ? ['--quick'] : []), ...(words.length > 0 ? ['--only', ...words] : [])];
  return ['npm run bench:failures', ...(flags.length > 0 ? ['--', ...flags] : [])].join(' ');
}

/** Bundles everything that runs, so that no process pays for reading sources. */
async function makePrograms(folder: string): Promise<string> {
  const programs = join(folder, 'programs');
  const bench = join(ROOT, 'scripts', 'bench');
  await bundlePrograms(
    { upstream: join(bench, 'failures', 'upstream.ts'), light: join(bench, 'upstream.ts') },
    programs,
  );
  await bundlePrograms({ proxy: join(ROOT, 'proxy', 'main.ts') }, programs);
  return programs;
}

/** What it was measured with. */
async function versions(): Promise<Record<string, string>> {
  const Package = z.object({ devDependencies: z.object({ '@modelcontextprotocol/sdk': z.string() }) });
  const { devDependencies } = Package.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  return { node: process.versions.node, ...devDependencies };
}

/**
 * How much is wrong: goals that are not negotiable, and what broke; or nothing was measured at all. Of a quick run only what
 * is counted: that a busy machine took its time is no defect.
 */
function failedOf(written: FailuresRun, quick: boolean): number {
  const goals = goalsOf(written);
  const missed = goals.filter((goal) => goal.firm && !isMet(goal) && !(quick && goal.unit !== '')).length;
  return missed + written.broken.length + Number(goals.length === 0);
}

function tell(written: FailuresRun, file: string, quick: boolean): void {
  const goals = goalsOf(written);
  for (const goal of goals) {
    const sign = goal.is === 'at most' ? '≤' : '≥';
    const verdict = isMet(goal) ? 'met' : goal.firm ? 'MISSED' : 'missed';
    console.log(
      `${verdict.padEnd(7)} ${goal.row}: ${goal.what}: ${figureOf(goal)} ${sign} ${figureOf(goal, goal.limit)}`,
    );
  }
  for (const { row, why } of written.broken) console.log(`broken: ${row}: ${why}`);
  const negotiable = goals.filter((goal) => !goal.firm && !isMet(goal)).length;
  if (negotiable > 0) console.log(`negotiable, of those that are missed: ${negotiable}`);
  console.log(`\n${written.seconds} s; the report is ${file}`);
  const failed = failedOf(written, quick);
  console.log(`${Math.max(0, goals.length + written.broken.length - failed)} passed, ${failed} failed, 0 skipped`);
}
