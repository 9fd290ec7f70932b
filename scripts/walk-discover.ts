import { command, run } from './command.ts';
import { walk } from './walk/walk.ts';
import { steps } from './walk-discover/steps.ts';

const program = command(
  'walk:discover',
  'Walk the whole way of a find on real git: found, proposed, judged, merged, probed, and called through the proxy',
).option('--keep', 'leave the folders of the journey where they are', false);

await run<{ keep: boolean }>(program, (options) => walk('walk-discover', steps, options));
