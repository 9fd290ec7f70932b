import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Calm } from './calm.ts';
import type { Lengths, Profile } from './cost-run.ts';
import { firstAnswer } from './first-answer.ts';
import { bundled } from './ours.ts';
import { CpuProfile, selfTimes } from './self-time.ts';
import type { Stage } from './stage.ts';

const CONNECTIONS = 16;
const WARM_UP_MS = 500;
const WAYS = ['forwarded', 'REST', 'call_tool'];

/** Says where our proxy's own time goes, for each way in a process of its own. Nothing else is measured meanwhile. */
export async function takeProfiles(
  stage: Stage,
  folder: string,
  { lengths: { profileMs }, calm }: { lengths: Lengths; calm: Calm },
): Promise<Profile[]> {
  const profiles: Profile[] = [];
  for (const way of bundled.calls.filter(({ name }) => WAYS.includes(name))) {
    await calm.settle();
    await rm(folder, { recursive: true, force: true });
    let startedMs = 0;
    {
      await using entered = await stage.enter(bundled, [
        ...['--cpu-prof', '--cpu-prof-interval', '500', '--cpu-prof-dir', folder],
      ]);
      const request = way.request(entered.origin);
      startedMs = (await firstAnswer(request)) - entered.begunAt;
      const contender = entered.pids();
      await stage.load({ request, contender, connections: CONNECTIONS, warmUpMs: WARM_UP_MS, measureMs: profileMs });
    }
    const [file = ''] = await readdir(folder);
    const profile = CpuProfile.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    profiles.push({ way: way.name, ...selfTimes(profile, startedMs + WARM_UP_MS) });
  }
  return profiles;
}
