import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { summarize } from '../catalog/status.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import { probeCatalog } from './probe/catalog.ts';
import { reviewText } from './probe/lock-review.ts';
import { proposeLocks } from './probe/locks.ts';
import { probeTable } from './probe/table.ts';
import { makeDemoFolder } from './start/demo-folder.ts';

const program = command(
  'probe',
  'Look at servers the way the proxy would reach them, and keep what was seen. Never calls a tool.',
)
  .option('--only <name...>', 'only these servers, by alias or namespace/name, enabled or not')
  .option('--all', 'every server in the catalog, not only those that proxy.config.json enables', false)
  .option('--propose-locks', 'write the tools that were seen into tools.json, for review', false)
  .option('--diff <file>', 'with --propose-locks: write what has changed into this file, as the body of a pull request')
  .addOption(
    setting('--config <file>', 'which servers are enabled, and how to reach them').default('proxy.config.json'),
  )
  .addOption(setting('--status <folder>', 'where statuses are kept').default('status'));

interface Options {
  only?: string[];
  all: boolean;
  proposeLocks: boolean;
  diff?: string;
  config: string;
  status: string;
}

await run<Options>(program, async ({ catalog, status, config: file, json, proposeLocks: propose, diff, only, all }) => {
  await makeDemoFolder();
  const folders = { catalog: resolve(ROOT, catalog), status: resolve(ROOT, status) };
  const { at, probed, entries } = await probeCatalog({ ...folders, ...(await operatorConfig(file, ROOT)), only, all });
  const written = propose ? await proposeLocks(probed, entries, folders.catalog) : [];
  const locks = written.map(({ file }) => relative(process.cwd(), file));
  const reviews = written.map(({ review }) => review);
  if (diff !== undefined) await writeFile(resolve(ROOT, diff), reviewText(reviews));

  const statuses = probed.map(({ record }) => summarize(record.status));
  console.log(
    json
      ? JSON.stringify({ at, statuses, locks, reviews })
      : [probeTable(probed), ...locks.map((lock) => `wrote ${lock}`), ...(propose ? [reviewText(reviews)] : [])].join(
          '\n',
        ),
  );
  return EXIT.ok;
});
