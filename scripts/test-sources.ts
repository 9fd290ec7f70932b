import { command, EXIT, run } from './command.ts';
import { CHECKS } from './test-sources/checks.ts';

const program = command('test:sources', 'Try each source of services against the real thing, through a proxy.').option(
  '--only <words>',
  'only what has these words in its name',
  '',
);

await run<{ only: string }>(program, async ({ json, only }) => {
  const results: { name: string; saw: string | null; error: string | null; ms: number }[] = [];
  for (const { name, run: find } of CHECKS.filter((check) => check.name.includes(only))) {
    const began = performance.now();
    const found = await find().then(
      (saw) => ({ saw, error: null }),
      (reason: unknown) => ({ saw: null, error: reason instanceof Error ? reason.message : String(reason) }),
    );
    const ms = Math.round(performance.now() - began);
    results.push({ name, ...found, ms });
    if (!json)
      console.log(found.error === null ? `✓ ${name} · ${found.saw} (${ms} ms)` : `✗ ${name}\n  ${found.error}`);
  }
  const failed = results.filter(({ error }) => error !== null).length;
  if (json) console.log(JSON.stringify(results));
  else console.log(`\n${results.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && results.length > 0 ? EXIT.ok : EXIT.problems;
});
