import { resolve } from 'node:path';
import { loadCatalog } from '../catalog/load.ts';
import { readRegistry } from '../catalog/registry-file.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { publisherEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import { notificationOf } from './notify/notification-of.ts';
import { planOf } from './notify/plan.ts';
import { tellAll } from './notify/tell.ts';
import { readFolders } from './status/folder.ts';
import { printable } from './validate/printable.ts';

const program = command('notify', 'Tell owners who asked for it which incidents were confirmed or ended in a run.')
  .requiredOption('--before <folder>', 'the statuses from before the run')
  .addOption(setting('--status <folder>', 'the statuses from after it').default('status'))
  .addOption(setting('--per-owner <count>', 'the most that one owner is told on one day (UTC)').default('5'))
  .addOption(setting('--per-run <count>', 'the most that is told in one run').default('50'))
  .addOption(setting('--config <file>', 'its egress.allow opens private addresses').default('proxy.config.json'))
  .option('--dry-run', 'say what would be told, and tell nobody', false)
  .addHelpText(
    'after',
    '\nFor issues GITHUB_TOKEN may write issues; GITHUB_REPOSITORY and GITHUB_API_URL are as GitHub Actions sets them.',
  );

interface Options {
  before: string;
  status: string;
  perOwner: string;
  perRun: string;
  config: string;
  dryRun: boolean;
}

await run<Options>(program, async ({ before, status, perOwner, perRun, config, dryRun, catalog, json }) => {
  const caps = { perOwner: countOf(perOwner, '--per-owner'), perRun: countOf(perRun, '--per-run') };
  const folder = resolve(ROOT, catalog);
  const registry = await readRegistry(folder);
  const { entries } = await loadCatalog(folder);
  const [earlier, later] = [await readFolders([resolve(ROOT, before)]), await readFolders([resolve(ROOT, status)])];
  const plan = planOf(earlier, later, entries, caps);
  const egress = publisherEgress(await operatorConfig(config, ROOT));
  const told = dryRun ? [] : await tellAll(plan, { registry, egress, repository: repositoryOf(process.env) });
  const dropped = plan.dropped.length;
  if (json) {
    const planned = plan.notices.map(({ notify, ...notice }) => ({
      notify,
      notification: notificationOf({ notify, ...notice }, registry),
    }));
    console.log(JSON.stringify({ planned, told, dropped }));
    return EXIT.ok;
  }
  const lines = dryRun
    ? plan.notices.map(({ event, incident, notify }) => {
        const ways = [notify.webhook ? `webhook ${notify.webhook}` : [], notify.issue ? 'issue' : []].flat();
        return `${incident.server} ${event}: ${ways.join(', ') || 'no way to tell it'}`;
      })
    : told.map(
        ({ server, event, by, fault }) => `${server} ${event}: ${by} ${fault === null ? 'told' : `not told, ${fault}`}`,
      );
  console.log(
    [...lines.map(printable), `${lines.length} ${dryRun ? 'to tell' : 'messages'}, ${dropped} more than is told`].join(
      '\n',
    ),
  );
  return EXIT.ok;
});

function countOf(text: string, flag: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UserError(`${flag} ${JSON.stringify(text)} is no number such as 5`, { exitCode: EXIT.misuse });
}

function repositoryOf({
  GITHUB_TOKEN: token,
  GITHUB_REPOSITORY: repository,
  GITHUB_API_URL: api = 'https://api.github.com',
}: NodeJS.ProcessEnv) {
  return token && repository ? { api, repository, token } : null;
}
