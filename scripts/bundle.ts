import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundlePrograms } from './bundle/programs.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';

const program = command('bundle', 'Make one program of the proxy, which starts faster than its sources').addOption(
  setting('--bundle-out <folder>', 'where it goes: proxy.mjs, and what it loads on first use').default('dist-bundle'),
);

await run<{ bundleOut: string }>(program, async ({ bundleOut, json }) => {
  const folder = resolve(ROOT, bundleOut);
  await rm(folder, { recursive: true, force: true });
  const { bytes } = await bundlePrograms({ proxy: join(ROOT, 'proxy', 'main.ts') }, folder);
  const file = join(folder, 'proxy.mjs');
  if (json) console.log(JSON.stringify({ file, bytes }));
  else console.log(`${(bytes / 1e6).toFixed(1)} MB; start it with: node ${file} --config proxy.config.json`);
  return EXIT.ok;
});
