import { command, EXIT, run, setting } from './command.ts';
import { detailsOf, isGood, lineOf, RUNS, runsAt } from './conformance/runs.ts';
import { runSuite } from './conformance/suite.ts';

const program = command('conformance', 'Run the official MCP conformance suite at a server that has all it asks for.')
  .option('--direct', 'only the runs without the proxy in between', false)
  .option('--url <url...>', 'at these servers instead, which are up and have all it asks for')
  .addOption(setting('--conformance-node <program>', 'the Node to run the suite with, 22 or later'));

interface Options {
  direct: boolean;
  url?: string[];
  conformanceNode?: string;
}

await run<Options>(program, async ({ direct, url, conformanceNode: node, json }) => {
  const runs = url ? url.flatMap(runsAt) : RUNS.filter(({ isDirect }) => isDirect || !direct);
  const ended = [];
  for (const each of runs) {
    await using subject = await each.start();
    const result = await runSuite({ ...each, subject, node });
    ended.push({ each, result });
    if (!json) console.log(lineOf(each, result));
  }
  const bad = ended.filter(({ each, result }) => !isGood(each, result));
  if (json) console.log(JSON.stringify(ended.map(({ each: { start, ...what }, result }) => ({ ...what, ...result }))));
  else {
    for (const { each, result } of bad) console.log(detailsOf(each, result));
    console.log(`\n${ended.length - bad.length} passed, ${bad.length} failed, 0 skipped`);
  }
  return bad.length === 0 ? EXIT.ok : EXIT.problems;
});
