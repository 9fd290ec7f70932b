import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../command.ts';
import { Journey } from './journey.ts';

/** One part of a way, which throws where it leads no further. */
export interface Step {
  title: string;
  walk(journey: Journey): Promise<void>;
}

/** Walks one step after the other, tells what is done and said, and ends where a step fails. The exit code. */
export async function walk(name: string, steps: readonly Step[], { keep }: { keep: boolean }): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${name}-`)));
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
}
