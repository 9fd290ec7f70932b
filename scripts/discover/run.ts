import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadCatalog } from '../../catalog/load.ts';
import { asking } from '../../catalog/packages/ask.ts';
import { registryBases } from '../../catalog/packages/bases.ts';
import { readRefused } from '../../catalog/refused-file.ts';
import { baseAddress } from '../../catalog/registry-walk.ts';
import type { ProxyConfig } from '../../proxy/config.ts';
import { operatorEgress, publisherEgress } from '../../proxy/services/egress.ts';
import type { Discovery } from './candidate.ts';
import { toCandidates } from './candidates/to-candidates.ts';
import { look } from './look.ts';
import { Memory } from './memory.ts';
import { Hosts } from './polite/hosts.ts';
import { PoliteFetch } from './polite/polite-fetch.ts';
import { Progress } from './progress.ts';
import { deletedIn } from './refresh/deleted-in.ts';
import { refreshEntries } from './refresh/refresh.ts';
import type { DiscoverySettings } from './settings.ts';
import type { Source } from './source.ts';

export interface DiscoverOptions {
  /** The catalog's folder. */
  catalog: string;
  settings: DiscoverySettings;
  /** The proxy's configuration, and the folder that its relative paths start from. */
  operator: { config: ProxyConfig; folder: string };
  sources: readonly Source[];
  /** Folders of servers, beside those of the configuration. Absolute. */
  folders: readonly string[];
  since: Date | null;
  /** The most that one source may bring. */
  limit: number;
  /** Look again at what the catalog has. */
  refresh: boolean;
  /** The folder that what is seen is remembered in; not written to in a rehearsal. */
  memory: string;
  isRehearsal: boolean;
  isSilent: boolean;
  env: NodeJS.ProcessEnv;
  home: string;
  signal: AbortSignal;
}

/** Looks at the sources, and puts together what they found; then at known entries, if that is asked for. */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { catalog, settings, operator, sources, signal, env } = options;
  const { politeness } = settings;
  const hosts = new Hosts({ gapMs: politeness.gapMs, sleep: (ms) => delay(ms) });
  const sleep = (ms: number) => delay(ms, undefined, { signal });
  const ways = { strangers: publisherEgress(operator), operators: operatorEgress(operator) };
  const memoryOf = (name: string) => new Memory(join(options.memory, name), { isReadOnly: options.isRehearsal });
  const politely = (memory: Memory) => new PoliteFetch({ politeness, hosts, memory, ...ways, signal, sleep });
  const around = (source: Source) => {
    const memory = memoryOf(source.name);
    return {
      ...{ settings, ...operator, memory, get: politely(memory).get, since: options.since, folders: options.folders },
      ...{ env, home: options.home, now: () => new Date() },
    };
  };
  const progress = new Progress(
    sources.map(({ name }) => name),
    { isSilent: options.isSilent },
  );
  const [{ finds, reports }, { entries }, refused] = await Promise.all([
    look(sources, {
      around,
      limit: options.limit,
      timeoutMs: politeness.minutes * 60_000,
      signal,
      tell: progress.tell,
    }),
    loadCatalog(catalog),
    readRefused(catalog),
  ]);
  await progress.end();
  const discovery: Discovery = { candidates: toCandidates(finds, { entries, refused }), sources: reports };
  if (!options.refresh) return discovery;
  const repositories = { get: politely(memoryOf('refresh')).get, api: env.GITHUB_API_URL, token: env.GITHUB_TOKEN };
  const packages = { ask: asking({ egress: ways.strangers, gapMs: politeness.gapMs }), bases: registryBases() };
  const gone = await deletedIn(settings.registries.map(baseAddress), memoryOf('official-registry'));
  const refreshed = await refreshEntries(entries, { packages, repositories, deletedIn: gone, now: () => new Date() });
  return { ...discovery, refreshed };
}
