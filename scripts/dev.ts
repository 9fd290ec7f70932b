import { once } from 'node:events';
import { join, relative } from 'node:path';
import { addressOf, expectFree } from '../proxy/address.ts';
import { command, EXIT, ROOT, run, setting } from './command.ts';
import { startDev } from './dev/dev.ts';

const program = command(
  'dev',
  'Show the site while it is changed: a page reloads when its catalog, code or style is saved',
)
  .addOption(setting('--port <port>', 'the port to listen on; 0 takes any').default('4321'))
  .addOption(setting('--status <folder>', 'the statuses that probes have kept').default('status'));

await run<{ port: string; status: string }>(program, async ({ catalog, status, port }) => {
  const address = addressOf({ port });
  await expectFree(address);
  await using dev = await startDev({ catalog, status, port: address.port, out: join(ROOT, '.cache/dev'), tell });
  console.log(`The site is at ${dev.url}, and its pages reload when something is saved. Ctrl-C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  return EXIT.ok;
});

function tell({
  files,
  ms,
  fault,
  changed,
}: {
  files: number;
  ms: number;
  fault: string | null;
  changed: string[];
}): void {
  const what = changed.length === 0 ? 'at first' : relative(ROOT, changed[0] ?? '');
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : '';
  if (fault === null) console.log(`${what}${more}: ${files} files changed, ${ms} ms`);
  else console.error(`${what}${more}:\n${fault}`);
}
