import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { summarize } from '../catalog/status/status.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import type { CanaryChoice } from './probe/canaries/start.ts';
import { probeCatalog } from './probe/catalog.ts';
import { dueBeforeOf } from './probe/due.ts';
import { reviewText } from './probe/lock-review.ts';
import { proposeLocks } from './probe/locks.ts';
import { lookAsSet, PACKAGE_SETTINGS, type PackageSettings } from './probe/packages/settings.ts';
import { partOf } from './probe/part.ts';
import { RETRY_AFTER, retryAfterMsOf } from './probe/retry-after.ts';
import { canaryTable, probeTable } from './probe/table.ts';
import { makeDemoFolder } from './start/demo-folder.ts';

const program = command(
  'probe',
  'Look at servers the way the proxy would reach them, and keep what was seen. Never calls a tool.',
)
  .option('--only <name...>', 'only these servers, by alias or namespace/name, enabled or not')
  .option('--all', 'every server in the catalog, not only those that proxy.config.json enables', false)
  .addOption(setting('--shard <part>', 'of those, only one part of several that other jobs look at: 2/4'))
  .addOption(setting('--schedule <cron>', 'what started this run, to know when it was due: "7,37 * * * *", in UTC'))
  .option('--propose-locks', 'write the tools that were seen into tools.json, for review', false)
  .option('--diff <file>', 'with --propose-locks: write what has changed into this file, as the body of a pull request')
  .addOption(
    setting('--config <file>', 'which servers are enabled, and how to reach them').default('proxy.config.json'),
  )
  .addOption(setting('--status <folder>', 'where statuses are kept').default('status'))
  .addOption(
    setting('--retry-after <seconds>', 'look again at what failed, so many seconds after; "never" does not').default(
      RETRY_AFTER,
    ),
  );
program.addOption(
  setting(
    '--canaries [which]',
    'beside them, look at servers of our own whose answers are known; one misjudged voids all',
  )
    .choices(['quick', 'all'])
    .preset('quick'),
);
for (const option of PACKAGE_SETTINGS) program.addOption(option);

interface Options extends PackageSettings {
  only?: string[];
  all: boolean;
  shard?: string;
  schedule?: string;
  proposeLocks: boolean;
  diff?: string;
  config: string;
  status: string;
  retryAfter: string;
  canaries?: CanaryChoice;
}

await run<Options>(program, async (options) => {
  const { config: file, json, proposeLocks: propose, diff, only, all } = options;
  const retryAfterMs = retryAfterMsOf(options.retryAfter);
  const part = options.shard === undefined ? undefined : partOf(options.shard);
  const dueBefore = dueBeforeOf(options.schedule ?? '');
  await makeDemoFolder();
  const folders = { catalog: resolve(ROOT, options.catalog), status: resolve(ROOT, options.status) };
  const { config, folder } = await operatorConfig(file, ROOT);
  // Asked for by name or as a whole, servers may be looked up elsewhere; what is enabled is only ever started.
  const lookAtPackages = all || only?.length ? lookAsSet(options, config) : undefined;
  // They speak over the official SDK, which takes memory that a run without them does not need.
  const { startCanaries } = options.canaries ? await import('./probe/canaries/start.ts') : {};
  await using aviary = await startCanaries?.(options.canaries);
  const {
    at,
    run: done,
    probed,
    canaries,
    entries,
  } = await probeCatalog({
    ...{ ...folders, config, folder, only, all, part, lookAtPackages, retryAfterMs, dueBefore, name: options.shard },
    canaries: aviary?.canaries,
    onDoubt: ({ name }) => json || console.error(`${name} does not answer: looking again`),
  });
  const written = propose ? await proposeLocks(probed, entries, folders.catalog) : [];
  const locks = written.map(({ file }) => relative(process.cwd(), file));
  const reviews = written.map(({ review }) => review);
  if (diff !== undefined) await writeFile(resolve(ROOT, diff), reviewText(reviews));

  const statuses = probed.flatMap(({ record }) => (record ? summarize(record.status) : []));
  const seenCanaries = canaries.map(({ looks: [look], ...canary }) => ({ ...canary, message: look?.message ?? '' }));
  const voided = done.void ? [`This run is void and counts for nothing: ${done.void.detail}`] : [];
  console.log(
    json
      ? JSON.stringify({ at, run: done, statuses, ...(aviary ? { canaries: seenCanaries } : {}), locks, reviews })
      : [
          ...[probeTable(probed), ...(aviary ? [canaryTable(canaries)] : [])],
          ...[...voided, ...locks.map((lock) => `wrote ${lock}`)],
          ...(propose ? [reviewText(reviews)] : []),
        ].join('\n'),
  );
  return EXIT.ok;
});
