import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadCatalog } from '../catalog/load.ts';
import { asking } from '../catalog/packages/ask.ts';
import { registryBases } from '../catalog/packages/bases.ts';
import { operatorConfig } from '../proxy/operator-config.ts';
import { operatorEgress, publisherEgress } from '../proxy/services/egress.ts';
import { command, EXIT, ROOT, run, setting, UserError } from './command.ts';
import type { Discovery } from './discover/candidate.ts';
import { toCandidates } from './discover/candidates/to-candidates.ts';
import { chosen } from './discover/choose.ts';
import { look } from './discover/look.ts';
import { Memory } from './discover/memory.ts';
import { Hosts } from './discover/polite/hosts.ts';
import { PoliteFetch } from './discover/polite/polite-fetch.ts';
import { Progress } from './discover/progress.ts';
import { readSettings } from './discover/read-settings.ts';
import { refreshEntries } from './discover/refresh/refresh.ts';
import { refreshTable } from './discover/refresh/table.ts';
import { momentBefore } from './discover/since.ts';
import type { Source } from './discover/source.ts';
import { sources } from './discover/sources/index.ts';
import { candidateTable } from './discover/table.ts';

const program = command('discover', 'Find servers, put together what is said of each, and say what the catalog lacks.')
  .option('--source <name...>', 'where to look: names of sources, or near, far, all', ['near'])
  .option('--folder <dir...>', 'folders of servers, beside those of the proxy’s configuration', [])
  .option('--since <time>', 'only what changed since: 36h, 7d, 2w, or 2026-01-31T09:00:00Z')
  .option('--limit <n>', 'the most that one source may bring', '100000')
  .option('--refresh', 'look again at what the catalog has: newer packages, repositories that moved, licences', false)
  .option('--dry-run', 'change nothing: neither the catalog, nor what is remembered between runs', false)
  .addOption(setting('--config <file>', 'its sources and its ways out of here').default('proxy.config.json'))
  .addOption(setting('--memory <folder>', 'what is remembered between runs').default('.cache/discover'));

interface Options {
  source: string[];
  folder: string[];
  since?: string;
  limit: string;
  refresh: boolean;
  dryRun: boolean;
  config: string;
  memory: string;
}

await run<Options>(program, async (options) => {
  const { json, dryRun } = options;
  const now = new Date();
  const since = options.since === undefined ? null : sinceOf(options.since, now);
  const limit = countOf(options.limit);
  const picked = chosen(sources, options.source);
  const catalog = resolve(ROOT, options.catalog);
  const settings = await readSettings(catalog);
  const operators = await operatorConfig(options.config, ROOT);
  const typedIn = process.env.INIT_CWD ?? ROOT;
  const { politeness } = settings;
  const hosts = new Hosts({ gapMs: politeness.gapMs, sleep: (ms) => delay(ms) });
  const progress = new Progress(
    picked.map(({ name }) => name),
    { isSilent: json },
  );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('stopped')));
  const sleep = (ms: number) => delay(ms, undefined, { signal: stop.signal });
  const ways = { strangers: publisherEgress(operators), operators: operatorEgress(operators) };
  const memoryOf = (name: string) => new Memory(join(resolve(ROOT, options.memory), name), { isReadOnly: dryRun });
  const politely = (memory: Memory) =>
    new PoliteFetch({ politeness, hosts, memory, ...ways, signal: stop.signal, sleep });
  const around = (source: Source) => {
    const memory = memoryOf(source.name);
    return {
      ...{ settings, config: operators.config, folder: operators.folder, since, memory, get: politely(memory).get },
      folders: options.folder.map((folder) => resolve(typedIn, folder)),
      ...{ env: process.env, home: homedir(), now: () => new Date() },
    };
  };
  const [{ finds, reports }, { entries }] = await Promise.all([
    look(picked, {
      ...{ around, limit, timeoutMs: politeness.minutes * 60_000, signal: stop.signal, tell: progress.tell },
    }),
    loadCatalog(catalog),
  ]);
  await progress.end();
  const discovery: Discovery = { candidates: toCandidates(finds, { entries }), sources: reports };
  if (options.refresh) {
    const { GITHUB_API_URL, GITHUB_TOKEN } = process.env;
    const repositories = { get: politely(memoryOf('refresh')).get, api: GITHUB_API_URL, token: GITHUB_TOKEN };
    const packages = { ask: asking({ egress: ways.strangers, gapMs: politeness.gapMs }), bases: registryBases() };
    discovery.refreshed = await refreshEntries(entries, { packages, repositories, now: () => new Date() });
  }
  console.log(json ? JSON.stringify(discovery) : textOf(discovery));
  return EXIT.ok;
});

function textOf({ candidates, refreshed }: Discovery): string {
  return [candidateTable(candidates), ...(refreshed ? [refreshTable(refreshed)] : [])].join('\n\n');
}

function sinceOf(said: string, now: Date): Date {
  const since = momentBefore(said, now);
  if (since) return since;
  throw new UserError(`${said} is no time: write 7d, 36h, or 2026-01-31T09:00:00Z`, { exitCode: EXIT.misuse });
}

function countOf(said: string): number {
  if (/^[1-9]\d{0,8}$/.test(said)) return Number(said);
  throw new UserError(`--limit ${said}: a whole number from 1 on is wanted`, { exitCode: EXIT.misuse });
}
