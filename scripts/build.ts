import { resolve } from 'node:path';
import { build } from './build/build.ts';
import { command, EXIT, run, setting } from './command.ts';

const program = command('build', 'Build the site and the snapshot from the catalog')
  .addOption(setting('--out <folder>', 'where the built files go; stale files below it are deleted').default('dist'))
  .addOption(setting('--status <folder>', 'the statuses that probes have kept').default('status'))
  .addOption(
    setting('--base <path>', 'where the site will lie on its host; only 404.html needs it (default: from siteUrl)'),
  )
  .addOption(
    setting('--packed', 'write files in gzip alone, for nginx or our proxy: two fifths of the bytes').default(false),
  );

await run<{ out: string; status: string; base?: string; packed: boolean }>(program, async ({ json, ...options }) => {
  const started = performance.now();
  const { files, written, snapshot } = await build(options);
  const report = {
    out: resolve(options.out),
    servers: snapshot.entries.length,
    files,
    written,
    ms: Math.round(performance.now() - started),
  };
  const { servers, ms } = report;
  console.log(
    json
      ? JSON.stringify(report)
      : `${servers} servers → ${files} files in ${options.out} (${written} changed), ${ms} ms`,
  );
  return EXIT.ok;
});
