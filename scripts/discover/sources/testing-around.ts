import { setTimeout as delay } from 'node:timers/promises';
import { ProxyConfig } from '../../../proxy/config.ts';
import { operatorEgress, publisherEgress } from '../../../proxy/services/egress.ts';
import type { Find } from '../find.ts';
import { Memory } from '../memory.ts';
import { Hosts } from '../polite/hosts.ts';
import { PoliteFetch } from '../polite/polite-fetch.ts';
import { DiscoverySettings } from '../settings.ts';
import type { Around, Source } from '../source.ts';

/** What a test gives a source; all else is as in a fresh clone, but for the memory, which is lost. */
export interface Given {
  /** The home folder, which is also where the configuration lies. */
  home: string;
  config?: object;
  settings?: object;
  folders?: string[];
  env?: NodeJS.ProcessEnv;
}

/** Lets a source look, as a run does. */
export async function lookWith(source: Source, given: Given): Promise<{ finds: Find[]; faults: string[] }> {
  const { home, folders = [], env = {} } = given;
  const settings = DiscoverySettings.parse({ politeness: { gapMs: 0 }, ...given.settings });
  const config = ProxyConfig.parse(given.config ?? {});
  const memory = new Memory(home, { isReadOnly: true });
  const signal = AbortSignal.timeout(20_000);
  const ways = {
    strangers: publisherEgress({ config, folder: home, env }),
    operators: operatorEgress({ config, folder: home, env }),
  };
  const sleep = (ms: number) => delay(ms);
  const hosts = new Hosts({ gapMs: 0, sleep });
  const polite = new PoliteFetch({ politeness: settings.politeness, hosts, memory, ...ways, signal, sleep });
  const faults: string[] = [];
  const around: Around = {
    ...{ settings, config, folder: home, folders, env, home, since: null, get: polite.get, memory, others: [], signal },
    now: () => new Date('2026-11-29T00:00:00Z'),
    fault: (where, error) => void faults.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
  };
  const finds: Find[] = [];
  for await (const find of source.find(around)) finds.push(find);
  return { finds, faults };
}
