import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { ReadRound } from './bench-registry/load-job.ts';
import { type Program, startOn } from './bench-registry/programs.ts';
import { questionsTo } from './bench-registry/questions.ts';
import { IndexRound, type ReadCell, RegistryBench, SearchRound, StaticRound } from './bench-registry/registry-bench.ts';
import { registryFigure, registryGoals, registryReport, registryVerdict } from './bench-registry/report.ts';
import { manyServers } from './bench-registry/servers.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL = { sizes: [100, 10_000, 50_000], rounds: 15, measureMs: 450, warmUpMs: 100, swaps: 3 };
const QUICK = { sizes: [100], rounds: 1, measureMs: 200, warmUpMs: 50, swaps: 1 };
const CONNECTIONS = 16;
/** How long is asked while a snapshot is swapped. */
const SWAP_MS = 4000;
/** The files of more are written once: there are hundreds of thousands. */
const MANY = 10_000;
const [OURS, OTHERS, EVERY] = ['1', '0', '0,1'];

const Said = z.looseObject({ port: z.int() });

const program = command('bench:registry', 'Measure what the registry API costs, beside a constant answer in Node.')
  .option('--quick', 'one short round of few servers: to see that it all works, not for figures', false)
  .addOption(
    setting(
      '--report <folder>',
      'where registry.json and registry.md go (default: docs/benchmarks, .cache/bench if quick)',
    ),
  );

await run<{ quick: boolean; report?: string }>(program, async ({ quick, report, json, catalog }) => {
  const { sizes, rounds, measureMs, warmUpMs, swaps } = quick ? QUICK : FULL;
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const folder = await mkdtemp(join(tmpdir(), 'bench-registry-'));
  const measured: Pick<RegistryBench, 'sizes' | 'cells'> = { sizes: [], cells: [] };
  try {
    await using load = startOn(OTHERS, 'load', []);
    await using constant = startOn(OURS, 'constant', []);
    const { port: constantPort } = Said.parse(await constant.line());
    for (const servers of sizes) {
      process.stderr.write(`${servers} servers\n`);
      const at = join(folder, String(servers));
      await using making = startOn(OTHERS, 'make', [resolve(ROOT, catalog), at, String(servers)]);
      await making.line();
      const size: RegistryBench['sizes'][number] = { servers, first: [], again: [], files: [], search: [] };
      for (let build = 0; build < (servers > MANY ? 1 : swaps); build += 1) {
        const files = join(folder, `static-${servers}-${build}`);
        await using writing = startOn(OURS, 'static', [resolve(ROOT, catalog), files, String(servers)]);
        size.files.push(StaticRound.parse(await writing.line()));
      }
      for (let round = 0; round < swaps; round += 1) {
        await using searching = startOn(OURS, 'search', [resolve(ROOT, catalog), at, String(servers)]);
        size.search.push(SearchRound.parse(await searching.line()));
      }
      for (let again = 1; again < swaps; again += 1) {
        await using other = startOn(OURS, 'serve', [at]);
        size.first.push(indexRound(await other.line()));
      }
      await using ours = startOn(OURS, 'serve', [at]);
      const said = await ours.line();
      const { port } = Said.parse(said);
      size.first.push(indexRound(said));
      const model = await manyServers(resolve(ROOT, catalog), Math.min(servers, 2000));
      for (const { name, goal, paths } of questionsTo(model)) {
        const cell: ReadCell = { servers, question: name, goal, ours: [], constant: [] };
        const lengths = { warmUpMs, measureMs, connections: CONNECTIONS };
        for (let round = 0; round < rounds; round += 1) {
          const seen = await asked(load, { origin: originOf(port), paths, pid: ours.pid, ...lengths });
          cell.ours.push(seen);
          const same = [`/${Math.round(seen.bytes)}`];
          cell.constant.push(
            await asked(load, { origin: originOf(constantPort), paths: same, pid: constant.pid, ...lengths }),
          );
        }
        measured.cells.push(cell);
      }
      const [byName] = questionsTo(model);
      await using swapping = startOn(EVERY, 'serve', [at]);
      const { port: swappingPort } = Said.parse(await swapping.line());
      for (let swap = 0; swap < swaps; swap += 1) {
        const lengths = { warmUpMs, measureMs: SWAP_MS, connections: CONNECTIONS };
        const [origin, { pid }] = [originOf(swappingPort), swapping];
        const calls = asked(load, { origin, paths: byName?.paths, pid, ...lengths });
        swapping.nudge();
        size.again.push(indexRound(await swapping.line()));
        await calls;
      }
      measured.sizes.push(size);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const text = textOf({
    ...{ schemaVersion: 1, command: `npm run bench:registry${quick ? ' -- --quick' : ''}`, commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{ machine: begun.machine, node: process.versions.node, ...measured },
  } satisfies RegistryBench);
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'registry.json'), text);
  const written = RegistryBench.parse(JSON.parse(text));
  await writeFile(join(out, 'registry.md'), registryReport(written));
  if (json) console.log(text);
  else tell(written, join(out, 'registry.md'));
  return EXIT.ok;
});

function indexRound(said: unknown): IndexRound {
  const { readMs, readCpuMs, heldMs, rssMb } = z.looseObject(IndexRound.shape).parse(said);
  return { readMs, readCpuMs, heldMs, rssMb };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function asked({ child }: Program, job: object): Promise<ReadRound> {
  child.send(job);
  const [answer] = await once(child, 'message');
  return ReadRound.parse(answer);
}

function tell(written: RegistryBench, file: string): void {
  for (const goal of registryGoals(written)) {
    const { what, unit, limit, figure, least } = goal;
    const bound = `${least ? 'at least' : 'at most'} ${registryFigure(limit, unit)}`;
    console.log(`${registryVerdict(goal).padEnd(16)} ${what}: ${registryFigure(figure, unit)}, ${bound}`);
  }
  console.log(`\n${written.seconds} s; the report is ${file}`);
}
