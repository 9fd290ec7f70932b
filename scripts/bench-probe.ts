import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { FoldRound, LookRound, ProbeBench } from './bench-probe/probe-bench.ts';
import { startHere } from './bench-probe/programs.ts';
import { figureText, probeGoals, probeReport, probeVerdict } from './bench-probe/report.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL = { remotes: 1000, folds: 10_000, rounds: 7 };
const QUICK = { remotes: 100, folds: 500, rounds: 1 };
const DELAY_MS = 200;

const program = command('bench:probe', 'Measure how long looks at many servers take, and keeping what was seen.')
  .option('--quick', 'one small round: to see that it all works, not for figures', false)
  .addOption(
    setting('--report <folder>', 'where probe.json and probe.md go (default: docs/benchmarks, .cache/bench if quick)'),
  );

await run<{ quick: boolean; report?: string }>(program, async ({ quick, report, json }) => {
  const { remotes, folds, rounds } = quick ? QUICK : FULL;
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const lookRounds: LookRound[] = [];
  const foldRounds: FoldRound[] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    lookRounds.push(await looksOf(remotes));
    foldRounds.push(FoldRound.parse(await measured('folds', [folds])));
  }
  const text = textOf({
    ...{ schemaVersion: 1, command: `npm run bench:probe${quick ? ' -- --quick' : ''}`, commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{
      machine: begun.machine,
      node: process.versions.node,
      remotes,
      delayMs: DELAY_MS,
      folds,
      lookRounds,
      foldRounds,
    },
  } satisfies ProbeBench);
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'probe.json'), text);
  const written = ProbeBench.parse(JSON.parse(text));
  await writeFile(join(out, 'probe.md'), probeReport(written));
  if (json) console.log(text);
  else tell(written, join(out, 'probe.md'));
  return written.lookRounds.every(({ seen }) => seen.ok === remotes) ? EXIT.ok : EXIT.problems;
});

async function looksOf(remotes: number): Promise<LookRound> {
  const fleet = await startHere('remotes', [remotes, DELAY_MS]);
  try {
    return LookRound.parse(await measured('looks', [remotes, Number(fleet.line)]));
  } finally {
    await fleet.end();
  }
}

async function measured(name: string, args: number[]): Promise<unknown> {
  const { line, end } = await startHere(name, args);
  await end();
  return JSON.parse(line);
}

function tell(written: ProbeBench, file: string): void {
  for (const goal of probeGoals(written)) {
    const { what, unit, limit, figure } = goal;
    console.log(
      `${probeVerdict(goal).padEnd(16)} ${what}: ${figureText(figure, unit)}, at most ${figureText(limit, unit)}`,
    );
  }
  for (const { seen } of written.lookRounds)
    if (seen.ok !== written.remotes) console.log(`wrong: ${JSON.stringify(seen)}`);
  console.log(`\n${written.seconds} s; the report is ${file}`);
}
