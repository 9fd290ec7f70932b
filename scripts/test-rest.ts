import { command, EXIT, run } from './command.ts';
import { CHECKS } from './test-rest/checks.ts';
import { installFastApi, serveFastApi } from './test-rest/fastapi.ts';
import { proxyTo } from './test-rest/proxy.ts';

const program = command('test:rest', 'Call a real FastAPI service as tools, through a proxy.');

await run(program, async ({ json }) => {
  const version = await installFastApi();
  await using service = await serveFastApi();
  await using proxy = await proxyTo(service.url);
  if (!json) console.log(`${version} at ${service.url}, behind a proxy at ${proxy.url}\n`);
  const results: { name: string; error: string | null }[] = [];
  for (const { name, run: find } of CHECKS) {
    const error = await find(proxy, service).then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    results.push({ name, error });
    if (!json) console.log(error === null ? `✓ ${name}` : `✗ ${name}\n  ${error.replaceAll('\n', '\n  ')}`);
  }
  const failed = results.filter(({ error }) => error !== null).length;
  if (json) console.log(JSON.stringify(results));
  else console.log(`\n${results.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? EXIT.ok : EXIT.problems;
});
