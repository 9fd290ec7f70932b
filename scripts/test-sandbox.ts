import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { aptInstall } from './apt.ts';
import { command, EXIT, run, UserError } from './command.ts';
import { CHECKS } from './test-sandbox/checks.ts';

const program = command('test:sandbox', 'Boot servers, good and bad, in the sandbox that probes use.').option(
  '--only <words>',
  'only what has these words in its name',
  '',
);

await run<{ only: string }>(program, async ({ json, only }) => {
  if (process.getuid?.() !== 0) throw new UserError('This tries the sandbox as root and as a user: run it as root');
  const version = () => promisify(execFile)('bwrap', ['--version']).then(({ stdout }) => stdout.trim());
  const found = await version().catch(async () => {
    await aptInstall('bubblewrap');
    return version();
  });
  if (!json) console.log(`${found}\n`);
  const results: { name: string; saw: string | null; error: string | null; ms: number }[] = [];
  for (const { name, run: find } of CHECKS.filter((check) => check.name.includes(only))) {
    const began = performance.now();
    const seen = await find().then(
      (saw) => ({ saw, error: null }),
      (reason: unknown) => ({ saw: null, error: reason instanceof Error ? reason.message : String(reason) }),
    );
    const ms = Math.round(performance.now() - began);
    results.push({ name, ...seen, ms });
    if (!json) console.log(seen.error === null ? `✓ ${name} · ${seen.saw} (${ms} ms)` : `✗ ${name}\n  ${seen.error}`);
  }
  const failed = results.filter(({ error }) => error !== null).length;
  if (json) console.log(JSON.stringify(results));
  else console.log(`\n${results.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && results.length > 0 ? EXIT.ok : EXIT.problems;
});
