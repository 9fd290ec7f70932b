import { resolve } from 'node:path';
import { momentOf } from '../catalog/dialects/record.ts';
import { baseAddress, listAddress, WalkError, walkRegistry } from '../catalog/registry-walk.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { operatorEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { linesOf } from './import/lines.ts';
import type { TakenIn } from './import/take-in.ts';
import { count, emptyTally, tallyText } from './import/tally.ts';
import { readState, stateFile, writeState } from './sync/state.ts';
import { syncRegistry } from './sync/sync.ts';

const program = command(
  'sync',
  'Mirror another registry (API v0.1) into the catalog; again and again, only what changed.',
)
  .argument('<registry>', 'its base address, such as https://registry.example.com')
  .option('--full', 'walk everything, not only what changed')
  .option('--since <time>', 'walk what changed since then: 2026-01-31T09:00:00Z')
  .option('--state <file>', 'where to remember how far it got (default: in .sync/ of the catalog)')
  .addOption(setting('--config <file>', 'its egress settings are kept to').default('proxy.config.json'))
  .addHelpText(
    'after',
    '\nExit code: 0 when nothing was refused, 1 when something was or the registry failed, 2 for misuse.',
  );

interface Options {
  full?: boolean;
  since?: string;
  state?: string;
  config: string;
}

/** So many refused versions are told one by one as JSON. */
const TOLD = 1000;

await run<Options>(program, async ({ full = false, since, state, config, catalog, json }, [address = '']) => {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address))
    throw misuse(`${address} is no http address of a registry`);
  const from = since === undefined ? undefined : momentOf(since);
  if (from === null) throw misuse(`${since} is no time: write it like 2026-01-31T09:00:00Z`);
  const registry = baseAddress(address);
  const folder = resolve(ROOT, catalog);
  const file = state === undefined ? stateFile(folder, registry) : resolve(process.env.INIT_CWD ?? ROOT, state);
  const egress = operatorEgress(await operatorConfig(config, ROOT));
  const tally = emptyTally();
  const refused: TakenIn[] = [];
  const taking = syncRegistry({
    registry,
    folder,
    state: await readState(file, registry),
    full,
    since: from,
    walk: (asked) => walkRegistry(listAddress(registry), { ...asked, egress }),
    save: (next) => writeState(file, next),
  });
  try {
    for await (const taken of taking) {
      count(tally, taken);
      const news = taken.filter(({ outcome }) => outcome !== 'unchanged');
      if (!json) process.stdout.write(news.map(linesOf).join(''));
      else refused.push(...news.filter(({ outcome }) => outcome === 'refused').slice(0, TOLD - refused.length));
    }
  } catch (error) {
    if (!(error instanceof WalkError)) throw error;
    throw new UserError(`${error.message}\n${tallyText(tally)}. Run it again: it goes on from there.`, {
      cause: error,
    });
  }
  console.log(json ? JSON.stringify({ registry, ...tally, refusedVersions: refused }) : tallyText(tally));
  return tally.refused > 0 ? EXIT.problems : EXIT.ok;
});

function misuse(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.misuse });
}
