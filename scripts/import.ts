import { appendFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { operatorConfig } from '../proxy/operator-config.ts';
import { operatorEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import { importVersions } from './import/import.ts';
import { linesOf } from './import/lines.ts';
import { readSource } from './import/read-source.ts';
import { rehearsal } from './import/rehearsal.ts';
import type { TakenIn } from './import/take-in.ts';
import { count, emptyTally, tallyText } from './import/tally.ts';

const program = command('import', 'Read servers of any dialect into the catalog, and say of each what became of it.')
  .argument('<from>', 'a file, or an http address: JSON, a list, NDJSON, or the list of a registry')
  .option('--dry-run', 'write nothing into the catalog; say what would be')
  .option('--report <file>', 'write what became of each as JSON lines')
  .addOption(setting('--config <file>', 'its egress settings are kept to').default('proxy.config.json'))
  .addHelpText(
    'after',
    '\nExit code: 0 when nothing was refused, 1 when something was, 2 when there is nothing to read.',
  );

interface Options {
  dryRun?: boolean;
  report?: string;
  config: string;
}

await run<Options>(program, async ({ dryRun = false, report, config, catalog, json }, [from = '']) => {
  const target = resolve(ROOT, catalog);
  const egress = operatorEgress(await operatorConfig(config, ROOT));
  await using copy = dryRun ? await rehearsal(target) : null;
  if (report !== undefined) await writeFile(report, '');
  const tally = emptyTally();
  const all: TakenIn[] = [];
  for await (const taken of importVersions(readSource(from, egress), copy?.folder ?? target)) {
    count(tally, taken);
    if (report !== undefined) await appendFile(report, taken.map((each) => `${JSON.stringify(each)}\n`).join(''));
    if (json) all.push(...taken);
    else process.stdout.write(taken.map(linesOf).join(''));
  }
  if (json) console.log(JSON.stringify({ dryRun, ...tally, versions: all }));
  else console.log(`${dryRun ? 'Nothing was written. ' : ''}${tallyText(tally)}`);
  return tally.refused > 0 ? EXIT.problems : EXIT.ok;
});
