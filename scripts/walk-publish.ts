import { command, run } from './command.ts';
import { walk } from './walk/walk.ts';
import { steps } from './walk-publish/steps.ts';

const program = command(
  'walk:publish',
  'Walk the whole way of a server on real git: written, published, judged, merged, built, and called through the proxy',
).option('--keep', 'leave the folders of the journey where they are', false);

await run<{ keep: boolean }>(program, (options) => walk('walk-publish', steps, options));
