import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { loadCatalog } from '../catalog/load.ts';
import { readRefused } from '../catalog/refused-file.ts';
import { authorOf, readRegistry } from '../catalog/registry-file.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { type CommonOptions, command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import type { Candidate, Discovery } from './discover/candidate.ts';
import { chosen } from './discover/choose.ts';
import { placeOf } from './discover/place.ts';
import { batchText } from './discover/publish/batch-text.ts';
import { type PublishedBatch, publishCandidates } from './discover/publish.ts';
import { publishRefreshed } from './discover/publish-refreshed.ts';
import { readSettings } from './discover/read-settings.ts';
import { refreshTable } from './discover/refresh/table.ts';
import { editText } from './discover/review/editor.ts';
import { terminalOf } from './discover/review/terminal.ts';
import { reviewCandidates } from './discover/review.ts';
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
  .option('--publish', 'propose what the catalog lacks: a pull request, or a branch, for each batch', false)
  .option('--review', 'walk what the catalog lacks in the terminal: keep, refuse with a reason, edit', false)
  .addOption(
    setting(
      '--registry <where>',
      'with --publish: OWNER/REPOSITORY on GitHub, or the address of a git repository (default: where this catalog comes from)',
    ),
  )
  .addOption(
    new Option('--least <confidence>', 'with --publish: the least that is proposed')
      .choices(['low', 'medium', 'high'])
      .default('medium'),
  )
  .addOption(new Option('--batch <n>', 'with --publish: servers in one pull request').default('25'))
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
  publish: boolean;
  review: boolean;
  registry?: string;
  least: Candidate['confidence'];
  batch: string;
  save?: string;
  from?: string;
  config: string;
  memory: string;
}

await run<Options>(program, async (options) => {
  const { json, save } = options;
  if (json && options.review) throw new UserError('--review asks a person: without --json', { exitCode: EXIT.misuse });
  const catalog = resolve(ROOT, options.catalog);
  // npm runs scripts in the project's folder; what was typed means the folder it was typed in.
  const typed = (path: string) => resolve(process.env.INIT_CWD ?? ROOT, path);
  const discovery =
    options.from === undefined ? await looked(options, typed) : await readDiscovery(typed(options.from));
  if (save !== undefined) await saveDiscovery(typed(save), discovery);
  const published = options.publish ? await proposed(discovery, options, typed('.')) : undefined;
  console.log(json ? JSON.stringify({ ...discovery, published }) : textOf(discovery, published));
  if (options.review) await review(discovery.candidates, catalog);
  return published?.some(({ outcome }) => outcome === 'refused') ? EXIT.problems : EXIT.ok;
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
    limit: countOf('--limit', options.limit),
    memory: resolve(ROOT, options.memory),
    ...{ env: process.env, home: homedir() },
  });
}

/** Proposes what was found, as far as it is worth a person's look. */
async function proposed(
  { candidates, refreshed }: Discovery,
  { registry, dryRun, least, ...options }: Options & CommonOptions,
  from: string,
): Promise<PublishedBatch[]> {
  const catalog = resolve(ROOT, options.catalog);
  const place = await placeOf(registry, { catalog, from, api: process.env.GITHUB_API_URL });
  const author = authorOf(await readRegistry(catalog));
  const [{ entries }, refused] = await Promise.all([loadCatalog(catalog), readRefused(catalog)]);
  const batchSize = countOf('--batch', options.batch);
  const batches = await publishCandidates(candidates, {
    ...{ place, author, entries, refused, least, batchSize, dryRun },
  });
  const known = refreshed ? await publishRefreshed(refreshed, { place, author, dryRun }) : null;
  return known ? [...batches, known] : batches;
}

async function review(candidates: readonly Candidate[], catalog: string): Promise<void> {
  using terminal = terminalOf(process.stdin, process.stdout);
  const by = process.env.USER?.slice(0, 100) || 'a reviewer';
  const { kept, refused, skipped } = await reviewCandidates(candidates, { catalog, terminal, edit: editText, by });
  console.log(`${kept.length} kept, ${refused.length} refused, ${skipped.length} skipped`);
}

function textOf({ candidates, refreshed }: Discovery, published: PublishedBatch[] = []): string {
  const tables = [candidateTable(candidates), ...(refreshed ? [refreshTable(refreshed)] : [])];
  return [...tables, ...published.map(batchText)].join('\n\n');
}

function sinceOf(said: string): Date {
  const since = momentBefore(said, new Date());
  if (since) return since;
  throw new UserError(`${said} is no time: write 7d, 36h, or 2026-01-31T09:00:00Z`, { exitCode: EXIT.misuse });
}

function countOf(flag: string, said: string): number {
  if (/^[1-9]\d{0,8}$/.test(said)) return Number(said);
  throw new UserError(`${flag} ${said}: a whole number from 1 on is wanted`, { exitCode: EXIT.misuse });
}
