import type { ProxyConfig } from '../../proxy/config.ts';
import type { Find, SourceName } from './find.ts';
import type { Memory } from './memory.ts';
import type { PoliteFetch } from './polite/polite-fetch.ts';
import type { DiscoverySettings } from './settings.ts';

/** What a source may look at, and by which means. */
export interface Around {
  /** `catalog/discovery.json`. */
  settings: DiscoverySettings;
  /** `proxy.config.json`: its `sources` and its ways out of here. */
  config: ProxyConfig;
  /** Relative paths start here. */
  folder: string;
  /** Folders that were named on the command line. */
  folders: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The home folder of whoever asks. */
  home: string;
  /** Only what changed later is wanted; null: everything. A source that cannot tell gives all. */
  since: Date | null;
  /** Gets documents of strangers: guarded, one at a time per host, and within this source's budget. */
  get: PoliteFetch['get'];
  /** What this source keeps from one run to the next. */
  memory: Memory;
  /** What the sources found that were asked before: for those that look up what others name. */
  others: readonly Find[];
  now: () => Date;
  signal: AbortSignal;
  /** A part of its places could not be looked at: the rest goes on, and the report says so. */
  fault: (where: string, error: unknown) => void;
}

/** A kind of place where servers are found. */
export interface Source {
  name: SourceName;
  /** `near`: on this machine and in its network, by the operator's word. `far`: at strangers'. */
  reach: 'near' | 'far';
  /** It looks up what others name, so it is asked after them. */
  isLast?: boolean;
  /** Finds one after the other. Throws when it cannot go on: what was found before counts. */
  find(around: Around): AsyncIterable<Find>;
}
