import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stopOnSignal } from '../proxy/stop.ts';
import { Calm } from './bench/calm.ts';
import type { Contender } from './bench/contender.ts';
import { contenders } from './bench/contenders.ts';
import { CostRun, type Lengths } from './bench/cost-run.ts';
import { goalsOf, verdictOf } from './bench/goals.ts';
import { installNginx } from './bench/nginx.ts';
import { installPeers } from './bench/peers.ts';
import { endPrograms } from './bench/processes.ts';
import { takeProfiles } from './bench/profiles.ts';
import { reportOf } from './bench/report.ts';
import { measureCalls, measureLists } from './bench/rounds.ts';
import { type Entered, openStage, type Stage } from './bench/stage.ts';
import { measureStarts } from './bench/starts.ts';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { bundlePrograms } from './bundle/programs.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL: Lengths = {
  rounds: 15,
  starts: 7,
  compileMs: 1500,
  warmUpMs: 60,
  measureMs: 300,
  listMs: 250,
  profileMs: 4000,
  patienceMs: 60_000,
};
const QUICK: Lengths = {
  rounds: 2,
  starts: 1,
  compileMs: 60,
  warmUpMs: 20,
  measureMs: 100,
  listMs: 60,
  profileMs: 500,
  patienceMs: 0,
};

const program = command('bench', 'Measure what the proxy costs, beside a bare forwarder, nginx and other gateways.')
  .option('--quick', 'few and short rounds: to see that it all works, not for figures', false)
  .option('--patience <seconds>', 'how long to wait in all while others use the machine (default: 60, quick: 0)')
  .addOption(
    setting('--report <folder>', 'where cost.json and cost.md go (default: docs/benchmarks, .cache if quick)'),
  );

await run<{ quick: boolean; patience?: string; report?: string }>(program, async (options) => {
  const { quick, report, json } = options;
  stopOnSignal(() => [{ close: endPrograms, drainMs: 0 }]);
  const say = (progress: string) => process.stderr.write(`${progress}\n`);
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const usual = quick ? QUICK : FULL;
  const lengths = { ...usual, patienceMs: options.patience ? Number(options.patience) * 1000 : usual.patienceMs };
  const versions = { node: process.versions.node, nginx: await installNginx(), ...(await installPeers()) };
  const folder = join(ROOT, '.cache', 'bench');
  await rm(folder, { recursive: true, force: true });
  const programs = await makePrograms(folder);
  const all = await contenders(programs);

  await using stage = await openStage(folder, programs);
  say('starts');
  const calm = new Calm(lengths.patienceMs);
  const starts = await measureStarts(stage, all, { count: lengths.starts, calm });
  const measured = await measure(stage, all, { lengths, calm, say });
  say('profiles');
  const profiles = await takeProfiles(stage, join(folder, 'profile'), { lengths, calm });

  const text = textOf({
    ...{ schemaVersion: 1, command: commandOf(options), commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{ machine: begun.machine, versions, lengths, starts, ...measured, profiles },
  });
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'cost.json'), text);
  const written = CostRun.parse(JSON.parse(text));
  await writeFile(join(out, 'cost.md'), reportOf(written));
  if (json) console.log(text);
  else tell(written, join(out, 'cost.md'));
  return faultsOf(written).length === 0 ? EXIT.ok : EXIT.problems;
});

/** What to type for the same run. */
function commandOf({ quick, patience }: { quick: boolean; patience?: string }): string {
  const flags = [...(quick ? ['--quick'] : []), ...(patience === undefined ? [] : ['--patience', patience])];
  return ['npm run bench', ...(flags.length > 0 ? ['--', ...flags] : [])].join(' ');
}

/** Bundles everything that runs, the proxy and what measures it, so that no process pays for reading sources. */
async function makePrograms(folder: string): Promise<string> {
  const programs = join(folder, 'programs');
  const ours = ['floor', 'upstream', 'load'].map((name) => [name, join(ROOT, 'scripts', 'bench', `${name}.ts`)]);
  await bundlePrograms(Object.fromEntries(ours), programs);
  await bundlePrograms({ proxy: join(ROOT, 'proxy', 'main.ts') }, programs);
  return programs;
}

async function measure(
  stage: Stage,
  all: Contender[],
  { lengths, calm, say }: { lengths: Lengths; calm: Calm; say: (progress: string) => void },
) {
  const entered: Entered[] = [];
  try {
    for (const contender of all) entered.push(await stage.enter(contender));
    const called = entered.filter(({ contender }) => contender.calls.length > 0);
    const { calls, memory } = await measureCalls(stage, called, { lengths, calm, say });
    say('lists');
    return { calls, memory, lists: await measureLists(stage, entered, { lengths, calm }) };
  } finally {
    await Promise.all(entered.map((each) => each[Symbol.asyncDispose]()));
  }
}

/** Whoever gave a wrong answer, and the first of them. */
function faultsOf({ calls, lists }: CostRun): string[] {
  return [...calls, ...lists].flatMap(({ contender, way, rounds }) => {
    const fault = rounds.find(({ faults }) => faults > 0)?.fault;
    if (fault === undefined && rounds.some((round) => round.calls > 0)) return [];
    return [`${contender}, ${way}: ${fault ?? 'no answer'}`];
  });
}

function tell(written: CostRun, file: string): void {
  for (const goal of goalsOf(written)) {
    const figure = goal.unit === 'ms' ? `${goal.figure.toFixed(0)} ms` : goal.figure.toFixed(2);
    console.log(`${verdictOf(goal).padEnd(16)} ${goal.what} ${figure}, ${goal.is} ${goal.limit}`);
  }
  const faults = faultsOf(written);
  for (const fault of faults) console.log(`wrong: ${fault}`);
  console.log(`\n${written.seconds} s; the report is ${file}`);
  const cells = written.calls.length + written.lists.length;
  console.log(`${cells - faults.length} passed, ${faults.length} failed, 0 skipped`);
}
