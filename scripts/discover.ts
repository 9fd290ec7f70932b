import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { operatorConfig } from '../proxy/operator-config.ts';
import { type CommonOptions, command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import type { Discovery } from './discover/candidate.ts';
import { chosen } from './discover/choose.ts';
import { readSettings } from './discover/read-settings.ts';
import { refreshTable } from './discover/refresh/table.ts';
import { discover } from './discover/run.ts';
import { readDiscovery, saveDiscovery } from './discover/saved.ts';
import { momentBefore } from './discover/since.ts';
import { sources } from './discover/sources/index.ts';
import { candidateTable } from './discover/table.ts';

const program = command('discover', 'Find servers, put together what is said of each, and say what the catalog lacks.')
  .option('--source <name...>', 'where to look: names of sources, or near, far, all', ['near'])
  .option('--folder <dir...>', 'folders of servers, beside those of the proxy’s configuration', [])
  .addOption(setting('--since <time>', 'only what changed since: 36h, 7d, 2w, or 2026-01-31T09:00:00Z'))
  .option('--limit <n>', 'the most that one source may bring', '100000')
  .option('--refresh', 'look again at what the catalog has: newer packages, repositories that moved, licences', false)
  .option('--dry-run', 'change nothing: neither the catalog, nor what is remembered between runs', false)
  .option('--save <file>', 'write what was found into a file, for --from')
  .option('--from <file>', 'look nowhere: take what --save wrote')
  .addOption(setting('--config <file>', 'its sources and its ways out of here').default('proxy.config.json'))
  .addOption(setting('--memory <folder>', 'what is remembered between runs').default('.cache/discover'));

interface Options {
  source: string[];
  folder: string[];
  since?: string;
  limit: string;
  refresh: boolean;
  dryRun: boolean;
  save?: string;
  from?: string;
  config: string;
  memory: string;
}

await run<Options>(program, async (options) => {
  const { json, save } = options;
  // npm runs scripts in the project's folder; what was typed means the folder it was typed in.
  const typed = (path: string) => resolve(process.env.INIT_CWD ?? ROOT, path);
  const discovery =
    options.from === undefined ? await looked(options, typed) : await readDiscovery(typed(options.from));
  if (save !== undefined) await saveDiscovery(typed(save), discovery);
  console.log(json ? JSON.stringify(discovery) : textOf(discovery));
  return EXIT.ok;
});

async function looked(options: Options & CommonOptions, typed: (path: string) => string): Promise<Discovery> {
  const { refresh, dryRun, json } = options;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('stopped')));
  const catalog = resolve(ROOT, options.catalog);
  return discover({
    ...{ catalog, refresh, isRehearsal: dryRun, isSilent: json, signal: stop.signal },
    settings: await readSettings(catalog),
    operator: await operatorConfig(options.config, ROOT),
    sources: chosen(sources, options.source),
    folders: options.folder.map(typed),
    since: options.since ? sinceOf(options.since) : null,
    limit: countOf(options.limit),
    memory: resolve(ROOT, options.memory),
    ...{ env: process.env, home: homedir() },
  });
}

function textOf({ candidates, refreshed }: Discovery): string {
  return [candidateTable(candidates), ...(refreshed ? [refreshTable(refreshed)] : [])].join('\n\n');
}

function sinceOf(said: string): Date {
  const since = momentBefore(said, new Date());
  if (since) return since;
  throw new UserError(`${said} is no time: write 7d, 36h, or 2026-01-31T09:00:00Z`, { exitCode: EXIT.misuse });
}

function countOf(said: string): number {
  if (/^[1-9]\d{0,8}$/.test(said)) return Number(said);
  throw new UserError(`--limit ${said}: a whole number from 1 on is wanted`, { exitCode: EXIT.misuse });
}
