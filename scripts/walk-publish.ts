import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, EXIT, run } from './command.ts';
import { Journey } from './walk-publish/journey.ts';
import { steps } from './walk-publish/steps.ts';

const program = command(
  'walk:publish',
  'Walk the whole way of a server on real git: written, published, judged, merged, built, and called through the proxy',
).option('--keep', 'leave the folders of the journey where they are', false);

await run<{ keep: boolean }>(program, async ({ keep }) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'walk-publish-')));
  const journey = new Journey(folder);
  let walked = 0;
  try {
    for (const [index, { title, walk }] of steps.entries()) {
      console.log(`\n${index + 1}. ${title}`);
      await walk(journey);
      walked += 1;
    }
  } catch (error) {
    console.log(`✗ ${steps[walked]?.title}\n  ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await journey.end();
    if (keep) console.log(`\nAll of it is in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
  const failed = steps.length - walked;
  console.log(`\n${walked} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? EXIT.ok : EXIT.problems;
});
