import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { commit, machine } from './bench/surroundings.ts';
import { textOf } from './bench/text.ts';
import { NODE_FLAGS } from './bench-site/node-flags.ts';
import { figureText, LARGE, siteGoals, siteReport, siteVerdict } from './bench-site/report.ts';
import { searchFor, WORDS } from './bench-site/searches.ts';
import { type BuildRound, FirstBuild, Rebuild, type SearchRound, SiteBench } from './bench-site/site-bench.ts';
import { launchBrowser } from './browser.ts';
import { serveFolder } from './build/serve-folder.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const FULL = [10_000, 50_000];
const QUICK = [1000];

const program = command('bench:site', 'Measure how long large sites take to build, and searching in them.')
  .option('--quick', 'one small build: to see that it all works, not for figures', false)
  .addOption(
    setting('--servers <counts>', 'how many servers, with commas between (default: 10000,50000; 1000 if quick)'),
  )
  .addOption(
    setting('--report <folder>', 'where site.json and site.md go (default: docs/benchmarks, .cache/bench if quick)'),
  );

await run<{ quick: boolean; servers?: string; report?: string }>(program, async (options) => {
  const { quick, servers, report, json, catalog } = options;
  const counts = servers?.split(',').map(Number) ?? (quick ? QUICK : FULL);
  const begun = { at: new Date(), machine: machine(), commit: await commit() };
  const [builds, searches]: [BuildRound[], SearchRound[]] = [[], []];
  await using browser = await launchBrowser();
  for (const [index, count] of counts.entries()) {
    process.stderr.write(`${count} servers\n`);
    const folder = await mkdtemp(join(tmpdir(), 'bench-site-'));
    try {
      const [first, again] = [join(folder, 'site'), join(folder, 'again')];
      const how = count >= LARGE ? 'packed' : 'plain';
      const build = await programOf('make.ts', NODE_FLAGS, [resolve(catalog), first, String(count), how]);
      const rebuild = await programOf('make-again.ts', [], [resolve(catalog), again, String(count)]);
      builds.push({ ...FirstBuild.parse(build), changed: Rebuild.parse(rebuild) });
      await rm(again, { recursive: true });
      if (index > 0) continue;
      const server = await serveFolder(first, '/');
      for (const words of WORDS) searches.push(await searchFor(browser, server.url, words));
      await server.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const content = textOf({
    ...{ schemaVersion: 1, command: `npm run bench:site${quick ? ' -- --quick' : ''}`, commit: begun.commit },
    ...{ at: begun.at.toISOString(), seconds: Math.round((Date.now() - begun.at.getTime()) / 1000) },
    ...{ machine: begun.machine, node: process.versions.node, browser: browser.version(), builds, searches },
  } satisfies SiteBench);
  const out = resolve(ROOT, report ?? (quick ? '.cache/bench' : 'docs/benchmarks'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'site.json'), content);
  const written = SiteBench.parse(JSON.parse(content));
  await writeFile(join(out, 'site.md'), siteReport(written));
  if (json) console.log(content);
  else tell(written, join(out, 'site.md'));
  return searches.every(({ found }) => found > 0) ? EXIT.ok : EXIT.problems;
});

/** What a program of `bench-site/` says: a build in a process of its own, so that its memory is its own. */
async function programOf(name: string, flags: string[], args: string[]): Promise<unknown> {
  const file = join(ROOT, 'scripts', 'bench-site', name);
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', file, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}`);
  return JSON.parse(said);
}

function tell(written: SiteBench, file: string): void {
  for (const goal of siteGoals(written)) {
    const { what, unit, limit, figure } = goal;
    console.log(
      `${siteVerdict(goal).padEnd(16)} ${what}: ${figureText(figure, unit)}, at most ${figureText(limit, unit)}`,
    );
  }
  for (const { words, found } of written.searches)
    if (found === 0) console.log(`wrong: nothing was found for ${words}`);
  console.log(`\n${written.seconds} s; the report is ${file}`);
}
