import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { DiscoverBench, FindsRound, WalkRound } from './bench-discover/discover-bench.ts';
import { NODE_FLAGS } from './bench-discover/node-flags.ts';
import {
  discoverFaults,
  discoverFigure,
  discoverGoals,
  discoverReport,
  discoverVerdict,
} from './bench-discover/report.ts';
import { SEEN } from './bench-discover/servers.ts';
import { startOn } from './bench-registry/programs.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL = { servers: 25_000, changed: 200, rounds: 7 };
const QUICK = { servers: 500, changed: 20, rounds: 1 };
const [OURS, OTHERS] = ['1', '0'];

const Said = z.looseObject({ port: z.int() });

const program = command('bench:discover', 'Measure what it takes to walk a registry, and to put together many finds.')
  .option('--quick', 'one small round: to see that it all works, not for figures', false)
  .addOption(
    setting(
      '--report <folder>',
      'where discover.json and discover.md go (default: docs/benchmarks, .cache/bench if quick)',
    ),
  );

await run<{ quick: boolean; report?: string }>(program, async ({ quick, report, json }) => {
  const { servers, changed, rounds } = quick ? QUICK : FULL;
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const folder = await mkdtemp(join(tmpdir(), 'bench-discover-'));
  const walked: Pick<DiscoverBench, 'fullRounds' | 'deltaRounds'> = { fullRounds: [], deltaRounds: [] };
  const together: Pick<DiscoverBench, 'knownRounds' | 'newRounds' | 'judgedKnownRounds' | 'judgedNewRounds'> = {
    ...{ knownRounds: [], newRounds: [], judgedKnownRounds: [], judgedNewRounds: [] },
  };
  try {
    const [empty, whole] = [join(folder, 'empty'), join(folder, 'whole')];
    await said('make', ['catalog', empty, '0', '0']);
    await said('make', ['catalog', whole, `${servers}`, '0']);
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`round ${round + 1} of ${rounds}\n`);
      const [snapshot, memory] = [join(folder, `snapshot-${round}`), join(folder, `memory-${round}`)];
      await said('make', ['snapshot', snapshot, `${servers}`, '0']);
      await using serving = startOn(OTHERS, 'serve', [snapshot]);
      const { port } = Said.parse(await serving.line());
      const origin = `http://127.0.0.1:${port}`;
      walked.fullRounds.push(WalkRound.parse(await said('walk', [empty, memory, origin])));
      await said('make', ['snapshot', snapshot, `${servers}`, `${changed}`]);
      serving.nudge();
      await serving.line();
      walked.deltaRounds.push(WalkRound.parse(await said('walk', [whole, memory, origin, SEEN])));
      const finds = async (known: number, how: string) =>
        FindsRound.parse(await said('finds', [`${servers}`, `${known}`, how]));
      together.knownRounds.push(await finds(servers, 'deduplicated'));
      together.newRounds.push(await finds(0, 'deduplicated'));
      together.judgedKnownRounds.push(await finds(servers, 'judged'));
      together.judgedNewRounds.push(await finds(0, 'judged'));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const text = textOf({
    ...{ schemaVersion: 1, command: `npm run bench:discover${quick ? ' -- --quick' : ''}`, commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{ machine: begun.machine, node: process.versions.node, servers, changed, ...walked, ...together },
  } satisfies DiscoverBench);
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'discover.json'), text);
  const written = DiscoverBench.parse(JSON.parse(text));
  await writeFile(join(out, 'discover.md'), discoverReport(written));
  const faults = discoverFaults(written);
  if (json) console.log(text);
  else tell(written, faults, join(out, 'discover.md'));
  return faults.length === 0 ? EXIT.ok : EXIT.problems;
});

/** What one of the programs says, in a process as that of `npm run discover`, and on a core of its own. */
async function said(name: string, args: string[]): Promise<unknown> {
  await using started = startOn(OURS, name, args, { bench: 'bench-discover', flags: NODE_FLAGS });
  // It ends with its input, so not before it has spoken.
  return await started.line();
}

function tell(written: DiscoverBench, faults: string[], file: string): void {
  for (const goal of discoverGoals(written)) {
    const { what, unit, limit, figure } = goal;
    const bound = `${discoverFigure(figure, unit)}, at most ${discoverFigure(limit, unit)}`;
    console.log(`${discoverVerdict(goal).padEnd(16)} ${what}: ${bound}`);
  }
  for (const fault of faults) console.log(`wrong: ${fault}`);
  console.log(`\n${written.seconds} s; the report is ${file}`);
}
